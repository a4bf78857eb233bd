"""The working page of a visit, the lists, and what waits for whom."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db.models import QuerySet
from django.urls import reverse

from suiji import law
from suiji.inspections.models import Evidence, Finding, Notice, Review, Sample, Visit
from suiji.inspections.queries.approvals import applications_for, is_approved, tasks_to_approve
from suiji.inspections.queries.check_in import scan_is_missing, scans_to_make_up
from suiji.inspections.queries.laboratory import samples_out
from suiji.inspections.queries.other import open_checks_of
from suiji.inspections.queries.record import RecordForm, evidence_of, record_of, reviews_of
from suiji.inspections.queries.whose import (
    awaiting_review,
    officer_of,
    open_visits_of,
    tasks_to_take_over,
    visible_to,
    visits_of,
)
from suiji.inspections.states import VisitState
from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries.models import Inspector
from suiji.organs.days import SHANGHAI, day_of
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo

SAMPLES_SHOWN = 20
"""Samples out for testing that the home page names."""


def listed(actor: Actor, *, mine: bool, state: str = "") -> QuerySet[Visit]:
    """The actor's own visits, or all that the actor may read, in one state or in any."""
    visits = visits_of(actor) if mine else visible_to(actor)
    return visits.filter(state=state) if state in VisitState.values else visits


def of_the_day(actor: Actor, *, today: date) -> QuerySet[Visit]:
    """Own visits under way, notified for today, or without a fixed day; signed today too."""
    begins = datetime.combine(today, time(), SHANGHAI)
    open_states = (VisitState.ASSIGNED, VisitState.NOTIFIED, VisitState.ON_SITE)
    own = visits_of(actor)
    scheduled_later = own.filter(state=VisitState.NOTIFIED, scheduled_on__gt=today)
    return (
        own.filter(state__in=open_states) | own.filter(state=VisitState.SIGNED, ended_at__gte=begins)
    ).exclude(pk__in=scheduled_later.values("pk"))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the visit's timeline."""

    label: str
    status: str
    who: str = ""
    when: datetime | None = None
    url: str = ""


@dataclass(frozen=True)
class Working:
    """Everything the working page of a visit shows, and what this actor may do next."""

    visit: Visit
    form: RecordForm
    officer: Inspector | None
    """The actor, when in the team."""
    notice: Notice | None
    pre_checked: frozenset[int]
    evidence: Sequence[Evidence]
    reviews: Sequence[Review]
    entries: Sequence[Entry]
    approved: bool
    """The deputy head has approved the task's visits."""
    scan_missing: bool
    """The visit has begun and nobody has scanned, nor said why not."""
    reviewing: bool
    """The actor is the deputy head whose look is awaited."""

    @property
    def own_findings(self) -> list[Finding]:
        """The findings that the actor's department fills in."""
        if self.officer is None:
            return []
        return [f for f in self.form.findings if f.department_id == self.officer.department_id]

    @property
    def next_finding(self) -> Finding | None:
        """The first finding that the actor's department has still to fill in."""
        if not self.on_site:
            return None
        return next((f for f in self.own_findings if f.filled_at is None), None)

    @property
    def pre_check_done(self) -> bool:
        """Whether this officer has read the file; a warning when not (reading R19)."""
        opened = self.officer is not None and self.officer.pk in self.pre_checked
        return law.field_duties.precheck_precedes_visit(opened=opened)

    def _at(self, *states: VisitState) -> bool:
        return self.officer is not None and VisitState(self.visit.state) in states

    @property
    def may_pre_check(self) -> bool:
        """A member reads the file until the record is signed."""
        return self._at(VisitState.ASSIGNED, VisitState.NOTIFIED, VisitState.ON_SITE)

    @property
    def may_notify(self) -> bool:
        """A notice is still to be served, and lawful."""
        unannounced = self.visit.task.unannounced
        return (
            self.approved
            and self._at(VisitState.ASSIGNED)
            and law.field_duties.unannounced_gets_no_notice(unannounced=unannounced)
        )

    @property
    def may_arrive(self) -> bool:
        """The team may ring: notice was served, or the check is unannounced."""
        unannounced = self.visit.task.unannounced
        ready = self._at(VisitState.NOTIFIED) or (unannounced and self._at(VisitState.ASSIGNED))
        return self.approved and ready

    @property
    def on_site(self) -> bool:
        """A member is at work at the object's."""
        return self._at(VisitState.ON_SITE)

    @property
    def may_sign(self) -> bool:
        """The record is filled and this officer has not signed it."""
        return self.on_site and self.form.is_filled and self.officer not in self.form.signed_officers

    @property
    def may_firm_sign(self) -> bool:
        """The record is filled and neither the object nor two officers in its place have signed."""
        return self.on_site and self.form.is_filled and self.form.firm is None

    @property
    def firm_is_settled(self) -> bool:
        """The object has signed, or two officers have explained why not."""
        return law.field_duties.record_signed_or_refusal_noted(
            signed=self.form.firm is not None,
            refusal_noted=bool(self.form.refusals),
            officers_signing=len(self.form.refusals),
        )

    @property
    def may_close(self) -> bool:
        """Every signature is there."""
        everybody = law.field_duties.every_officer_signed(missing=len(self.form.missing))
        return self.on_site and self.form.is_filled and everybody and self.firm_is_settled

    @property
    def may_contact(self) -> bool:
        """Attempts at contact may be written down before the arrival too, when the visit was announced."""
        return self.on_site or self._at(VisitState.NOTIFIED)

    @property
    def steps(self) -> list[Step]:
        """The visit's course for the timeline."""
        visit = self.visit
        told = Step("告知", "done", self.notice.receiver, self.notice.served_at) if self.notice else None
        if told is None:
            told = Step("不予告知", "locked") if visit.task.unannounced else Step("告知", "current")
        return [
            told,
            _step("到达现场", visit.arrived_at, current=told.status != "current"),
            _step("填写与签字", visit.ended_at, current=visit.arrived_at is not None),
            _step("检查结束", visit.ended_at, current=False, locked=True),
        ]


def _step(label: str, when: datetime | None, *, current: bool, locked: bool = False) -> Step:
    if when is not None:
        return Step(label, "locked" if locked else "done", when=when)
    return Step(label, "current" if current else "next")


def working(visit: Visit, actor: Actor) -> Working:
    """The working page of a visit for this actor."""
    return Working(
        visit=visit,
        form=record_of(visit),
        officer=officer_of(visit, actor),
        notice=Notice.objects.filter(visit=visit).first(),
        pre_checked=frozenset(visit.pre_checks.values_list("inspector_id", flat=True)),
        evidence=list(evidence_of(visit)),
        reviews=list(reviews_of(visit)),
        entries=list(history(visit)),
        approved=is_approved(visit.task),
        scan_missing=scan_is_missing(visit),
        reviewing=actor.holds(Role.DEPUTY_HEAD) and visit in awaiting_review(actor.department_id),
    )


# ── 待办 ──────────────────────────────────────────────────────────────────────────

_NEXT = {
    VisitState.ASSIGNED: ("尚未告知，请预查并送达告知书。", "告知", 20),
    VisitState.NOTIFIED: ("已告知，等待上门。", "上门检查", 20),
    VisitState.ON_SITE: ("检查中，请填写记录表并签字。", "填写记录", 20),
}


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """What waits for this actor: tasks to take over, visits to make, samples out for testing, proof to look at."""
    found: list[Todo] = []
    if actor.holds(Role.CLERK):
        found += _of_the_clerk(actor)
    if actor.holds(Role.INSPECTOR):
        found += _of_the_officer(actor, today)
    if actor.holds(Role.CLERK, Role.INSPECTOR):
        found += [
            Todo(
                f"{sample.visit}的样品“{sample.name}”（{sample.number}）等待检验报告。",
                "登记检验报告",
                reverse("inspections:lab_report", args=[sample.pk]),
                article=20,
            )
            for sample in _samples_out(actor.department_id)
        ]
    if actor.holds(Role.DEPUTY_HEAD):
        found += _of_the_deputy(actor)
    return found


@question
def _samples_out(department: int) -> QuerySet[Sample]:
    return samples_out(department)[:SAMPLES_SHOWN]


def _of_the_clerk(actor: Actor) -> list[Todo]:
    """Tasks to take over, and tasks whose visits nobody has asked leave for."""
    found = [
        Todo(
            f"{task}的检查人员已抽取，请接收为上门检查。",
            "接收任务",
            reverse("inspections:list"),
            article=17,
        )
        for task in tasks_to_take_over(actor)
    ]
    return found + [
        Todo(
            f"{task}还没有提交行政检查审批，批准以前不能告知和上门。",
            "提交审批",
            reverse("inspections:task", args=[task.pk]),
            article=18,
        )
        for task in tasks_to_approve(actor.department_id)
    ]


def _of_the_officer(actor: Actor, today: date) -> list[Todo]:
    """Visits under way, and scans that have to be made up."""
    found = [_visit_to_do(visit, today) for visit in open_visits_of(actor.id)]
    found += [
        Todo(
            f"{made}还没有结束，请填写记录表并签字。",
            "填写记录",
            reverse("inspections:other", args=[made.pk]),
            article=18,
        )
        for made in open_checks_of(actor.id)
    ]
    return found + [
        Todo(
            f"{visit}没有扫码记录，请写明原因补登。",
            "补登扫码",
            reverse("inspections:make_up", args=[visit.pk]),
            Deadline(day_of(until), provisional=False),
            5,
        )
        for visit, until in scans_to_make_up(actor, today=today)
    ]


def _of_the_deputy(actor: Actor) -> list[Todo]:
    """Applications to decide and proof to look at."""
    found: list[Todo] = []
    found += [
        Todo(
            f"{approval}待您审批。",
            "审批",
            reverse("inspections:approval", args=[approval.pk]),
            article=18,
        )
        for approval in applications_for(actor.department_id, actor.id)
    ]
    found += [
        Todo(
            f"{visit}有不配合检查的证据待审核。",
            "审核",
            reverse("inspections:review", args=[visit.pk]),
            article=21,
        )
        for visit in awaiting_review(actor.department_id)
    ]
    return found


def _visit_to_do(visit: Visit, today: date) -> Todo:
    words, action, article = _NEXT[VisitState(visit.state)]
    if visit.task.unannounced and visit.state == VisitState.ASSIGNED:
        words, action = "本次不予告知，请直接上门。", "上门检查"
    if today > visit.task.period_until:
        words += "任务期间已过，请尽快办理。"
    return Todo(
        f"{visit}：{words}",
        action,
        reverse("inspections:detail", args=[visit.pk]),
        Deadline(visit.task.period_until, provisional=False),
        article,
    )
