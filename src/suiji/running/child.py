"""A child of the supervisor: started, restarted with growing patience, stopped in order."""

import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass

from suiji.running.account import end_with_parent
from suiji.running.trouble import Trouble

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
STEADY = 60.0
"""Seconds after which a child counts as having run well: the next restart is quick again."""
GRACE = 15.0
"""Seconds a child has to finish what it is doing."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a child does."""

    name: str
    command: tuple[str, ...]


class Child:
    """One process that should be running."""

    def __init__(self, work: Work, environment: Mapping[str, str], say: Callable[[str], None]) -> None:
        self.work = work
        self.environment = environment
        self.say = say
        self.process: subprocess.Popen[bytes] | None = None
        self._pause = FIRST_PAUSE
        self._started = 0.0
        self._due: float | None = None

    def start(self) -> None:
        """Start the process, out of reach of the terminal's Ctrl-C; it ends when the supervisor dies."""
        self._due, self._started = None, time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 — our own command
            self.work.command,
            env=dict(self.environment),
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            preexec_fn=end_with_parent(signal.SIGTERM),  # noqa: PLW1509 — only prctl
        )

    def gave_up(self) -> bool:
        """True when the process ended because of a trouble it has explained: to restart it would not help."""
        return self.process is not None and self.process.poll() == Trouble.exit_code

    def restart_if_due(self) -> None:
        """Notice a crash, say so, and start again after a pause that doubles with every quick crash."""
        if self.process is None or self.process.poll() is None:
            return
        now = time.monotonic()
        if self._due is None:
            if now - self._started > STEADY:
                self._pause = FIRST_PAUSE
            self._due = now + self._pause
            self._sweep()
            code = self.process.returncode
            self.say(f"“{self.work.name}”意外退出（代码 {code}），{self._pause:.0f} 秒后重新启动。")
            self._pause = min(self._pause * 2, LONGEST_PAUSE)
        elif now >= self._due:
            self.start()

    def renew(self) -> None:
        """A fresh process in the old one's place."""
        self.ask_to_stop()
        self.wait()
        self.start()

    def ask_to_stop(self) -> None:
        """Ask politely; ``wait`` insists."""
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()

    def wait(self) -> None:
        """Returns when the process has ended, by force if its time of grace is over."""
        if self.process is None:
            return
        try:
            self.process.wait(GRACE)
        except subprocess.TimeoutExpired:
            self.say(f"“{self.work.name}”没有按时停下，强行结束。")
            self.process.kill()
            self.process.wait()
        self._sweep()

    def _sweep(self) -> None:
        """What a dead process leaves of its own (the web server's workers) goes with it, or it would still answer."""
        if self.process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, signal.SIGKILL)
