"""对接平台 — batches are carried there and answers fetched; what fails is tried again, nothing counts twice."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from urllib.parse import quote

from django.db import transaction

from suiji import law, vault
from suiji.exchange import outward
from suiji.exchange.models import Partner, Passage
from suiji.exchange.outward import Unanswered
from suiji.exchange.queries.batches import rows_of
from suiji.exchange.queries.partners import to_carry
from suiji.exchange.services.acknowledge import acknowledge
from suiji.exchange.states import ANSWERABLE
from suiji.exchange.writing import json_bytes
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.papers.sheets import Unreadable

PAUSES = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 1440))
"""How long after a failure it is tried again; the last one for ever, since a batch must arrive."""
ASK_EVERY = timedelta(minutes=10)
"""How often a platform is asked for an answer that it does not have yet."""
TAKEN = (200, 201, 202, 204)
CONFLICT, NOT_YET = 409, (202, 204, 404)
BATCHES_A_TURN = 50
"""So many steps for one platform, then the next one: a whole library under way does not keep the others waiting."""


@transaction.atomic
def set_partner(
    *, name: str, base: str, token: str, kinds: Sequence[str], basis: str, actor: Actor, at: datetime
) -> Partner:
    """From now on the batches of these kinds are carried there. Raises ``outward.Unfit``."""
    require_role(actor, Role.SYSTEM_ADMIN)
    partner = Partner(
        uid=uuid.uuid4(),
        name=name,
        base=outward.fit(base).rstrip("/"),
        kinds=list(kinds),
        basis=basis,
        set_by=actor.name,
        set_at=at,
    )
    vault.put(partner, "token", token.strip())
    partner.save()
    labels = "、".join(partner.kind_labels)
    record(
        partner,
        "exchange.partner_set",
        actor=actor,
        at=at,
        sentence=f"{actor.name}登记{partner}（{basis}），此后的批次由系统送去：{labels}。",
        facts={"base": partner.base},
    )
    return partner


@transaction.atomic
def end_partner(*, partner: Partner, actor: Actor, at: datetime) -> Partner:
    """Nothing more is carried there; what was carried stays on record."""
    require_role(actor, Role.SYSTEM_ADMIN)
    partner = Partner.objects.select_for_update().get(pk=partner.pk)
    law.require(law.general.steps_in_order, allowed=partner.ended_at is None)
    partner.ended_at = at
    partner.save(update_fields=["ended_at"])
    record(partner, "exchange.partner_ended", actor=actor, at=at, sentence=f"{actor.name}停用{partner}。")
    return partner


def carry(*, at: datetime) -> int:
    """Carry what waits, fetch what was answered; how many steps succeeded. May be stopped and begun again anywhere."""
    done = 0
    for partner in Partner.objects.filter(ended_at=None).order_by("pk"):
        for batch in to_carry(partner):
            Passage.objects.get_or_create(partner=partner, batch=batch, defaults={"due_at": at})
        due = partner.passages.filter(due_at__lte=at, batch__state__in=ANSWERABLE)
        due = due.select_related("batch__department", "partner").order_by("due_at", "batch")
        for passage in due[:BATCHES_A_TURN]:
            done += _step(passage, at)
    return done


def _step(passage: Passage, at: datetime) -> int:
    """Hand the batch over, or ask for its answer: each in a transaction of its own, each as often as it takes."""
    try:
        due = _fetch(passage, at) if passage.taken_at is not None else _hand_over(passage, at)
    except (Unanswered, Unreadable) as trouble:
        pause = PAUSES[min(passage.tries, len(PAUSES) - 1)]
        passage.tries, passage.trouble, passage.due_at = passage.tries + 1, str(trouble)[:200], at + pause
        passage.save(update_fields=["tries", "trouble", "due_at"])
        return 0
    passage.tries, passage.trouble, passage.due_at = 0, "", due
    passage.save(update_fields=["taken_at", "tries", "trouble", "due_at"])
    return 1


def _address(passage: Passage, more: str = "") -> str:
    return f"{passage.partner.base}/batches/{quote(passage.batch.number, safe='')}{more}"


def headers_for(partner: Partner) -> dict[str, str]:
    """What goes along with every request to the platform."""
    token = vault.take(partner, "token")
    found = {"Accept": "application/json", "Content-Type": "application/json; charset=utf-8"}
    return found | ({"Authorization": f"Bearer {token}"} if token else {})


def _hand_over(passage: Passage, at: datetime) -> datetime:
    """The batch under its number: sent twice it is the same batch, and its hash says so."""
    batch = passage.batch
    body = json_bytes(batch, rows_of(batch))
    headers = headers_for(passage.partner) | {"Idempotency-Key": batch.number, "Suiji-SHA256": batch.digest}
    answer = outward.ask("PUT", _address(passage), headers=headers, body=body)
    if answer.status == CONFLICT:
        raise Unanswered("对方说这个批次号下已有不同的内容，请电话核对")
    if answer.status not in TAKEN:
        raise Unanswered(f"对方答复 {answer.status}")
    passage.taken_at = at
    return at + ASK_EVERY


def _fetch(passage: Passage, at: datetime) -> datetime:
    """What the platform answered so far; the same answer twice changes nothing."""
    answer = outward.ask("GET", _address(passage, "/reply"), headers=headers_for(passage.partner))
    if answer.status in NOT_YET:
        return at + ASK_EVERY
    if answer.status != 200:
        raise Unanswered(f"对方答复 {answer.status}")
    batch = passage.batch
    # The reply is taken in the name of the department that handed the batch out, which also sees every line of it.
    actor = Actor(
        0,
        f"系统（{passage.partner.name}）",
        batch.department_id,
        batch.department.name,
        frozenset({Role.CLERK}),
    )
    reply = acknowledge(
        batch=batch, name=f"{passage.partner.name}.json", content=answer.content, actor=actor, at=at
    )
    if reply.troubles:
        raise Unreadable(
            f"有 {len(reply.troubles)} 行读不懂，见批次页；第 {reply.troubles[0][0]} 行：{reply.troubles[0][1]}"
        )
    return at + ASK_EVERY
