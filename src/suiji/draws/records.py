"""抽取记录 — the printed record of a draw, signed by operator, witness, and a notary who attended (Art. 13, 15, 17)."""

from suiji.draws.models import Ceremony, DrawKind, Share, Team
from suiji.draws.queries.bundle import stored
from suiji.draws.queries.evidence import evidence_of
from suiji.draws.queries.progress import later_sources
from suiji.organs.models import Department
from suiji.papers.draw_documents import (
    DrawnMember,
    DrawnObject,
    DrawnTeam,
    DrawRecord,
    SeedShare,
    StaffingRecord,
)
from suiji.papers.services import render
from suiji.sampling.canonical import parse_json
from suiji.sampling.commitment import PROTOCOL
from suiji.sampling.freeze import STAFFING


def record_pdf(ceremony: Ceremony, *, site: str, demonstration: bool) -> bytes:
    """The record as a PDF; no class and no stratum stands in it."""
    write = record_of if ceremony.kind == DrawKind.OBJECTS else staffing_record_of
    return render(write(ceremony, site), demonstration=demonstration)


def record_of(ceremony: Ceremony, site: str) -> DrawRecord:
    """What the record of a draw of objects says; the list in the order of codes."""
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
        verify_url=_address(ceremony, site),
        notary=_notary(ceremony),
    )


def staffing_record_of(ceremony: Ceremony, site: str) -> StaffingRecord:
    """What the record of a draw of inspectors says: those this ceremony drew, as the lot named them."""
    task, unit, host = ceremony.task, ceremony.unit, ceremony.host
    if unit is None:
        raise ValueError("inspectors are drawn for a unit")
    staffing = parse_json(stored(ceremony, audit=True)[STAFFING], STAFFING)
    sizes = {side.partition(":")[0]: 0 for side in staffing["inspectors"]}
    for side, people in staffing["inspectors"].items():
        sizes[side.partition(":")[0]] += len(people)
    departments = {one.code: one for one in Department.objects.filter(code__in=sizes)}
    return StaffingRecord(
        number=ceremony.ceremony,
        issuer=host.name,
        task_name=task.title,
        task_number=task.number,
        region=unit.region.name,
        drawn_at=ceremony.result.drawn_at,
        place=host.name,
        operator=ceremony.operator.name,
        operator_department=ceremony.operator.department.name,
        witness=ceremony.witness.name,
        witness_department=ceremony.witness.department.name,
        frozen_at=ceremony.freeze.frozen_at,
        frame_hash=ceremony.freeze.commitment_sha256,
        pool=tuple((departments[code].name, sizes[code]) for code in sorted(sizes)),
        algorithm=PROTOCOL,
        seed=ceremony.result.seed,
        seed_shares=_sources(ceremony),
        teams=_teams(ceremony, frozenset(sizes)),
        certificate_hash=ceremony.result.result_sha256,
        verify_url=_address(ceremony, site),
        notary=_notary(ceremony),
    )


def _teams(ceremony: Ceremony, codes: frozenset[str]) -> tuple[DrawnTeam, ...]:
    rows = Team.objects.filter(ceremony__unit=ceremony.unit).order_by("code")
    rows = rows.prefetch_related("dealt", "members__inspector__department")
    return tuple(
        DrawnTeam(
            team.code,
            len(team.dealt.all()),
            tuple(
                DrawnMember(
                    row.inspector.name,
                    row.inspector.department.name,
                    row.inspector.certificate_number,
                    row.leads,
                )
                for row in sorted(team.members.all(), key=lambda row: (not row.leads, row.inspector.code))
                if row.inspector.department.code in codes
            ),
        )
        for team in rows
    )


def _address(ceremony: Ceremony, site: str) -> str:
    return f"{site}/draws/{ceremony.ceremony}/" if not ceremony.task.unannounced else ""


def _notary(ceremony: Ceremony) -> str:
    found = ceremony.notary
    return f"{found.name}（{found.department.name}）" if found else ""


def _sources(ceremony: Ceremony) -> tuple[SeedShare, ...]:
    shares = ceremony.shares.select_related("reveal").order_by("party__code")
    return (
        *(SeedShare(share.party_name, share.sha256, _value(share)) for share in shares),
        *(SeedShare(later.what, "", later.value) for later in later_sources(ceremony)),
    )


def _value(share: Share) -> str:
    reveal = getattr(share, "reveal", None)
    return reveal.value if reveal else "（逾期未揭示，按空值计入）"
