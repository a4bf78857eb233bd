"""The papers of a visit: which were issued, how they were served, who may read them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from suiji.inspections.models import (
    AddressLetter,
    AssistanceReport,
    Finding,
    Order,
    PaperKind,
    PreparedNotice,
    PrintJob,
    Sample,
    Service,
    Visit,
    VisitApproval,
    VisitPaper,
)
from suiji.inspections.queries.record import findings_of
from suiji.inspections.queries.whose import crew_of, lead_of, officer_of, visible_to
from suiji.inspections.states import VisitState
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.libraries.models import Inspector
from suiji.organs.roles import Role
from suiji.papers.models import IssuedPaper
from suiji.tasks.models import Task


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One issued paper, and how it was served."""

    row: VisitPaper
    services: Sequence[Service]
    withdrawn: str

    @property
    def is_servable(self) -> bool:
        """A paper that is handed to the object, and not yet is."""
        served = {PaperKind.ORDER, PaperKind.LETTER, PaperKind.NOTE, PaperKind.EVIDENCE}
        return self.row.kind in served and not self.services and not self.withdrawn


def papers_of(visit: Visit) -> list[PaperLine]:
    """The visit's papers, the first issued first; without their bytes."""
    rows = (
        VisitPaper.objects.filter(visit=visit)
        .select_related("paper__withdrawal", "department")
        .defer("paper__content")
        .order_by("pk")
    )
    services: dict[int, list[Service]] = {}
    for service in Service.objects.filter(visit=visit).select_related("first", "second").order_by("pk"):
        services.setdefault(service.served_id, []).append(service)
    return [
        PaperLine(
            row, services.get(row.paper_id, []), getattr(getattr(row.paper, "withdrawal", None), "reason", "")
        )
        for row in rows
    ]


def paper_of(visit: Visit, kind: PaperKind) -> IssuedPaper | None:
    """The newest paper of a kind that was not withdrawn."""
    row = (
        VisitPaper.objects.filter(visit=visit, kind=kind, paper__withdrawal__isnull=True)
        .select_related("paper")
        .order_by("-pk")
        .first()
    )
    return row.paper if row else None


def prepared_notice(visit: Visit) -> PreparedNotice | None:
    """The notice that is numbered and printed and waits to be served."""
    return (
        PreparedNotice.objects.filter(visit=visit, paper__withdrawal__isnull=True)
        .select_related("paper")
        .order_by("-pk")
        .first()
    )


def notice_to_serve(visit: Visit) -> dict[str, object]:
    """What a notice printed before says: the form for its service starts from there, and from the schedule."""
    ready = prepared_notice(visit)
    if ready is None:
        return {"visit_on": visit.scheduled_on}
    return {"visit_on": ready.visit_on, "materials": ready.materials, "phone": ready.phone}


def visit_papers_open_to(actor: Actor) -> QuerySet[VisitPaper]:
    """The papers of visits that this actor may read."""
    visits = visible_to(actor).order_by().values("pk")
    return VisitPaper.objects.filter(visit__in=visits).select_related("paper", "visit")


def approval_papers_open_to(actor: Actor) -> QuerySet[VisitApproval]:
    """Approved applications whose form this actor may read."""
    rows = VisitApproval.objects.filter(paper__isnull=False).select_related("paper")
    return rows if actor.holds(Role.AUDITOR) else rows.filter(department_id=actor.department_id)


def colleagues_of(visit: Visit, actor: Actor) -> list[Inspector]:
    """The other members of the team, any of whom may serve a paper together with the actor."""
    return [m.inspector for m in crew_of(visit) if m.inspector.person_id != actor.id]


def orders_of(visit: Visit) -> QuerySet[Order]:
    """The orders given at a visit, the first first."""
    return visit.orders.select_related("department", "finding__item_version").order_by("pk")


def print_jobs_of(task: Task) -> QuerySet[PrintJob]:
    """What was ordered to be printed for a task, the newest first."""
    return PrintJob.objects.filter(task=task).select_related("ordered_by").order_by("-pk")


def print_jobs_open_to(actor: Actor) -> QuerySet[PrintJob]:
    """Print jobs of the actor's department."""
    return PrintJob.objects.filter(ordered_by__department_id=actor.department_id).select_related("task")


def print_job(pk: int) -> PrintJob:
    """One ordered print, for the worker."""
    return PrintJob.objects.select_related("task", "ordered_by__department").get(pk=pk)


@dataclass(frozen=True, slots=True)
class PaperPage:
    """检查文书 — every paper of a visit, and what this actor can make now."""

    visit: Visit
    papers: Sequence[PaperLine]
    orders: Sequence[Order]
    samples: Sequence[Sample]
    reports: Sequence[AssistanceReport]
    letters: Sequence[AddressLetter]
    own_findings: Sequence[Finding]
    is_member: bool
    is_clerk: bool
    """A clerk of a department with a part in the visit."""
    leads: bool
    unreachable: bool
    """The actor's department found nobody there."""
    has_evidence: bool

    @property
    def on_site(self) -> bool:
        """A member is at work at the object's."""
        return self.is_member and self.visit.state == VisitState.ON_SITE

    @property
    def signed(self) -> bool:
        """The record is closed."""
        return self.visit.state == VisitState.SIGNED

    def has(self, kind: str) -> bool:
        """Whether such a paper stands."""
        return any(line.row.kind == kind and not line.withdrawn for line in self.papers)

    @property
    def may_issue_record(self) -> bool:
        """The signed record is still to be made a paper."""
        return self.signed and self.is_member and not self.has(PaperKind.RECORD)

    @property
    def may_issue_letter(self) -> bool:
        """The object is still to be told its results."""
        return (
            self.signed
            and self.leads
            and (self.is_member or self.is_clerk)
            and not self.has(PaperKind.LETTER)
        )

    @property
    def may_enter_report(self) -> bool:
        """The laboratory's report may be entered by the officers and the clerk of the department that sampled."""
        return self.is_member or self.is_clerk

    @property
    def may_list_evidence(self) -> bool:
        """There is evidence to list."""
        return self.has_evidence and self.is_member and (self.signed or self.on_site)

    @property
    def may_send_letter(self) -> bool:
        """A first or second letter may be sent."""
        hand = self.on_site or (self.signed and (self.is_member or self.is_clerk))
        return hand and self.unreachable and len(self.letters) < 2

    @property
    def may_hand_over(self) -> bool:
        """Both letters came back, and the matter is not handed over yet."""
        returned = sum(
            1 for one in self.letters if getattr(getattr(one, "result", None), "outcome", "") == "UNSIGNED"
        )
        ready = self.signed and self.unreachable and returned == 2 and (self.is_member or self.is_clerk)
        return ready and not self.has(PaperKind.LISTING)


def paper_page(visit: Visit, actor: Actor) -> PaperPage:
    """The page for this actor."""
    findings = list(findings_of(visit))
    own = [finding for finding in findings if finding.department_id == actor.department_id]
    return PaperPage(
        visit=visit,
        papers=papers_of(visit),
        orders=list(orders_of(visit)),
        samples=list(
            visit.samples.select_related("finding__item_version", "mandate", "report").order_by("pk")
        ),
        reports=list(visit.assistance_reports.select_related("mandate", "department").order_by("pk")),
        letters=list(visit.address_letters.select_related("result").order_by("place")),
        own_findings=own,
        is_member=officer_of(visit, actor) is not None,
        is_clerk=actor.holds(Role.CLERK) and bool(own),
        leads=lead_of(visit).pk == actor.department_id,
        unreachable=any(ResultCode.UNREACHABLE in finding.results for finding in own),
        has_evidence=visit.evidence.exists(),
    )


def reports_open_to(actor: Actor) -> QuerySet[AssistanceReport]:
    """Third parties' reports in visits that this actor may read."""
    return AssistanceReport.objects.filter(visit__in=visible_to(actor).order_by().values("pk"))


def letters_open_to(actor: Actor) -> QuerySet[AddressLetter]:
    """Letters of visits that this actor may read."""
    visits = visible_to(actor).order_by().values("pk")
    return AddressLetter.objects.filter(visit__in=visits).select_related(
        "visit__drawn__object", "visit__task"
    )
