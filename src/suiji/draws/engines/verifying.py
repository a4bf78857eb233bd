"""验证 — the check of protocol §5 over a bundle of any size; its words and its findings are the reference's."""

from collections.abc import Mapping
from filecmp import cmp
from pathlib import Path
from tempfile import TemporaryDirectory

from suiji.draws.engines import lines
from suiji.draws.engines.drawing import draw_list
from suiji.draws.engines.duck import connected
from suiji.draws.engines.folder import Folder
from suiji.draws.engines.freezing import freeze_list
from suiji.draws.engines.lots import draw_lots, sizes_of
from suiji.draws.engines.staffing import assign
from suiji.sampling.audit import DRAWN_OTHERWISE, FROZEN_OTHERWISE, agreed, compare, expected, sealed_plan
from suiji.sampling.canonical import Invalid, judged, parse_json
from suiji.sampling.commitment import INSPECTORS, Commitment
from suiji.sampling.draw import Drawn, draw, lots_lines, need, open_bundle, require_lots_hash, sealed_key
from suiji.sampling.frame import read_excluded
from suiji.sampling.freeze import EXCLUDED, FRAME, LOTS, STAFFING, freeze_staffing
from suiji.sampling.seed import REVEAL
from suiji.sampling.verify import Steps, Verdict, require_sizes, takes, verify_bundle


def verify_folder(folder: Folder, *, audit: bool = False, require_log: bool = False) -> Verdict:
    """As the reference's ``verify_bundle``, over a folder."""
    return verify_bundle(folder, audit=audit, require_log=require_log, steps=steps_over(folder))


def steps_over(folder: Folder) -> Steps:
    """The long steps, which read the folder's files where they lie."""

    def repeat(_files: Mapping[str, bytes], commitment: Commitment, seed: bytes) -> bytes:
        return _repeat(folder.path(LOTS), commitment, seed)

    def audit(_files: Mapping[str, bytes], commitment: Commitment) -> str:
        with judged():
            key = sealed_key(folder, commitment)
            again = _staffing_again if commitment.kind == INSPECTORS else _list_again
            drawn = again(folder, commitment, key)
            compare(folder, expected(folder, drawn, key), DRAWN_OTHERWISE)
        return agreed(commitment, drawn)

    return Steps(repeat, audit)


def _repeat(lots: Path, commitment: Commitment, seed: bytes) -> bytes:
    require_lots_hash(commitment, lines.sha256_of(lots), LOTS)
    lines.check_lots_lines(lots, LOTS)
    with TemporaryDirectory(prefix="suiji-") as work, connected(Path(work)) as db:
        require_sizes(commitment, sizes_of(db, lots))
        return lots_lines(draw_lots(db, lots, takes(commitment), seed))


def _list_again(folder: Folder, commitment: Commitment, key: bytes) -> Drawn:
    with TemporaryDirectory(prefix="suiji-") as name:
        work = Path(name)
        frozen, paths = freeze_list(
            frame=folder.path(FRAME),
            excluded=read_excluded(need(folder, EXCLUDED), EXCLUDED),
            plan=sealed_plan(folder, commitment),
            key=key,
            work=work,
        )
        compare(folder, frozen.files, FROZEN_OTHERWISE)
        for file, path in paths.items():
            if not cmp(folder.path(file), path, shallow=False):
                raise Invalid(f"{file}: {FROZEN_OTHERWISE}")
        opened = open_bundle(frozen.files, need(folder, REVEAL))
        return draw_list(frozen.files, opened, paths, work=work)


def _staffing_again(folder: Folder, commitment: Commitment, key: bytes) -> Drawn:
    staffing = parse_json(need(folder, STAFFING), STAFFING)
    frozen = freeze_staffing(staffing=staffing, plan=commitment.plan, key=key)
    compare(folder, frozen.files, FROZEN_OTHERWISE)
    return draw(files=frozen.files, reveal=need(folder, REVEAL), assign=assign)
