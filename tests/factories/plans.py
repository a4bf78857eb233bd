"""Plan lines for tests, made by the real services."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from suiji.organs.models import Department, Kind
from suiji.organs.roles import Role
from suiji.plans import services
from suiji.plans.models import PlanKind, PlanLine
from tests.factories.catalogue import a_published_item
from tests.factories.organs import AT, a_department, an_actor, an_office

FIELDS: dict[str, Any] = {
    "object_scope": "全市加油站",
    "ratio_text": "5 %",
    "frequency": "1 次",
    "period_from": date(2026, 5, 11),
    "period_until": date(2026, 6, 30),
    "contact": "市场运行科",
    "basis": "年度工作安排",
}
SOURCE: dict[str, Any] = {
    "source_organ": "省人民政府办公厅",
    "source_document": "豫政办明电〔2026〕3号",
    "source_on": date(2026, 2, 20),
}


def a_draft_line(
    number: str = "AY-2026-01",
    *,
    kind: str = PlanKind.ANNUAL,
    initiator: Department | None = None,
    participants: Sequence[Department] | None = None,
    items: Sequence[Any] | None = None,
    year: int = 2026,
    at: datetime = AT,
    **fields: Any,
) -> PlanLine:
    """A line led by 商务 with 市场监管 and 应急管理, over one published joint item."""
    initiator = initiator or a_department("商务")
    if participants is None:
        participants = [a_department("市场监管"), a_department("应急管理")]
    if items is None:
        others = [one for one in participants if one.pk != initiator.pk and one.kind == Kind.REGULATOR]
        items = [a_published_item(f"{number}-I", owner=initiator, others=others).item] if others else []
    return services.draft_line(
        year=year,
        number=number,
        title="加油站部门联合抽查",
        kind=kind,
        initiator=initiator,
        items=items,
        participants=participants,
        fields=FIELDS | (SOURCE if kind == PlanKind.TEMPORARY else {}) | fields,
        actor=an_actor(Role.CLERK, department=initiator),
        at=at,
    )


def a_source(line: PlanLine) -> None:
    """The document by which a temporary check was handed down."""
    clerk = an_actor(Role.CLERK, department=line.initiator)
    services.attach(line=line, name="交办通知.pdf", content=b"%PDF", actor=clerk, at=AT)


def a_confirmed_line(number: str = "AY-2026-01", **given: Any) -> PlanLine:
    """A draft to which every participant has agreed."""
    line = a_draft_line(number, **given)
    if line.kind == PlanKind.TEMPORARY:
        a_source(line)
    for part in line.parts.select_related("department"):
        services.confirm_part(line=line, actor=an_actor(Role.CLERK, department=part.department), at=AT)
    return line


def a_submitted_line(number: str = "AY-2026-01", *, submitted_at: datetime = AT, **given: Any) -> PlanLine:
    """A line handed in to the office."""
    line = a_confirmed_line(number, **given)
    return services.submit(line=line, actor=an_actor(Role.CLERK, department=line.initiator), at=submitted_at)


def a_published_line(number: str = "AY-2026-01", **given: Any) -> PlanLine:
    """A line of the published plan."""
    line = a_submitted_line(number, **given)
    office = an_actor(Role.OFFICE, department=an_office(line.initiator.region_id))
    services.accept(line=line, actor=office, at=AT)
    return services.publish(line=line, actor=office, at=AT)


def many_lines(count: int, *, state: str, **fields: Any) -> list[PlanLine]:
    """A year too long for one page, written at once: what is asked of it is only how it is shown."""
    initiator = a_department("商务")
    return PlanLine.objects.bulk_create(
        PlanLine(
            year=2026,
            number=f"AY-M-{number:04}",
            title="加油站部门联合抽查",
            initiator=initiator,
            state=state,
            **FIELDS | fields,
        )
        for number in range(count)
    )
