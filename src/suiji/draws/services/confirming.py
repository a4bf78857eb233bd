"""监督确认 — auditors' keys enter the log; a result is confirmed or refused under such a key, in public (R55)."""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from suiji import law
from suiji.draws.models import Attestation, AuditorKey, AuditorKeyWithdrawal, Ceremony, Verdict
from suiji.draws.queries.confirming import (
    CODED_REFUSALS,
    CONFIRMED,
    KEY_REGISTERED,
    KEY_WITHDRAWN,
    LATE,
    REFUSED,
    last_check,
    standing_of,
    statement_of,
    unsigned,
)
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.leaf import instant
from suiji.ledger.queries import history
from suiji.ledger.services import hold, record, sequence
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Person
from suiji.organs.queries import system_actor
from suiji.organs.roles import Role
from suiji.sampling.canonical import Invalid, from_hex, sha256
from suiji.sampling.confirming import KEY, STATEMENT, auditor_key_id, confirmation_file, is_signed

SIGNED_WITHIN = timedelta(hours=1)
"""How long a statement that was put before the auditor may wait for the signature."""
FALSE = "签名与签名内容、公钥不符，没有接受。请确认选对了密钥文件。"


def register_auditor_key(*, public_key: str, signature: str, actor: Actor, at: datetime) -> AuditorKey:
    """The auditor's public key stands in the public log; from now on it may confirm.

    Refused: to anybody else, a key seen before. ``Invalid``: no proof that its private half is in these hands.
    """
    require_role(actor, Role.AUDITOR)
    public, proof = from_hex(public_key, 32), from_hex(signature, 64)
    if public is None or proof is None or not is_signed(KEY, _claim(actor, public), public, proof):
        raise Invalid(FALSE)
    with transaction.atomic():
        if AuditorKey.objects.filter(public_key=public_key).exists():
            raise Stale("这个公钥已经登记过。停用的公钥不能再用，请重新生成一对。")
        key = AuditorKey.objects.create(
            person_id=actor.id,
            auditor=actor.department_name,
            public_key=public_key,
            key_id=auditor_key_id(public),
            registered_at=at,
        )
        record(
            key,
            KEY_REGISTERED,
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}登记签名公钥 {key.key_id}。",
            body={"auditor": key.auditor, "key_id": key.key_id, "public_key": public_key},
        )
    sequence(at=at)
    return key


def _claim(actor: Actor, public: bytes) -> dict[str, str]:
    return {"auditor": actor.department_name, "public_key": public.hex()}


def withdraw_auditor_key(*, key: AuditorKey, because: str, actor: Actor, at: datetime) -> None:
    """The key confirms nothing any more; the log says why. What it confirmed before stands."""
    require_role(actor, Role.AUDITOR)
    if key.person.department_id != actor.department_id:
        raise NotYours("只能停用本机关的签名公钥。")
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=key.person_id)
        if AuditorKeyWithdrawal.objects.filter(key=key).exists():
            raise Stale("这个公钥已经停用。")
        AuditorKeyWithdrawal.objects.create(
            key=key, because=because, withdrawn_by_id=actor.id, withdrawn_at=at
        )
        record(
            key,
            KEY_WITHDRAWN,
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}停用签名公钥 {key.key_id}：{because}",
            because=because,
            body={"auditor": key.auditor, "key_id": key.key_id, "reason": because},
        )
    sequence(at=at)


def confirm_result(
    *,
    ceremony: Ceremony,
    key: AuditorKey,
    verdict: str,
    because: str,
    signed_at: datetime,
    signature: str,
    actor: Actor,
    at: datetime,
) -> Attestation:
    """The auditor's signed yes or no is kept and logged; with a yes the names are public.

    Refused: before a check, a yes where the check did not hold, to whoever had a hand in the draw, after a yes.
    ``Invalid``: the signature is not this key's under this statement.
    """
    with transaction.atomic():
        hold(ceremony)
        confirms = verdict == Verdict.CONFIRMED
        check = _lawful_check(ceremony, key, because, actor, confirms=confirms)
        statement = statement_of(ceremony, key, check, verdict=verdict, because=because, at=signed_at)
        public, proof = bytes.fromhex(key.public_key), from_hex(signature, 64)
        if abs(at - signed_at) > SIGNED_WITHIN:
            raise Stale("这份签名内容已经放了一个多小时，请刷新页面，重新签名。")
        if proof is None or not is_signed(STATEMENT, statement, public, proof):
            raise Invalid(FALSE)
        content = confirmation_file(statement, public, proof)
        kept = Attestation.objects.create(
            ceremony=ceremony,
            key=key,
            verdict=verdict,
            because=because,
            content=content,
            sha256=sha256(content).hex(),
            signed_at=signed_at,
        )
        _record(kept, actor, at)
    sequence(at=at)
    return kept


def _lawful_check(ceremony: Ceremony, key: AuditorKey, because: str, actor: Actor, *, confirms: bool) -> Any:
    """The check that the signature rests on, where this hand may sign."""
    require_role(actor, Role.AUDITOR)
    if key.person_id != actor.id:
        raise NotYours("这不是您的签名公钥。")
    if AuditorKeyWithdrawal.objects.filter(key=key).exists():
        raise Stale("这个公钥已经停用，请换用现用的公钥。")
    standing = standing_of(ceremony)
    law.require(
        law.general.steps_in_order, allowed=standing.demanded and ceremony.state == CeremonyState.RESULTED
    )
    if standing.is_confirmed:
        raise Stale("本次抽取结果已经签名确认，名单已经公布。")
    law.require(
        law.draw_proof.auditor_is_independent,
        auditor=actor.id,
        hands=frozenset({ceremony.operator_id, ceremony.witness_id}),
        same_department=actor.department_id in (ceremony.task.initiator_id, ceremony.host_id),
    )
    check = last_check(ceremony)
    law.require(
        law.draw_proof.confirmation_follows_check,
        confirms=confirms,
        holds=None if check is None else bool(check.facts["holds"]),
    )
    law.require(law.draw_proof.refusal_has_reason, confirms=confirms, reason=because)
    law.require(
        law.draw_proof.untold_words_are_coded,
        unannounced=ceremony.task.unannounced,
        coded=because in ("", *CODED_REFUSALS),
    )
    return check


def _record(kept: Attestation, actor: Actor, at: datetime) -> None:
    ceremony, yes = kept.ceremony, kept.verdict == Verdict.CONFIRMED
    word = "签名确认" if yes else "签名拒绝确认"
    record(
        ceremony,
        CONFIRMED if yes else REFUSED,
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}{word}{ceremony}的结果。",
        because=kept.because,
        body={
            "ceremony": ceremony.ceremony,
            "commitment_sha256": ceremony.freeze.commitment_sha256,
            "result_sha256": ceremony.result.result_sha256,
            "verdict": kept.verdict,
            "auditor": kept.key.auditor,
            "key_id": kept.key.key_id,
            "confirmation_sha256": kept.sha256,
            **({} if yes else {"reason": kept.because}),
        },
    )


def note_late_confirmations(*, at: datetime) -> list[Ceremony]:
    """Every list that waits beyond its term is said to be late in the public log, once; a job of every hour."""
    late = [
        ceremony
        for ceremony in unsigned()
        if standing_of(ceremony).is_late(day_of(at)) and _note_late(ceremony, at)
    ]
    if late:
        sequence(at=at)
    return late


@transaction.atomic
def _note_late(ceremony: Ceremony, at: datetime) -> bool:
    hold(ceremony)
    if history(ceremony).filter(act=LATE).exists():
        return False
    due = standing_of(ceremony).due
    record(
        ceremony,
        LATE,
        actor=system_actor(ceremony.task.initiator),
        at=at,
        sentence=f"{ceremony}的结果逾期没有纪检监察机关签名确认，已提请联席会议办公室督促。",
        body={"ceremony": ceremony.ceremony, "due": f"{due.on:%F}" if due else "", "at": instant(at)},
    )
    return True
