"""A ceremony as a folder that can be copied to anybody (protocol §10). Writing is all or nothing."""

from collections.abc import Iterable, Mapping
from pathlib import Path

from suiji.sampling import freeze, order
from suiji.sampling.canonical import Unusable
from suiji.sampling.commitment import COMMITMENT
from suiji.sampling.confirming import CONFIRMATION, CONFIRMATION_PROOF, KEY_PROOF
from suiji.sampling.draw import ASSIGNMENT, AUDIT_DRAWN_LOTS, AUDIT_RESULT, DRAWN_LOTS, RESULT
from suiji.sampling.naming import NAMES
from suiji.sampling.seed import REVEAL

PUBLIC_FILES = (
    COMMITMENT,
    REVEAL,
    RESULT,
    NAMES,
    CONFIRMATION,
    freeze.LOTS,
    DRAWN_LOTS,
    order.VKEY,
    *order.ACTS,
    KEY_PROOF,
    CONFIRMATION_PROOF,
)
AUDIT_FILES = (
    freeze.KEY,
    freeze.FRAME,
    freeze.EXCLUDED,
    freeze.MEMBERS,
    freeze.EXCLUSIONS,
    freeze.AUDIT_LOTS,
    freeze.STRATA,
    freeze.STAFFING,
    AUDIT_DRAWN_LOTS,
    AUDIT_RESULT,
    ASSIGNMENT,
)
_STAGING = ".unfinished"


def read_input(path: Path) -> bytes:
    """An input file's bytes; `Unusable` where it cannot be read."""
    content = _read_if_there(path)
    if content is None:
        raise Unusable("is missing", file=str(path))
    return content


def read_bundle(folder: Path, names: Iterable[str]) -> dict[str, bytes]:
    """Those of the named files that the folder has; nothing else is opened."""
    files = {name: content for name in names if (content := _read_if_there(folder / name)) is not None}
    if not files:
        raise Unusable("is no bundle", file=str(folder))
    return files


def _read_if_there(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except OSError as error:
        raise Unusable(error.strerror or "cannot be read", file=str(path)) from None


def write_files(folder: Path, files: Mapping[str, bytes | Path], *, last: str) -> None:
    """Write all files, or none: `Unusable`, and the folder as it was, where one exists or cannot be written.

    ``last`` is the file whose presence says that all others are there. Content too large to be held may be a
    file on the same disk, which is moved.
    """
    made: list[Path] = []
    try:
        for name in files:
            if (folder / name).exists():
                raise Unusable("exists already", file=str(folder / name))
        _write(folder, files, last, made)
    except OSError as error:
        _undo(made)
        raise Unusable(error.strerror or "cannot be written", file=str(folder)) from None


def _write(folder: Path, files: Mapping[str, bytes | Path], last: str, made: list[Path]) -> None:
    """Everything is first written aside, so that only renames remain when the first file appears."""
    staging = folder / _STAGING
    for parent in sorted({folder, staging, *((folder / name).parent for name in files)}):
        _make_folder(parent, made)
    order_of_renames = sorted(files, key=lambda name: (name == last, name))
    for number, name in enumerate(order_of_renames):
        made.append(staging / str(number))
        content = files[name]
        if isinstance(content, Path):
            content.rename(staging / str(number))
        else:
            (staging / str(number)).write_bytes(content)
    for number, name in enumerate(order_of_renames):
        (staging / str(number)).rename(folder / name)
        made.append(folder / name)
    staging.rmdir()


def _make_folder(folder: Path, made: list[Path]) -> None:
    for missing in reversed([folder, *folder.parents]):
        if not missing.exists():
            # What is confidential is nobody else's to read on a shared machine.
            missing.mkdir(mode=0o700 if missing.name in ("audit", _STAGING) else 0o777)
            made.append(missing)


def _undo(made: list[Path]) -> None:
    for path in reversed(made):
        if path.is_dir():
            path.rmdir()
        else:
            path.unlink(missing_ok=True)
