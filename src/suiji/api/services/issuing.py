"""登记系统、签发和吊销令牌 — the system administrator registers who may ask, the security administrator what (R124)."""

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from suiji.api.models import AccessToken, OutsideSystem
from suiji.api.queries.tokens import digest_of
from suiji.api.scopes import Scope
from suiji.api.states import ACCESS_TOKEN, OUTSIDE_SYSTEM, SystemState, TokenState
from suiji.law import require
from suiji.law.confidence import machine_key_is_bounded
from suiji.law.general import steps_in_order
from suiji.ledger import Actor
from suiji.ledger.services import hold, move, record
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role

LONGEST = 366
"""Days a token lives at most."""


@transaction.atomic
def register_system(
    *, name: str, department: Department, basis: str, contact: str, actor: Actor, at: datetime
) -> OutsideSystem:
    """A system that may be given tokens; it can do nothing yet."""
    require_role(actor, Role.SYSTEM_ADMIN)
    system = OutsideSystem.objects.create(
        state=OUTSIDE_SYSTEM.initial,
        name=name,
        department=department,
        basis=basis,
        contact=contact,
        registered_by=actor.name,
        registered_at=at,
    )
    record(
        system,
        "api.system_registered",
        actor=actor,
        at=at,
        sentence=f"{actor.name}登记{system}（{basis}）。",
        facts={"contact": contact},
    )
    return system


@transaction.atomic
def close_system(*, system: OutsideSystem, because: str, actor: Actor, at: datetime) -> OutsideSystem:
    """The system may ask no more and is told no more: its tokens and addresses end with it."""
    require_role(actor, Role.SYSTEM_ADMIN)
    hold(system)
    for token in system.tokens.filter(state=TokenState.ISSUED):
        move(token, TokenState.REVOKED, actor=actor, at=at, because=because)
    system.hooks.filter(ended_at=None).update(ended_at=at)
    move(system, SystemState.CLOSED, actor=actor, at=at, because=because)
    return system


@transaction.atomic
def issue_token(
    *, system: OutsideSystem, scopes: Sequence[str], days: int, a_minute: int, actor: Actor, at: datetime
) -> tuple[AccessToken, str]:
    """A token and its words, which are shown once and kept nowhere. Refused beyond a year, or without a scope."""
    require_role(actor, Role.SECURITY_ADMIN)
    hold(system)
    require(steps_in_order, allowed=system.state == SystemState.IN_USE)
    chosen = [scope.value for scope in Scope if scope.value in scopes]
    require(machine_key_is_bounded, days=days, longest=LONGEST, scopes=len(chosen))
    sign = secrets.token_hex(4)
    words = f"suiji_{sign}_{secrets.token_urlsafe(32)}"
    token = AccessToken.objects.create(
        state=ACCESS_TOKEN.initial,
        system=system,
        sign=sign,
        digest=digest_of(words),
        scopes=chosen,
        a_minute=a_minute,
        issued_by=actor.name,
        issued_at=at,
        ends_at=at + timedelta(days=days),
    )
    record(
        token,
        "api.token_issued",
        actor=actor,
        at=at,
        sentence=f"{actor.name}签发{token}，{days} 天内有效：{'、'.join(token.scope_labels)}。",
        facts={"scopes": chosen, "days": days, "a_minute": a_minute},
    )
    return token, words


@transaction.atomic
def revoke_token(*, token: AccessToken, because: str, actor: Actor, at: datetime) -> AccessToken:
    """The token opens nothing from the next request on."""
    require_role(actor, Role.SECURITY_ADMIN)
    hold(token)
    move(token, TokenState.REVOKED, actor=actor, at=at, because=because)
    return token
