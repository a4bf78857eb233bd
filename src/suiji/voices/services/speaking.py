"""评价、投诉、备查资料 — what an object leaves, and the supervisor's answer."""

import hashlib
from base64 import b64encode
from datetime import datetime

from django.db import transaction

from suiji import law, vault
from suiji.inspections.models import Visit
from suiji.inspections.states import VisitState
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, move, record
from suiji.libraries.models import InspectedObject
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.queries import system_actor
from suiji.organs.roles import Role
from suiji.voices.models import Complaint, Evaluated, Evaluation, Prepared
from suiji.voices.queries import quarter_of
from suiji.voices.states import COMPLAINT, ComplaintState

MOST_DOCUMENTS, LARGEST = 40, 10 * 1024 * 1024


@transaction.atomic
def evaluate(
    *, visit: Visit, firm: InspectedObject, lawful: int, polite: int, sparing: int, at: datetime
) -> None:
    """One anonymous evaluation of an ended visit, for each department that was there; who gave it is kept nowhere."""
    visit = lock(visit)
    law.require(law.general.steps_in_order, allowed=_is_over(visit, firm))
    if Evaluated.objects.filter(visit=visit).exists():
        raise Stale("这次检查已经评价过了。")
    Evaluated.objects.create(visit=visit)
    quarter = quarter_of(day_of(at))
    present = sorted(set(visit.findings.values_list("department_id", flat=True)))
    for department in present:
        Evaluation.objects.create(
            department_id=department, quarter=quarter, lawful=lawful, polite=polite, sparing=sparing
        )


def _is_over(visit: Visit, firm: InspectedObject) -> bool:
    return visit.state == VisitState.SIGNED and visit.drawn.object_id == firm.pk


@transaction.atomic
def complain(
    *, firm: InspectedObject, department: Department, words: str, visit: Visit | None, at: datetime
) -> Complaint:
    """A complaint to the supervisor about a department's conduct; the ledger says that it came, not what it says."""
    law.require(law.general.steps_in_order, allowed=visit is None or visit.drawn.object_id == firm.pk)
    complaint = Complaint(
        state=COMPLAINT.initial, object=firm, visit=visit, department=department, made_at=at
    )
    vault.put(complaint, "words", words.strip())
    complaint.save(force_insert=True)
    record(
        complaint,
        "voices.complaint_received",
        actor=system_actor(department),
        at=at,
        sentence=f"收到{complaint}，由纪检监察办理。",
    )
    return complaint


@transaction.atomic
def answer_complaint(*, complaint: Complaint, answer: str, actor: Actor, at: datetime) -> Complaint:
    """The supervisor answers; the object reads it at its door."""
    complaint = lock(complaint)
    require_role(actor, Role.AUDITOR)
    vault.put(complaint, "answer", answer.strip())
    complaint.answered_by_id, complaint.answered_at = actor.id, at
    complaint.save(update_fields=["answer", "answered_by", "answered_at"])
    move(complaint, ComplaintState.ANSWERED, actor=actor, at=at)
    return complaint


@transaction.atomic
def prepare(*, firm: InspectedObject, title: str, name: str, content: bytes, at: datetime) -> Prepared:
    """A document handed in once for every visit."""
    InspectedObject.objects.select_for_update().get(pk=firm.pk)
    if Prepared.objects.filter(object=firm, withdrawn_at=None).count() >= MOST_DOCUMENTS:
        raise Stale(f"最多保存 {MOST_DOCUMENTS} 份资料，请先撤下不用的。")
    document = Prepared(
        object=firm,
        title=title,
        name=name,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        uploaded_at=at,
    )
    vault.put(document, "sealed", b64encode(content).decode())
    document.save(force_insert=True)
    return document


@transaction.atomic
def withdraw(*, document: Prepared, firm: InspectedObject, at: datetime) -> None:
    """The object takes a document back; nobody reads it any more."""
    Prepared.objects.filter(pk=document.pk, object=firm, withdrawn_at=None).update(withdrawn_at=at, sealed="")
