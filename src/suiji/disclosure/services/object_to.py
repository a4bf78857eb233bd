"""异议、陈述申辩 — what an inspected object says against a result, and what the department does with it (Art. 22)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.disclosure.models import Correction, Objection, ObjectionKind
from suiji.disclosure.services.answering import answer as answer_to
from suiji.disclosure.services.correct import apply_correction
from suiji.disclosure.services.hands import require_owner
from suiji.disclosure.services.proofs import Attached, keep_proofs
from suiji.disclosure.states import MADE_PUBLIC, OBJECTION, ObjectionState
from suiji.inspections.models import Visit
from suiji.inspections.states import VisitState
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, move, record
from suiji.libraries.models import InspectedObject
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.queries import system_actor
from suiji.organs.roles import Role


@transaction.atomic
def raise_objection(
    *,
    visit: Visit,
    department: Department,
    kind: ObjectionKind | str,
    words: str,
    proof: str = "",
    proofs: Sequence[Attached] = (),
    firm: InspectedObject,
    at: datetime,
) -> Objection:
    """The object contests a published result, or makes its statement after a visit; only about its own visits.

    Raises UnfitEvidence for a file that cannot be taken.
    """
    visit = lock(visit)
    law.require(law.results.objection_says_why, words=words)
    public = visit.publications.filter(department=department, state__in=MADE_PUBLIC).exists()
    own = visit.drawn.object_id == firm.pk and visit.findings.filter(department=department).exists()
    ripe = public if kind == ObjectionKind.OBJECTION else visit.state == VisitState.SIGNED
    law.require(law.general.steps_in_order, allowed=own and ripe)
    open_ones = Objection.objects.filter(
        visit=visit, department=department, kind=kind, state=OBJECTION.initial
    )
    if open_ones.exists():
        raise Stale("您已经提出过，部门正在办理。")
    objection = Objection.objects.create(
        state=OBJECTION.initial,
        visit=visit,
        department=department,
        kind=kind,
        words=words.strip(),
        proof=proof.strip(),
        raised_at=at,
    )
    kept = keep_proofs(objection, proofs, at)
    record(
        objection,
        "disclosure.objection_raised",
        actor=system_actor(department),
        at=at,
        sentence=f"收到{objection}。",
        facts={"words": objection.words, "proof": objection.proof, "files": kept},
    )
    return objection


@transaction.atomic
def take_up(
    *,
    objection: Objection,
    rows: Sequence[Mapping[str, Any]],
    reason: str,
    evidence: str,
    proofs: Sequence[Attached] = (),
    answer: str,
    actor: Actor,
    at: datetime,
) -> Correction:
    """The clerk finds the object right: a correction is applied for, which only the principal head signs."""
    objection = lock(objection)
    publication = objection.visit.publications.get(department=objection.department_id)
    correction = apply_correction(
        publication=publication,
        rows=rows,
        reason=reason,
        evidence=evidence,
        proofs=proofs,
        actor=actor,
        at=at,
    )
    objection.correction = correction
    answer_to(objection, answer or "经办人核查认为您的异议属实，已提出更正申请，待本部门主要负责人签字。", at)
    move(objection, ObjectionState.TAKEN_UP, actor=actor, at=at)
    return correction


@transaction.atomic
def hear(*, objection: Objection, answer: str, actor: Actor, at: datetime) -> Objection:
    """A statement is heard and answered; it changes no result."""
    objection = lock(objection)
    require_role(actor, Role.CLERK)
    require_owner(actor, objection.department_id)
    law.require(law.general.steps_in_order, allowed=objection.kind == ObjectionKind.STATEMENT)
    law.require(law.results.objection_says_why, words=answer)
    answer_to(objection, answer, at)
    move(objection, ObjectionState.HEARD, actor=actor, at=at)
    return objection


@transaction.atomic
def decline(*, objection: Objection, answer: str, actor: Actor, at: datetime) -> Objection:
    """The department's deputy head declines an objection with reasons; the object reads them."""
    objection = lock(objection)
    require_role(actor, Role.DEPUTY_HEAD)
    require_owner(actor, objection.department_id)
    law.require(law.results.objection_says_why, words=answer)
    answer_to(objection, answer, at)
    move(objection, ObjectionState.DECLINED, actor=actor, at=at, because=answer.strip())
    return objection
