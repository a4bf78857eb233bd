"""抽取记录 — the printed record of a draw of objects, to be signed by operator and witness (Art. 13, 15)."""

from suiji.draws.models import Ceremony, Share
from suiji.draws.queries.evidence import evidence_of
from suiji.draws.queries.progress import later_sources
from suiji.papers.documents import DrawnObject, DrawRecord, SeedShare
from suiji.papers.services import render
from suiji.sampling.commitment import PROTOCOL


def record_pdf(ceremony: Ceremony, *, site: str, demonstration: bool) -> bytes:
    """The record as a PDF; no class and no stratum stands in it."""
    return render(record_of(ceremony, site), demonstration=demonstration)


def record_of(ceremony: Ceremony, site: str) -> DrawRecord:
    """What the record says; the list in the order of codes."""
    task, found = ceremony.task, evidence_of(ceremony)
    drawn = ceremony.drawn.select_related("object__region").order_by("object__code")
    return DrawRecord(
        number=ceremony.ceremony,
        issuer=task.initiator.name,
        task_name=task.title,
        task_number=task.number,
        drawn_at=ceremony.result.drawn_at,
        place=task.initiator.name,
        operator=ceremony.operator.name,
        operator_department=ceremony.operator.department.name,
        witness=ceremony.witness.name,
        witness_department=ceremony.witness.department.name,
        frozen_at=ceremony.freeze.frozen_at,
        frame_hash=ceremony.freeze.commitment_sha256,
        population=found.framed or 0,
        drawn=len(drawn),
        algorithm=PROTOCOL,
        seed=ceremony.result.seed,
        seed_shares=_sources(ceremony),
        objects=tuple(
            DrawnObject(place, row.object.name, row.object.code, row.object.region.name)
            for place, row in enumerate(drawn, start=1)
        ),
        certificate_hash=ceremony.result.result_sha256,
        verify_url=f"{site}/draws/{ceremony.ceremony}/" if not task.unannounced else "",
    )


def _sources(ceremony: Ceremony) -> tuple[SeedShare, ...]:
    shares = ceremony.shares.select_related("reveal").order_by("party__code")
    return (
        *(SeedShare(share.party_name, share.sha256, _value(share)) for share in shares),
        *(SeedShare(later.what, "", later.value) for later in later_sources(ceremony)),
    )


def _value(share: Share) -> str:
    reveal = getattr(share, "reveal", None)
    return reveal.value if reveal else "（逾期未揭示，按空值计入）"
