"""``suiji sampling``: the reference's words (protocol §10), and ``--engine``, so that files of any size serve."""

import argparse
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

from suiji.draws.engines.choice import LARGE_LIST, Engine, Progress, for_list, unheard
from suiji.draws.engines.drawing import draw_folder
from suiji.draws.engines.folder import Folder
from suiji.draws.engines.freezing import freeze_list
from suiji.draws.engines.verifying import verify_folder
from suiji.sampling import __main__ as reference
from suiji.sampling import bundle
from suiji.sampling.canonical import Unusable
from suiji.sampling.commitment import COMMITMENT, INSPECTORS, read_commitment
from suiji.sampling.draw import draw, need

BYTES_A_LOT = 20
"""A line of a frame, about: a long list shows by the size of its file."""
ENGINES = (Engine.AUTO, Engine.REFERENCE, Engine.DUCKDB)


def main(arguments: list[str], progress: Progress = unheard) -> int:
    """Run one command; what it does and its exit status are the reference's, whoever computes."""

    def heard(run: Callable[[argparse.Namespace, Progress], None]) -> reference.Run:
        return lambda words: run(words, progress)

    runs = {"freeze": heard(_freeze), "draw": heard(_draw), "verify": heard(_verify)}
    return reference.main(arguments, reference.parser("suiji sampling", runs, ENGINES))


def _freeze(words: argparse.Namespace, progress: Progress) -> None:
    if words.staffing or words.frame is None or _engine(words, words.frame) is Engine.REFERENCE:
        reference.run_freeze(words)
        return
    plan, key, names = reference.plan_and_key(words)
    if not words.frame.is_file():
        raise Unusable("is missing", file=names.frame)
    # On the bundle's own disk, so that what is long need only be moved there.
    with TemporaryDirectory(prefix=".suiji-", dir=_standing(words.bundle)) as work:
        frozen, paths = freeze_list(
            frame=words.frame,
            excluded=reference.excluded_of(words),
            plan=plan,
            key=key,
            work=Path(work),
            names=names,
            progress=progress,
        )
        reference.keep_frozen(words.bundle, frozen, {**frozen.files, **paths})


def _standing(folder: Path) -> Path:
    """The nearest folder that there is already."""
    return next(one for one in (folder.absolute(), *folder.absolute().parents) if one.is_dir())


def _draw(words: argparse.Namespace, progress: Progress) -> None:
    folder, reveal = Folder(words.bundle, audit=True), bundle.read_input(words.reveal)
    given = {"reveal": reveal, "unannounced": words.unannounced, "name": str(words.reveal)}
    if _counted(folder, words) is Engine.REFERENCE:
        drawn = draw(files=folder, **given)
    else:
        with TemporaryDirectory(prefix="suiji-") as work:
            drawn = draw_folder(folder, work=Path(work), progress=progress, **given)
    reference.keep_drawn(words.bundle, folder, drawn)


def _verify(words: argparse.Namespace, _progress: Progress) -> None:
    folder = Folder(words.bundle, audit=words.audit)
    if _counted(folder, words) is Engine.REFERENCE:
        reference.run_verify(words)
    else:
        reference.tell(verify_folder(folder, audit=words.audit, require_log=words.require_log))


def _engine(words: argparse.Namespace, frame: Path) -> Engine:
    size = frame.stat().st_size if frame.is_file() else 0
    return for_list(Engine(words.engine), size // BYTES_A_LOT)


def _counted(folder: Folder, words: argparse.Namespace) -> Engine:
    """Who computes over a bundle, by the number of its members; how many pairs a staffing has does not show."""
    commitment = read_commitment(need(folder, COMMITMENT))
    members = LARGE_LIST if commitment.kind == INSPECTORS else commitment.document["members"]["count"]
    return for_list(Engine(words.engine), members)
