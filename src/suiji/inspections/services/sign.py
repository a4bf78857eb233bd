"""签字 — each officer by own log-in, then the object or the officers' note (Art. 20(2), (3))."""

import hashlib
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.draws.services import note_signed
from suiji.inspections.models import Signature, SignatureKind, Visit
from suiji.inspections.queries import RecordForm, membership_of, open_divergences, record_of
from suiji.inspections.queries.other import OtherRecord
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.states import VisitState
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, record
from suiji.libraries.models import Inspector
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def sign_officer(*, visit: Visit, actor: Actor, at: datetime) -> Signature:
    """An officer of the team signs the record as it stands; a third party never does (Art. 19)."""
    visit = lock(visit)
    require_role(actor, Role.INSPECTOR)
    membership = membership_of(visit, actor)
    # Who is in the team is in the library; of everybody else the library is asked.
    in_library = membership is not None or Inspector.objects.filter(person_id=actor.id).exists()
    law.require(law.field_duties.third_party_never_signs, third_party=not in_library)
    officer = require_member(visit, actor)
    form = _complete_record(visit)
    if officer in form.signed_officers:
        raise Stale("您已经签过字，不必再签。")
    signature = _sign(form, SignatureKind.OFFICER, officer.name, officer, "", at)
    if membership is not None:  # who has signed is no longer replaced (Art. 16, reading R16)
        note_signed(member=membership.drawn, at=at)
    _tell(
        signature,
        "inspections.officer_signed",
        f"{actor.department_name}{actor.name}在{visit}的记录表上签字。",
        actor,
    )
    return signature


@transaction.atomic
def sign_firm(
    *, visit: Visit, signer: str, drawing: bytes = b"", opinion: str = "", actor: Actor, at: datetime
) -> Signature:
    """The object's person signs in the presence of an officer of the team, by name and, on glass, by hand.

    ``opinion`` is what that person has to say about the check; it stands on the record beside the signature.
    """
    visit = lock(visit)
    officer = require_member(visit, actor)
    form = _complete_record(visit)
    if form.firm is not None:
        raise Stale("被检查对象已经签字，不必再签。")
    signature = _sign(
        form,
        SignatureKind.FIRM,
        signer.strip(),
        None,
        f"见证：{officer.name}",
        at,
        drawing=drawing,
        opinion=opinion.strip(),
    )
    _tell(signature, "inspections.firm_signed", f"被检查对象在{visit}的记录表上签字。", actor)
    return signature


def require_explained(form: RecordForm | OtherRecord, officer: Inspector, note: str) -> str:
    """The words in which an officer explains a refusal, or those of the first who did; each officer explains once."""
    if officer.pk in {refusal.inspector_id for refusal in form.refusals}:
        raise Stale("您已经签字说明，还需要另一名检查人员签字说明。")
    words = note.strip() or (form.refusals[0].note if form.refusals else "")
    law.require(
        law.field_duties.record_signed_or_refusal_noted,
        signed=False,
        refusal_noted=bool(words),
        officers_signing=law.field_duties.REFUSAL_SIGNATURES,
    )
    return words


@transaction.atomic
def note_refusal(*, visit: Visit, note: str, actor: Actor, at: datetime) -> Signature:
    """An officer explains under own signature why the object did not sign; two such signatures are needed."""
    visit = lock(visit)
    officer = require_member(visit, actor)
    form = _complete_record(visit)
    words = require_explained(form, officer, note)
    signature = _sign(form, SignatureKind.REFUSAL, officer.name, officer, words, at)
    sentence = f"{actor.department_name}{actor.name}签字说明被检查对象未在{visit}的记录表上签字。"
    _tell(signature, "inspections.refusal_noted", sentence, actor)
    return signature


def _complete_record(visit: Visit) -> RecordForm:
    require_state(visit, VisitState.ON_SITE)
    form = record_of(visit)
    law.require(law.field_duties.check_points_answered, unanswered=len(form.unfilled))
    law.require(law.field_duties.one_wording_stands, undecided=open_divergences(visit).count())
    if form.closes_all:
        law.require(law.results.results_may_combine, codes=form.codes)
    return form


def _sign(
    form: RecordForm,
    kind: SignatureKind,
    signer: str,
    officer: Inspector | None,
    note: str,
    at: datetime,
    *,
    drawing: bytes = b"",
    opinion: str = "",
) -> Signature:
    return Signature.objects.create(
        visit=form.visit,
        kind=kind,
        signer=signer,
        inspector=officer,
        department=officer.department if officer else None,
        note=note,
        drawing=drawing,
        opinion=opinion,
        record_sha256=form.sha256,
        signed_at=at,
    )


def _tell(signature: Signature, act: str, sentence: str, actor: Actor) -> None:
    facts = {"signature": signature.pk, "record_sha256": signature.record_sha256}
    if signature.drawing:
        facts["drawing_sha256"] = hashlib.sha256(signature.drawing).hexdigest()
    if signature.opinion:
        facts["opinion"] = signature.opinion
    record(
        signature.visit,
        act,
        actor=actor,
        at=signature.signed_at,
        sentence=sentence,
        because=signature.note if signature.kind == SignatureKind.REFUSAL else "",
        facts=facts,
    )
