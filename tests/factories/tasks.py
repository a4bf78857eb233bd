"""A joint task and what it rests on. Plain functions through the real services, with defaults."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from suiji.catalogue import services as catalogue
from suiji.catalogue.models import CheckMode, ItemVersion
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject, Inspector, Library, RiskRating
from suiji.libraries.names import grams_of
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.plans import services as plans
from suiji.plans.models import PlanLine
from suiji.tasks import services as tasks
from suiji.tasks.models import Task, Waiver, WaiverKind
from suiji.tasks.queries import scope_of
from tests.factories.organs import AT, a_department, an_actor, an_office

WORD = "餐饮"
BATCH = 5_000
"""Rows of one statement: half a million in one would cost PostgreSQL twenty gigabytes."""
"""In every firm's name, so that the scope finds it."""


@dataclass
class Cast:
    """The departments of a joint task and the people who act for them."""

    initiator: Department
    others: list[Department]
    actors: dict[tuple[int, Role], Actor] = field(default_factory=dict)

    @property
    def departments(self) -> list[Department]:
        return [self.initiator, *self.others]

    def of(self, department: Department, role: Role) -> Actor:
        """The same person of a department in a role, whenever asked."""
        key = (department.pk, role)
        if key not in self.actors:
            name = f"{department.short_name}{role.label}"[:60]
            self.actors[key] = an_actor(role, department=department, name=name)
        return self.actors[key]

    @property
    def clerk(self) -> Actor:
        """The initiator's clerk."""
        return self.of(self.initiator, Role.CLERK)

    @property
    def office(self) -> Actor:
        return self.of(an_office(), Role.OFFICE)


def a_cast(*lines: str) -> Cast:
    """An initiator (市场监管 unless named) and participants."""
    names = lines or ("市场监管", "消防救援")
    first, *rest = [a_department(line) for line in names]
    return Cast(first, rest)


def an_item(cast: Cast, *, code: str = "AY-01", at: datetime = AT, **changes: Any) -> ItemVersion:
    """A joint item in force, countersigned by every department of the cast."""
    parts = [
        catalogue.PartDraft(department, department == cast.initiator, "检查内容", ("要点一", "要点二"))
        for department in cast.departments
    ]
    fields: dict[str, Any] = {
        "field": "餐饮服务",
        "title": "餐饮单位综合检查",
        "legal_basis": "《中华人民共和国食品安全法》第一百一十条",
        "object_scope": "餐饮服务单位",
        "modes": [CheckMode.ON_SITE],
        "ratio_text": "按类别",
        "ratio_min_bp": 100,
        "frequency": "每年一次",
    } | changes
    clerk = cast.clerk
    version = catalogue.draft_item(
        code=code, kind="JOINT", owner=cast.initiator, fields=fields, parts=parts, actor=clerk, at=at
    )
    for department in cast.others:
        catalogue.countersign(version=version, actor=cast.of(department, Role.CLERK), at=at)
    catalogue.review(version=version, actor=cast.of(cast.initiator, Role.DEPUTY_HEAD), at=at)
    compiler = cast.of(a_department("市场监管"), Role.CLERK)
    new_year = at.replace(year=2026, month=1, day=1)
    return catalogue.publish(
        version=version, effective_from=date(2026, 1, 1), actor=compiler, at=min(at, new_year)
    )


def a_plan_line(
    cast: Cast,
    versions: Sequence[ItemVersion],
    *,
    number: str = "AY-2026-01",
    published: bool = True,
    unannounced: bool = False,
    at: datetime = AT,
) -> PlanLine:
    """A line of the year's plan, made public unless told otherwise."""
    fields: dict[str, Any] = {
        "object_scope": "餐饮服务单位",
        "ratio_text": "按类别",
        "frequency": "一次",
        "period_from": date(2026, 3, 1),
        "period_until": date(2026, 12, 31),
        "unannounced": unannounced,
        "contact": "信用科",
        "basis": "年度安排",
    }
    line = plans.draft_line(
        year=2026,
        number=number,
        title="餐饮单位联合抽查",
        kind="ANNUAL",
        initiator=cast.initiator,
        items=[version.item for version in versions],
        participants=cast.others,
        fields=fields,
        actor=cast.clerk,
        at=at,
    )
    for department in cast.others:
        plans.confirm_part(line=line, actor=cast.of(department, Role.CLERK), at=at)
    if published:
        plans.submit(line=line, actor=cast.clerk, at=at)
        plans.accept(line=line, actor=cast.office, at=at)
        plans.publish(line=line, actor=cast.office, at=at)
    return line


def some_firms(
    cast: Cast, *, number: int = 60, classes: str = "ABCD", prefix: str = "F"
) -> list[InspectedObject]:
    """Firms that the scope finds, their classes in rotation; '-' leaves one unclassified."""
    firms = InspectedObject.objects.bulk_create(
        (
            InspectedObject(
                code=f"{prefix}{n:05d}",
                name=f"安阳{WORD}第{prefix}{n}店",
                name_grams=grams_of(f"安阳{WORD}第{prefix}{n}店"),
                region_id="410502",
                business_scope="餐饮服务",
                source=cast.initiator,
                updated_at=AT,
            )
            for n in range(number)
        ),
        batch_size=BATCH,
    )
    RiskRating.objects.bulk_create(
        (
            RiskRating(
                object=firm,
                value=classes[n % len(classes)],
                rated_on=date(2026, 1, 5),
                source="省局",
                received_at=AT,
            )
            for n, firm in enumerate(firms)
            if classes[n % len(classes)] != "-"
        ),
        batch_size=BATCH,
    )
    return firms


def some_inspectors(
    department: Department, *, number: int = 4, until: date = date(2028, 1, 1)
) -> list[Inspector]:
    """Certified officers in post."""
    return Inspector.objects.bulk_create(
        Inspector(
            code=f"{department.code}:{n:02d}",
            staff_number=f"{n:02d}",
            name=f"{department.short_name}人员{n}",
            department=department,
            certificate_number=f"C{department.pk}-{n}",
            certificate_until=until,
            updated_at=AT,
        )
        for n in range(number)
    )


def a_draft(
    cast: Cast | None = None,
    *,
    line: PlanLine | None = None,
    versions: Sequence[ItemVersion] | None = None,
    number: str = "RW-01",
    rates_bp: dict[str, int] | None = None,
    exception: dict[str, str] | None = None,
    at: datetime = AT,
    **fields: Any,
) -> Task:
    """A task in draft."""
    cast = cast or a_cast()
    versions = versions if versions is not None else [an_item(cast)]
    line = line or a_plan_line(cast, versions)
    return tasks.draft_task(
        number=number,
        title="餐饮单位联合抽查",
        plan_line=line,
        item_versions=versions,
        scope_rule={"words": [WORD]},
        period_from=date(2026, 3, 2),
        period_until=date(2026, 6, 30),
        rates_bp=rates_bp or {},
        fields={"method": "实地检查", "officers": 2, "teams": 2} | fields,
        exception=exception,
        actor=cast.clerk,
        at=at,
    )


def countersigned(task: Task, cast: Cast, *, at: datetime = AT) -> Task:
    """Sent and countersigned by everybody; its scope holds somebody."""
    if not scope_of(task).exists():
        some_firms(cast, number=1, prefix="N")
    tasks.send(task=task, actor=cast.clerk, at=at)
    for department in cast.others:
        tasks.countersign(task=task, actor=cast.of(department, Role.CLERK), at=at)
    return task


def confirmed(task: Task, cast: Cast, *, at: datetime = AT) -> Task:
    """Both libraries confirmed by every department's librarian."""
    for department in cast.departments:
        for library in Library:
            tasks.confirm_library(
                task=task, library=library, actor=cast.of(department, Role.LIBRARIAN), at=at
            )
    return task


def a_ready_task(
    cast: Cast, *, firms: int = 60, classes: str = "ABCD", inspectors: int = 4, **draft: Any
) -> Task:
    """A task whose libraries are confirmed: firms, classes and inspectors are there."""
    some_firms(cast, number=firms, classes=classes)
    for department in cast.departments:
        some_inspectors(department, number=inspectors)
    return confirmed(countersigned(a_draft(cast, **draft), cast), cast)


def filed_waiver(
    task: Task, cast: Cast, kind: WaiverKind, *, codes: Sequence[str] = (), at: datetime = AT
) -> Waiver:
    """An exception asked for by the clerk, approved by the deputy head and filed with the office."""
    asked = task.waivers.filter(kind=kind, state="APPLIED").first()
    waiver = asked or tasks.apply_waiver(
        task=task,
        kind=kind,
        reason="上级专项部署",
        basis="安政办〔2026〕3号",
        codes=codes,
        actor=cast.clerk,
        at=at,
    )
    tasks.approve_waiver(waiver=waiver, actor=cast.of(cast.initiator, Role.DEPUTY_HEAD), at=at)
    return tasks.file_waiver(waiver=waiver, filing="安双随机备〔2026〕1号", actor=cast.office, at=at)


def later(minutes: int) -> datetime:
    """So many minutes after the factories' moment."""
    return AT + timedelta(minutes=minutes)
