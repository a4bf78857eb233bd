"""Freeze and draw of what is held in memory, as the rooms hold it: the reference's words, the quicker hand."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from suiji.draws.engines.choice import Engine, Progress, for_list, for_staffing, unheard
from suiji.draws.engines.drawing import draw_list
from suiji.draws.engines.freezing import FILES, freeze_list
from suiji.draws.engines.staffing import assign
from suiji.sampling import frame as frames
from suiji.sampling import freeze
from suiji.sampling import staffing as people
from suiji.sampling.commitment import INSPECTORS, Plan
from suiji.sampling.draw import Drawn, draw_inspectors, need, open_bundle
from suiji.sampling.draw import draw as draw_by_reference
from suiji.sampling.frame import Eligible, Excluded
from suiji.sampling.freeze import AUDIT_LOTS, FRAME, Frozen, Names
from suiji.sampling.seed import REVEAL
from suiji.sampling.staffing import Staffing


def freeze_objects(
    *,
    frame: Sequence[Eligible],
    excluded: Sequence[Excluded] = (),
    plan: Plan,
    key: bytes,
    names: Names = FILES,
    engine: Engine = Engine.AUTO,
    progress: Progress = unheard,
) -> Frozen:
    """As the reference's ``freeze_objects``, by the engine asked for or else by size."""
    if for_list(engine, len(frame)) is Engine.REFERENCE:
        return freeze.freeze_objects(frame=frame, excluded=excluded, plan=plan, key=key, names=names)
    frames.check_frame(frame, excluded, names.frame, names.excluded)
    with TemporaryDirectory(prefix="suiji-") as folder:
        listed, work = Path(folder) / "listed.csv", Path(folder) / "work"
        listed.write_bytes(frames.frame_file(frame))
        work.mkdir()
        frozen, paths = freeze_list(
            frame=listed, excluded=excluded, plan=plan, key=key, work=work, names=names, progress=progress
        )
        frozen.files.update({name: path.read_bytes() for name, path in paths.items()})
    return frozen


def draw(
    *,
    files: Mapping[str, bytes],
    reveal: bytes,
    unannounced: bool = False,
    name: str = REVEAL,
    engine: Engine = Engine.AUTO,
    progress: Progress = unheard,
) -> Drawn:
    """As the reference's ``draw``, by the engine asked for or else by size."""
    opened = open_bundle(files, reveal, name)
    if opened.commitment.kind == INSPECTORS:
        return draw_inspectors(files, opened, assign_by(engine))
    if for_list(engine, int(opened.commitment.document["members"]["count"])) is Engine.REFERENCE:
        return draw_by_reference(files=files, reveal=reveal, unannounced=unannounced, name=name)
    with TemporaryDirectory(prefix="suiji-") as folder:
        paths = {AUDIT_LOTS: Path(folder) / "lots.csv", FRAME: Path(folder) / "frame.csv"}
        for file, path in paths.items():
            path.write_bytes(need(files, file))
        return draw_list(files, opened, paths, work=Path(folder), unannounced=unannounced, progress=progress)


def assign_by(engine: Engine) -> people.Assign:
    """How inspectors are assigned: by the engine asked for, or else by the number of eligible pairs."""

    def by_size(staffing: Staffing, seed: bytes) -> dict[str, object]:
        quick = for_staffing(engine, staffing) is not Engine.REFERENCE
        return (assign if quick else people.assign)(staffing, seed)

    return by_size
