"""A bundle's folder as the mapping that the reference reads, of which nothing is read before it is asked for."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from suiji.sampling.bundle import AUDIT_FILES, PUBLIC_FILES, read_input
from suiji.sampling.canonical import Unusable
from suiji.sampling.draw import need


class Folder(Mapping[str, bytes]):
    """The public files of a bundle, with those of ``audit/`` only where asked for."""

    def __init__(self, path: Path, *, audit: bool) -> None:
        self._path = path
        self._names = (*PUBLIC_FILES, *AUDIT_FILES) if audit else PUBLIC_FILES
        if not any(True for _ in self):
            raise Unusable("is no bundle", file=str(path))

    def __getitem__(self, name: str) -> bytes:
        if name not in self:
            raise KeyError(name)
        return read_input(self._path / name)

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and name in self._names and (self._path / name).exists()

    def __iter__(self) -> Iterator[str]:
        return (name for name in self._names if name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def path(self, name: str) -> Path:
        """Where a file lies; `Unusable` where the bundle does not have it."""
        if name not in self:
            need({}, name)
        return self._path / name
