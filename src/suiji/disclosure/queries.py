"""What may be asked of results: the clocks, what is owed, what is public."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from suiji import law
from suiji.disclosure.models import Correction, Publication, PublicationVersion
from suiji.disclosure.states import CorrectionState, PublicationState
from suiji.inspections import queries as inspections
from suiji.inspections.models import Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law.parameters import parameter
from suiji.law.results import ResultCode
from suiji.law.workdays import Calendar, Deadline, workdays_between
from suiji.ledger import Actor
from suiji.libraries.models import ObjectKind
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.organs.todo import Todo

MADE_PUBLIC = (PublicationState.PUBLISHED, PublicationState.CORRECTED)
OVERSEERS = (Role.OFFICE, Role.AUDITOR, Role.UPPER)
"""Who reads the clocks of departments other than the own."""


# ── rows ──────────────────────────────────────────────────────────────────────────


def first_rows(publication: Publication) -> list[dict[str, Any]]:
    """What the department's signed findings say, item by item, without personal data."""
    return [
        {
            "item": finding.item_version.item.code,
            "title": finding.item_version.title,
            "results": list(finding.results),
        }
        for finding in inspections.results_of(publication.visit, publication.department_id)
    ]


def current_rows(publication: Publication) -> list[dict[str, Any]]:
    """The rows as they stand: of the newest version, or of the findings while nothing is published."""
    newest = publication.versions.order_by("-number").first()
    return list(newest.rows) if newest else first_rows(publication)


def tested_items(publication: Publication) -> set[str]:
    """Items that test a product, which alone may be 合格 or 不合格."""
    findings = Finding.objects.filter(
        visit=publication.visit_id, department=publication.department_id, item_version__tests_products=True
    )
    return set(findings.values_list("item_version__item__code", flat=True))


def in_words(rows: Iterable[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Title and results of each row, in the article's own words."""
    return [(row["title"], [ResultCode(code).words for code in row["results"]]) for row in rows]


# ── clocks ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Clock:
    """One department's result of one visit and the days that are left for it (Art. 20(4), 29)."""

    visit: Visit
    department: Department
    publication: Publication | None
    due: Deadline
    days: int
    """Working days left; negative when overdue."""
    published_on: date | None
    today: date

    @property
    def late(self) -> bool:
        """Published after its last day, or not yet and the day is over: 视为未完成 (Art. 29)."""
        in_time = law.results.publication_in_time(published_on=self.published_on, due=self.due.on)
        return not in_time and (self.published_on is not None or self.today > self.due.on)

    @property
    def label(self) -> str:
        """The state in words."""
        return self.publication.state_label if self.publication else "待录入"

    @property
    def done(self) -> str:
        """Words that replace the countdown once the result is public."""
        if self.published_on is None:
            return ""
        return "已公示，逾期" if self.late else "按期公示"


def owed(actor: Actor, *, only: str = "") -> QuerySet[Finding]:
    """One row for each department and signed visit, the oldest first: ``open``, ``published`` or all."""
    visible = inspections.visible_to(actor).filter(state=VisitState.SIGNED)
    rows = _owed().filter(visit__in=visible.order_by().values("pk"))
    if not actor.holds(*OVERSEERS):
        rows = rows.filter(department_id=actor.department_id)
    public = _is_public()
    return rows.filter(public) if only == "published" else rows.exclude(public) if only == "open" else rows


def _owed() -> QuerySet[Finding]:
    return (
        Finding.objects.filter(visit__state=VisitState.SIGNED)
        .order_by("visit__ended_at", "visit_id", "department_id")
        .distinct("visit__ended_at", "visit_id", "department_id")
        .select_related("visit__task", "visit__drawn__object", "department")
    )


def _is_public() -> Exists:
    return Exists(
        Publication.objects.filter(
            visit=OuterRef("visit"), department=OuterRef("department"), state__in=MADE_PUBLIC
        )
    )


def clocks(rows: Iterable[Finding], *, today: date) -> list[Clock]:
    """The clocks of these rows (see ``owed``), in their order."""
    rows = list(rows)
    days = calendar()
    first = Prefetch("versions", PublicationVersion.objects.filter(number=1), to_attr="first_versions")
    entered = {
        (p.visit_id, p.department_id): p
        for p in Publication.objects.filter(visit__in={row.visit_id for row in rows})
        .select_related("department")
        .prefetch_related(first)
    }
    return [_clock(row, entered.get((row.visit_id, row.department_id)), days, today) for row in rows]


def _clock(row: Finding, publication: Publication | None, days: Calendar, today: date) -> Clock:
    due = due_of(row.visit, days)
    versions: Sequence[PublicationVersion] = getattr(publication, "first_versions", ())
    return Clock(
        visit=row.visit,
        department=row.department,
        publication=publication,
        due=due,
        days=workdays_between(today, due.on, days),
        published_on=day_of(versions[0].published_at) if versions else None,
        today=today,
    )


def due_of(visit: Visit, days: Calendar) -> Deadline:
    """The last day for the results of a visit that has ended."""
    assert visit.ended_at is not None  # only signed visits come here
    ended_on = day_of(visit.ended_at)
    within = parameter("publish_within", ended_on)
    return law.results.publication_due(ended_on=ended_on, calendar=days, days=within)


def overdue(today: date) -> list[Clock]:
    """Every result whose last day is over and that is not public: 逾期（视为未完成）."""
    return [clock for clock in clocks(_owed().exclude(_is_public()), today=today) if clock.late]


# ── one result ────────────────────────────────────────────────────────────────────


def visible_to(actor: Actor) -> QuerySet[Publication]:
    """The results this actor may read: those of the visits that the actor may read (Art. 24, 28)."""
    visits = inspections.visible_to(actor).order_by().values("pk")
    return Publication.objects.filter(visit__in=visits).select_related(
        "visit__task", "visit__drawn__object", "department", "entered_by"
    )


def corrections_visible_to(actor: Actor) -> QuerySet[Correction]:
    """The applications on results this actor may read."""
    return Correction.objects.filter(publication__in=visible_to(actor).values("pk")).select_related(
        "publication__visit__task",
        "publication__visit__drawn__object",
        "publication__department",
        "applicant",
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A result with its clock, versions and corrections, and what this actor may do."""

    publication: Publication
    clock: Clock
    rows: list[tuple[str, list[str]]]
    versions: list[PublicationVersion]
    corrections: list[Correction]
    may_publish: bool
    is_author: bool
    may_correct: bool
    may_decide: Correction | None


def card(publication: Publication, actor: Actor, *, today: date) -> Card:
    """The page of one result for this actor."""
    row = _owed().get(visit=publication.visit_id, department=publication.department_id)
    corrections = list(publication.corrections.select_related("applicant").order_by("-pk"))
    waiting = next((c for c in corrections if c.state == CorrectionState.APPLIED), None)
    own = actor.department_id == publication.department_id
    entered = publication.state == PublicationState.ENTERED
    another = law.results.publication_reviewed_by_another(author=publication.entered_by_id, reviewer=actor.id)
    decides = waiting is not None and law.results.principal_head_signs(
        is_principal_head=actor.holds(Role.PRINCIPAL_HEAD),
        same_department=own,
        is_applicant=actor.id == waiting.applicant_id,
    )
    return Card(
        publication=publication,
        clock=clocks([row], today=today)[0],
        rows=in_words(current_rows(publication)),
        versions=list(publication.versions.select_related("responsible").order_by("-number")),
        corrections=corrections,
        may_publish=own and entered and actor.holds(Role.REVIEWER) and another,
        is_author=not another,
        may_correct=own and not entered and waiting is None and actor.holds(Role.CLERK),
        may_decide=waiting if decides else None,
    )


def visits_to_enter(actor: Actor) -> QuerySet[Visit]:
    """Signed visits whose results the actor's department has not entered."""
    entered = Publication.objects.filter(visit=OuterRef("pk"), department_id=actor.department_id)
    own = Finding.objects.filter(visit=OuterRef("pk"), department_id=actor.department_id)
    return (
        Visit.objects.filter(Exists(own), ~Exists(entered), state=VisitState.SIGNED)
        .select_related("task", "drawn__object", "team")
        .order_by("ended_at", "pk")
    )


# ── public ────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class PublicResult:
    """A published result as anybody may read it: no personal data, no class."""

    object_name: str
    object_code: str
    department: str
    checked_on: date
    published_on: date
    items: tuple[tuple[str, tuple[str, ...]], ...]
    """Title and results of each item."""
    results: tuple[str, ...]
    corrected: bool
    reason: str
    version: int
    due_on: date
    late: bool


def published(search: str = "", *, department: str = "", code: str = "") -> list[PublicResult]:
    """The newest version of every published result, newest first; by name, code or department."""
    newer = PublicationVersion.objects.filter(
        publication=OuterRef("publication"), number__gt=OuterRef("number")
    )
    thing = "publication__visit__drawn__object__"
    found = PublicationVersion.objects.filter(~Exists(newer)).select_related(
        "publication__visit__drawn__object", "publication__department"
    )
    if search:
        exact = search.strip().upper().replace(" ", "")
        found = found.filter(
            Q(**{f"{thing}name__contains": search.strip()})
            | Q(**{f"{thing}uscc": exact})
            | Q(**{f"{thing}code": exact})
        )
    if department:
        found = found.filter(publication__department__name=department)
    if code:
        found = found.filter(**{f"{thing}code": code})
    rows = found.order_by("-published_at", "-pk")
    first = dict(
        PublicationVersion.objects.filter(
            number=1, publication__in=rows.order_by().values("publication")
        ).values_list("publication_id", "published_at")
    )
    return [_public(version, day_of(first[version.publication_id])) for version in rows]


def of_object(code: str) -> list[PublicResult]:
    """Every published result of one object."""
    return published(code=code)


def _public(version: PublicationVersion, first_on: date) -> PublicResult:
    publication = version.publication
    thing = publication.visit.drawn.object
    ended_at = publication.visit.ended_at
    assert ended_at is not None  # only results of ended visits are published
    named = thing.kind != ObjectKind.PERSON
    return PublicResult(
        object_name=thing.name if named else f"{thing.name[:1]}某（自然人）",
        object_code=thing.code,
        department=publication.department.name,
        checked_on=day_of(ended_at),
        published_on=day_of(version.published_at),
        items=tuple((title, tuple(words)) for title, words in in_words(version.rows)),
        results=tuple(ResultCode(result).words for result in version.results),
        corrected=version.number > 1,
        reason=version.reason,
        version=version.number,
        due_on=publication.due_on,
        late=not law.results.publication_in_time(published_on=first_on, due=publication.due_on),
    )


# ── 待办 ──────────────────────────────────────────────────────────────────────────


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """What waits for this actor: results to enter, to release, corrections to decide."""
    found: list[Todo] = []
    days = calendar()
    if actor.holds(Role.CLERK):
        found += [_to_enter(visit, due_of(visit, days), today) for visit in visits_to_enter(actor)]
    if actor.holds(Role.REVIEWER):
        found += [_to_publish(publication, today) for publication in _to_release(actor)]
    if actor.holds(Role.PRINCIPAL_HEAD):
        waiting = Correction.objects.filter(
            publication__department_id=actor.department_id, state=CorrectionState.APPLIED
        ).exclude(applicant_id=actor.id)
        found += [
            Todo(
                f"{correction}，待您签字。",
                "签字或退回",
                reverse("disclosure:decide", args=[correction.pk]),
                article=22,
            )
            for correction in waiting.select_related(
                "publication__visit__drawn__object", "publication__department"
            )
        ]
    return found


def _to_release(actor: Actor) -> QuerySet[Publication]:
    return (
        Publication.objects.filter(department_id=actor.department_id, state=PublicationState.ENTERED)
        .exclude(entered_by_id=actor.id)
        .select_related("visit__drawn__object", "department")
        .order_by("due_on", "pk")
    )


def _overdue_mark(due: date, today: date) -> str:
    return "逾期（视为未完成），" if today > due else ""


def _to_enter(visit: Visit, due: Deadline, today: date) -> Todo:
    return Todo(
        f"{visit}已经结束，{_overdue_mark(due.on, today)}请录入本部门的结果。",
        "录入结果",
        reverse("disclosure:enter", args=[visit.pk]),
        due,
        20,
    )


def _to_publish(publication: Publication, today: date) -> Todo:
    return Todo(
        f"{publication}已录入，{_overdue_mark(publication.due_on, today)}请审核公示。",
        "审核公示",
        reverse("disclosure:publish", args=[publication.pk]),
        Deadline(publication.due_on, publication.due_provisional),
        20,
    )
