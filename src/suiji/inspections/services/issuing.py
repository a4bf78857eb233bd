"""制发与送达 — a paper of a visit is issued under a number, and served with a 送达回证."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.inspections.documents.papers import receipt_document
from suiji.inspections.models import PaperKind, Service, ServiceWay, Visit, VisitPaper
from suiji.inspections.queries.whose import crew_of
from suiji.inspections.services.hands import require_member
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import lock, record
from suiji.libraries.models import Inspector
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.papers.models import IssuedPaper
from suiji.papers.numbering import next_number
from suiji.papers.services import Paper, issue

SERIES = {kind: kind.value for kind in PaperKind} | {PaperKind.LETTER: "RESULT"}
"""Which series of numbers a kind of paper takes its number from."""
BY_HAND = (ServiceWay.DIRECT, ServiceWay.LEFT)


def number_for(kind: PaperKind, department: Department, at: datetime) -> str:
    """The next number of a department's series for this kind of paper."""
    return next_number(SERIES[kind], department.sign, day_of(at).year)


def issue_for(
    visit: Visit, kind: PaperKind, document: Paper, *, department: Department, actor: Actor, at: datetime
) -> IssuedPaper:
    """Issue a paper and put it among the visit's papers."""
    until = visit.task.period_until if kind == PaperKind.NOTICE else None
    paper = issue(
        document=document, kind=SERIES[kind], department=department, valid_until=until, actor=actor, at=at
    )
    VisitPaper.objects.create(visit=visit, paper=paper, kind=kind, department=department)
    return paper


@transaction.atomic
def serve_paper(
    *,
    visit: Visit,
    paper: IssuedPaper,
    way: ServiceWay | str,
    receiver: str,
    place: str = "",
    witness: str = "",
    note: str = "",
    second: Inspector | None = None,
    served_at: datetime,
    actor: Actor,
    at: datetime,
) -> Service:
    """Write down how a paper reached the object; by hand two officers of the team, left behind with a witness."""
    visit = lock(visit)
    officer = require_member(visit, actor)
    if not VisitPaper.objects.filter(visit=visit, paper=paper).exists():
        raise NotYours("这份文书不属于本次检查。")
    return serve_held(
        visit=visit,
        officer=officer,
        paper=paper,
        way=ServiceWay(way),
        receiver=receiver,
        place=place,
        witness=witness,
        note=note,
        second=second,
        served_at=served_at,
        actor=actor,
        at=at,
    )


def serve_held(
    *,
    visit: Visit,
    officer: Inspector,
    paper: IssuedPaper,
    way: ServiceWay,
    receiver: str,
    place: str = "",
    witness: str = "",
    note: str = "",
    second: Inspector | None = None,
    served_at: datetime,
    actor: Actor,
    at: datetime,
) -> Service:
    """The same for an act that holds the visit, knows its officer and made the paper itself."""
    _require_of_the_team(visit, second)
    law.require(law.general.steps_in_order, allowed=paper.issued_at <= served_at <= at)
    law.require(
        law.field_duties.two_officers_serve,
        by_hand=way in BY_HAND,
        officers=1 if second is None else 2,
        left=way == ServiceWay.LEFT,
        witnessed=bool(witness.strip()),
    )
    service = Service(
        visit=visit,
        served=paper,
        way=way,
        receiver=receiver.strip(),
        place=place.strip() or visit.drawn.object.address,
        witness=witness.strip(),
        note=note.strip(),
        first=officer,
        second=second,
        served_at=served_at,
        recorded_at=at,
    )
    department = officer.department
    number = number_for(PaperKind.RECEIPT, department, at)
    document = receipt_document(service, number=number, issued_on=day_of(at))
    service.receipt = issue_for(visit, PaperKind.RECEIPT, document, department=department, actor=actor, at=at)
    service.save()
    record(
        visit,
        "inspections.served",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{paper}的送达（{way.label}）。",
        facts={"paper": paper.pk, "way": way.value, "receipt": number},
    )
    return service


def _require_of_the_team(visit: Visit, second: Inspector | None) -> None:
    """Who serves the paper too is of the visit's team."""
    team = {member.inspector.pk for member in crew_of(visit)}
    if second is not None and second.pk not in team:
        raise NotYours("共同送达人须是本次检查小组的成员。")
