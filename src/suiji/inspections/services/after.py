"""检查之后的文书 — the signed record, the evidence list, and the letter that tells the object its results."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.inspections.documents import record_document
from suiji.inspections.documents.papers import evidence_document, result_document
from suiji.inspections.models import PaperKind, ResultLetter, Visit
from suiji.inspections.queries import awaiting_report, formed_on
from suiji.inspections.queries.papers import paper_of
from suiji.inspections.queries.whose import lead_of
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.services.issuing import issue_for, number_for
from suiji.inspections.states import VisitState
from suiji.law.parameters import parameter
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.queries import calendar
from suiji.organs.roles import Role
from suiji.papers.models import IssuedPaper


@transaction.atomic
def issue_record(*, visit: Visit, actor: Actor, at: datetime) -> IssuedPaper:
    """The signed record form as a paper that anybody may check; asked again, the same paper."""
    visit = lock(visit)
    require_member(visit, actor)
    require_state(visit, VisitState.SIGNED)
    return paper_of(visit, PaperKind.RECORD) or issue_for(
        visit,
        PaperKind.RECORD,
        record_document(visit),
        department=lead_of(visit),
        actor=actor,
        at=at,
    )


@transaction.atomic
def issue_evidence_list(*, visit: Visit, actor: Actor, at: datetime) -> IssuedPaper:
    """A numbered list of every piece of evidence as it now stands, for the object to confirm."""
    visit = lock(visit)
    officer = require_member(visit, actor)
    require_state(visit, VisitState.ON_SITE, VisitState.SIGNED)
    law.require(law.field_duties.transfer_has_evidence_list, entries=visit.evidence.count())
    document = evidence_document(
        visit,
        department=officer.department,
        number=number_for(PaperKind.EVIDENCE, officer.department, at),
        issued_on=day_of(at),
    )
    return issue_for(visit, PaperKind.EVIDENCE, document, department=officer.department, actor=actor, at=at)


@transaction.atomic
def issue_result_letter(*, visit: Visit, actor: Actor, at: datetime) -> ResultLetter:
    """Tell the object in writing what every department found; once, by who leads the visit."""
    visit = lock(visit)
    require_role(actor, Role.CLERK, Role.INSPECTOR, department_id=lead_of(visit).pk)
    require_state(visit, VisitState.SIGNED)
    if ResultLetter.objects.filter(visit=visit).exists():
        raise Stale("本次检查的结果告知书已经制作。")
    law.require(law.results.reports_are_in, awaited=awaiting_report(visit=visit).count())
    ended_on = formed_on(visit, lead_of(visit).pk)
    due = law.results.publication_due(
        ended_on=ended_on, calendar=calendar(), days=parameter("publish_within", ended_on)
    )
    department = lead_of(visit)
    number = number_for(PaperKind.LETTER, department, at)
    document = result_document(visit, number=number, issued_on=day_of(at), publish_due=due.on)
    paper = issue_for(visit, PaperKind.LETTER, document, department=department, actor=actor, at=at)
    letter = ResultLetter.objects.create(
        visit=visit, paper=paper, number=number, issued_by_id=actor.id, issued_at=at
    )
    record(
        visit,
        "inspections.result_told",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}制作{visit}的结果告知书 {number}。",
        facts={"paper": paper.pk},
    )
    return letter
