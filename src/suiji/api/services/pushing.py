"""推送 — events are gathered from the log and go out one by one in its order, until somebody takes them."""

import secrets
import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from time import monotonic

from django.db import transaction

from suiji import vault
from suiji.api import sending
from suiji.api.events import TOLD
from suiji.api.models import EventHook, HookDelivery, OutsideSystem, PushState
from suiji.api.queries.happening import events
from suiji.api.queries.tokens import Reader
from suiji.api.scopes import Scope
from suiji.api.states import SystemState
from suiji.law import require
from suiji.law.general import steps_in_order
from suiji.ledger import Actor
from suiji.ledger.models import Leaf
from suiji.ledger.services import record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

AGAIN_AFTER = tuple(timedelta(minutes=m) for m in (1, 5, 30, 120, 360, 720, 1440))
"""How long after each failure it is tried again; after the last it is given up."""
BOTH_SIGN = timedelta(hours=24)
"""How long after a renewal the secrets before it sign as well: time to enter the new one on the other side."""
MOST_FORMER = 2
"""Of several renewals within that time so many secrets before the newest; a new one may get lost on its way."""
A_ROUND = 100
"""Events that one address is sent in one round."""


@transaction.atomic
def set_hook(
    *, system: OutsideSystem, url: str, scopes: Sequence[str], actor: Actor, at: datetime
) -> tuple[EventHook, str]:
    """From now on the address is told what happens; the signing secret is shown once. Raises ``sending.Unfit``."""
    require_role(actor, Role.SECURITY_ADMIN)
    require(steps_in_order, allowed=system.state == SystemState.IN_USE)
    chosen = [scope.value for scope in TOLD if scope.value in scopes]
    newest = Leaf.objects.order_by("-index").values_list("index", flat=True).first()
    hook = EventHook(
        uid=uuid.uuid4(),
        system=system,
        url=sending.fit(url),
        scopes=chosen,
        since=0 if newest is None else newest + 1,
        set_by=actor.name,
        set_at=at,
    )
    secret = secrets.token_urlsafe(32)
    vault.put(hook, "secret", secret)
    hook.save()
    words = "、".join(Scope(value).label.removeprefix("读取") for value in chosen)
    record(
        hook,
        "api.hook_set",
        actor=actor,
        at=at,
        sentence=f"{actor.name}为{system}登记推送地址 {hook.url}：{words}。",
        facts={"scopes": chosen},
    )
    return hook, secret


@transaction.atomic
def renew_secret(*, hook: EventHook, actor: Actor, at: datetime) -> tuple[EventHook, str]:
    """Another secret, shown once. For ``BOTH_SIGN`` every event is signed by it and by the one before: a receiver that
    knows either takes all of them. After that the old one is gone."""
    require_role(actor, Role.SECURITY_ADMIN)
    hook = _held(hook)
    require(steps_in_order, allowed=hook.ended_at is None)
    before = _signing(hook, at=at)
    secret = secrets.token_urlsafe(32)
    vault.put(hook, "secret", secret)
    vault.put(hook, "former", " ".join(before[:MOST_FORMER]))
    hook.former_until = at + BOTH_SIGN
    hook.save(update_fields=["secret", "former", "former_until"])
    record(hook, "api.secret_renewed", actor=actor, at=at, sentence=f"{actor.name}更换{hook}的签名密钥。")
    return hook, secret


def _signing(hook: EventHook, *, at: datetime) -> list[str]:
    """The secrets that sign at this moment, the newest first."""
    known = hook.former_until is not None and at < hook.former_until
    return [vault.take(hook, "secret"), *(vault.take(hook, "former").split() if known else ())]


def _held(hook: EventHook) -> EventHook:
    rows = EventHook.objects.select_for_update(of=("self",)).select_related("system__department")
    return rows.get(pk=hook.pk)


@transaction.atomic
def end_hook(*, hook: EventHook, actor: Actor, at: datetime) -> EventHook:
    """The address is told nothing more."""
    require_role(actor, Role.SECURITY_ADMIN)
    hook = _held(hook)
    require(steps_in_order, allowed=hook.ended_at is None)
    hook.ended_at, hook.former, hook.former_until = at, "", None
    hook.save(update_fields=["ended_at", "former", "former_until"])
    record(hook, "api.hook_ended", actor=actor, at=at, sentence=f"{actor.name}停用{hook}。")
    return hook


@transaction.atomic
def push_again(*, delivery: HookDelivery, actor: Actor, at: datetime) -> HookDelivery:
    """An event is sent once more, by hand, as soon as the worker comes round."""
    require_role(actor, Role.SECURITY_ADMIN)
    delivery = (
        HookDelivery.objects.select_for_update(of=("self",))
        .select_related("hook__system")
        .get(pk=delivery.pk)
    )
    require(steps_in_order, allowed=delivery.hook.ended_at is None)
    delivery.outcome, delivery.attempts, delivery.trouble = PushState.WAITING, 0, ""
    delivery.save(update_fields=["outcome", "attempts", "trouble"])
    EventHook.objects.filter(pk=delivery.hook_id).update(resume_at=None)
    record(
        delivery.hook,
        "api.pushed_again",
        actor=actor,
        at=at,
        sentence=f"{actor.name}重新推送第 {delivery.index} 号事件给{delivery.hook}。",
    )
    return delivery


def push(*, at: datetime) -> int:
    """Gather what is new for every address, and send what waits; how many were taken. Old secrets whose time is over
    are forgotten, of addresses no longer in use as well."""
    EventHook.objects.filter(former_until__lte=at).update(former="", former_until=None)
    hooks = EventHook.objects.filter(ended_at=None, system__state=SystemState.IN_USE)
    began = monotonic()
    return sum(_round(pk, at, began) for pk in list(hooks.values_list("pk", flat=True)))


def _round(pk: int, at: datetime, began: float) -> int:
    """Every event under the moment in which it leaves: receivers refuse what is older than five minutes, and a slow
    one before it may have taken longer."""
    hook = _gather(pk, at)
    if hook is None or (hook.resume_at is not None and hook.resume_at > at):
        return 0
    waiting = HookDelivery.objects.filter(hook=hook, outcome=PushState.WAITING).order_by("index")
    sent = 0
    for delivery in list(waiting[:A_ROUND]):
        if not _sent(hook, delivery, at, leaves=at + timedelta(seconds=monotonic() - began)):
            break
        sent += 1
    return sent


@transaction.atomic
def _gather(pk: int, at: datetime) -> EventHook | None:
    """The address with its new events beside it; None where another worker is at it."""
    rows = EventHook.objects.select_for_update(of=("self",), skip_locked=True)
    hook = rows.select_related("system__department").filter(pk=pk).first()
    if hook is None:
        return None
    scopes = [Scope(value) for value in hook.scopes]
    happened = events(Reader(hook.system), scopes=scopes, since=hook.since, limit=A_ROUND)
    HookDelivery.objects.bulk_create(
        (
            HookDelivery(hook=hook, index=one["id"], body=one | {"at": one["at"].isoformat()}, made_at=at)
            for one in happened.rows
        ),
        ignore_conflicts=True,
    )
    if happened.next != hook.since:
        hook.since = happened.next
        hook.save(update_fields=["since"])
    return hook


def _sent(hook: EventHook, delivery: HookDelivery, at: datetime, *, leaves: datetime) -> bool:
    """One event on its way. Where the worker dies in between, it goes out once more: its number says which it is."""
    signing = _signing(hook, at=leaves)
    trouble = sending.send(hook.url, secrets=signing, event=delivery.body, timestamp=int(leaves.timestamp()))
    delivery.attempts += 1
    delivery.trouble, delivery.tried_at = trouble[:100], at
    resume = None
    if not trouble:
        delivery.outcome = PushState.DONE
    elif delivery.attempts > len(AGAIN_AFTER):
        delivery.outcome = PushState.FAILED
    else:
        resume = at + AGAIN_AFTER[delivery.attempts - 1]
    with transaction.atomic():
        delivery.save(update_fields=["attempts", "trouble", "tried_at", "outcome"])
        if resume != hook.resume_at:
            EventHook.objects.filter(pk=hook.pk).update(resume_at=resume)
    return not trouble
