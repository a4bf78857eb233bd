"""Locks between processes: advisory ``flock`` on a file, released by the kernel when its holder dies."""

import fcntl
import os
from pathlib import Path
from typing import Self


class Lock:
    """One holder at a time for ``path``; the holder's process id is written into it for the explanation."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._descriptor: int | None = None

    def take(self) -> bool:
        """Hold the lock, or return False at once because another process does."""
        if self._descriptor is not None:
            return True
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            return False
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, str(os.getpid()).encode(), 0)
        self._descriptor = descriptor
        return True

    def release(self) -> None:
        """Let the next process have it."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def holder(self) -> str:
        """The process id written by the present (or last) holder."""
        return self.path.read_text() if self.path.exists() else ""


class Presence:
    """Being here: any number of processes hold it together; the keeper can tell when the last has gone."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)

    def enter(self) -> Self:
        """Wait until no keeper is closing the place, then be counted until this process ends."""
        fcntl.flock(self._descriptor, fcntl.LOCK_SH)
        return self

    def close_if_empty(self) -> bool:
        """True when nobody is here; from then on newcomers wait until this object leaves."""
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def leave(self) -> None:
        """No longer be counted."""
        os.close(self._descriptor)
