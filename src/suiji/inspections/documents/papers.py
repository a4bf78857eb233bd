"""检查文书 — what each paper of a visit says, from the visit's own records; papers prints them."""

from datetime import date

from suiji.inspections.models import (
    AddressLetter,
    Evidence,
    LetterOutcome,
    Order,
    OrderKind,
    Sample,
    Service,
    ServiceWay,
    SiteNote,
    Visit,
)
from suiji.inspections.passcodes import letter_words
from suiji.inspections.queries import evidence_of, findings_of, lead_of
from suiji.inspections.queries.approvals import approval_number
from suiji.inspections.queries.whose import crew_of
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.papers import documents
from suiji.papers import visit_documents as papers

OBJECTION = "请在收到本告知书之日起5个工作日内向检查部门书面提出陈述、申辩，并附证据材料"


def officers_of(visit: Visit, department: Department | None = None) -> tuple[documents.Officer, ...]:
    """The officers who sign: of one department, or the whole team, the leader first."""
    return tuple(
        documents.Officer(
            m.inspector.name, m.inspector.certificate_number, m.inspector.department.name, is_leader=m.leads
        )
        for m in crew_of(visit)
        if department is None or m.inspector.department_id == department.pk
    )


def _code(visit: Visit) -> str:
    thing = visit.drawn.object
    return thing.uscc or thing.code


def _contact(visit: Visit, department: Department) -> tuple[str, str]:
    """Who is asked, and on which of the office's lines: the notice's own."""
    notice = getattr(visit, "notice", None)
    own = department.pk == lead_of(visit).pk
    contact = visit.task.plan_line.contact if department.pk == visit.task.initiator_id else ""
    return contact or department.name, notice.phone if notice and own else ""


def note_document(note: SiteNote) -> papers.SiteNote:
    """现场检查笔录."""
    visit = note.visit
    return papers.SiteNote(
        number=note.number,
        issuer=note.department.name,
        issued_on=day_of(note.written_at),
        firm=visit.drawn.object.name,
        code=_code(visit),
        address=visit.drawn.object.address,
        place=note.place,
        begun_at=note.begun_at,
        ended_at=note.ended_at,
        present=note.present,
        task_name=visit.task.title,
        task_number=visit.task.number,
        approval_number=approval_number(visit.task),
        officers=officers_of(visit, note.department),
        content=tuple(line.strip() for line in note.content.splitlines() if line.strip()),
    )


def order_document(order: Order) -> papers.Order:
    """责令改正通知书, or 责令停止违法活动通知书."""
    visit = order.visit
    contact, phone = _contact(visit, order.department)
    return papers.Order(
        title="责令改正通知书" if order.kind == OrderKind.CORRECT else "责令停止违法活动通知书",
        number=order.number,
        issuer=order.department.name,
        issued_on=day_of(order.ordered_at),
        recipient=visit.drawn.object.name,
        code=_code(visit),
        address=visit.drawn.object.address,
        inspected_on=day_of(visit.arrived_at or order.ordered_at),
        task_name=visit.task.title,
        task_number=visit.task.number,
        problem=order.problem,
        basis=order.basis,
        demand=order.demand,
        due_on=order.due_on,
        recheck_on=order.recheck_on,
        officers=officers_of(visit, order.department),
        contact=contact,
        phone=phone,
    )


def receipt_document(service: Service, *, number: str, issued_on: date) -> papers.ServiceReceipt:
    """送达回证."""
    servers = [service.first, *([service.second] if service.second else [])]
    return papers.ServiceReceipt(
        number=number,
        issuer=service.first.department.name,
        issued_on=issued_on,
        paper=service.served.title,
        paper_number=service.served.number,
        recipient=service.visit.drawn.object.name,
        place=service.place,
        way=str(ServiceWay(service.way).label),
        served_at=service.served_at,
        receiver=service.receiver,
        witness=service.witness,
        servers=tuple(
            documents.Officer(one.name, one.certificate_number, one.department.name) for one in servers
        ),
        note=service.note,
    )


def evidence_document(
    visit: Visit, *, department: Department, number: str, issued_on: date
) -> papers.EvidenceList:
    """证据清单 of the whole visit."""
    return papers.EvidenceList(
        number=number,
        issuer=department.name,
        issued_on=issued_on,
        firm=visit.drawn.object.name,
        code=_code(visit),
        task_name=visit.task.title,
        task_number=visit.task.number,
        pieces=tuple(
            papers.KeptEvidence(_evidence(kept), kept.taken_at, kept.place, kept.department.short_name)
            for kept in evidence_of(visit)
        ),
        officers=officers_of(visit, department),
    )


def _evidence(kept: Evidence) -> documents.Evidence:
    return documents.Evidence(kept.title, kept.get_kind_display(), digest=kept.sha256)


def sample_document(sample: Sample) -> papers.SamplingRecord:
    """抽样记录."""
    visit = sample.visit
    return papers.SamplingRecord(
        number=sample.number,
        issuer=sample.department.name,
        issued_on=day_of(sample.taken_at),
        firm=visit.drawn.object.name,
        code=_code(visit),
        address=visit.drawn.object.address,
        task_name=visit.task.title,
        task_number=visit.task.number,
        item=sample.finding.item_version.title,
        sample=sample.name,
        specification=sample.specification,
        batch=sample.batch,
        maker=sample.maker,
        base=sample.base,
        quantity=sample.quantity,
        spare=sample.spare,
        place=sample.place,
        sealing=sample.sealing,
        laboratory=sample.mandate.body if sample.mandate else "",
        taken_at=sample.taken_at,
        officers=officers_of(visit, sample.department),
    )


def result_document(
    visit: Visit, *, number: str, issued_on: date, publish_due: date
) -> documents.ResultLetter:
    """部门联合检查结果告知书: every department's results in the article's words."""
    contact, phone = _contact(visit, lead_of(visit))
    orders = [
        f"{order.department.short_name}责令改正，期限 {order.due_on:%Y年%m月%d日}，"
        f"{order.recheck_on:%Y年%m月%d日}复查"
        for order in visit.orders.select_related("department").order_by("pk")
    ]
    assert visit.ended_at is not None
    return documents.ResultLetter(
        number=number,
        issuer=lead_of(visit).name,
        issued_on=issued_on,
        recipient=visit.drawn.object.name,
        code=_code(visit),
        task_name=visit.task.title,
        task_number=visit.task.number,
        inspected_on=day_of(visit.arrived_at or visit.ended_at),
        results=tuple(
            documents.ItemResult(
                f.department.name, f.item_version.title, "、".join(f.result_words), f.problem
            )
            for f in findings_of(visit)
        ),
        aftercare="；".join(orders) + ("。" if orders else ""),
        publish_due=publish_due,
        objection=f"{OBJECTION}。{letter_words(visit, number)}",
        contact=contact,
        phone=phone,
    )


def listing_document(
    visit: Visit, *, department: Department, receiver: str, number: str, issued_on: date
) -> papers.Letter:
    """列入经营异常名录线索移交函."""
    contact, phone = _contact(visit, department)
    letters = AddressLetter.objects.filter(visit=visit).select_related("result").order_by("place")
    problem = visit.findings.filter(department=department).values_list("problem", flat=True).first() or ""
    return papers.Letter(
        number=number,
        issuer=department.name,
        issued_on=issued_on,
        recipient=receiver,
        firm=visit.drawn.object.name,
        code=_code(visit),
        address=visit.drawn.object.address,
        visited_on=day_of(visit.arrived_at or visit.ended_at) if visit.ended_at else issued_on,
        task_name=visit.task.title,
        task_number=visit.task.number,
        visit_words=problem,
        letters=tuple(
            (
                f"第{'一二'[letter.place - 1]}次",
                f"{letter.sent_on:%Y年%m月%d日}",
                letter.tracking,
                str(LetterOutcome(letter.result.outcome).label),
            )
            for letter in letters
        ),
        evidence=tuple(_evidence(kept) for kept in evidence_of(visit)),
        contact=contact,
        phone=phone,
    )
