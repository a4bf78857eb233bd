"""Whose token it is, and which there are."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from suiji.api.models import AccessToken, EventHook, HookDelivery, OutsideSystem, PushState
from suiji.api.scopes import Scope, role_in
from suiji.api.states import SystemState, TokenState
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.organs.models import Kind

BEGINNING = "suiji_"


def digest_of(words: str) -> str:
    """What is kept of a token: its 256 random bits need no slow hash."""
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Reader:
    """An outside system, as the rooms' queries know it."""

    system: OutsideSystem

    def as_actor(self, scope: Scope) -> Actor:
        """The machine in the one role of the scope; its number is below zero, where no person's is."""
        department = self.system.department
        role = role_in(scope, office=department.kind == Kind.OFFICE)
        name = f"对接系统“{self.system.name}”"
        return Actor(-self.system.pk, name, department.pk, department.name, frozenset({role.value}))


@dataclass(frozen=True, slots=True)
class Bearer(Reader):
    """A machine that has shown a token that counts."""

    token: AccessToken

    def may(self, scope: Scope) -> bool:
        """Whether the token was given this scope."""
        return scope.value in self.token.scopes


def bearer_of(words: str, *, at: datetime) -> Bearer | None:
    """Who shows these words; None for a token that is unknown, taken back or over."""
    if not words.startswith(BEGINNING):
        return None
    token = (
        AccessToken.objects.select_related("system__department")
        .filter(
            digest=digest_of(words),
            state=TokenState.ISSUED,
            ends_at__gt=at,
            system__state=SystemState.IN_USE,
        )
        .first()
    )
    return None if token is None else Bearer(token.system, token)


def systems(*, at: datetime) -> QuerySet[OutsideSystem]:
    """Every outside system with how many tokens open something today, those in use first."""
    counted = Count("tokens", filter=Q(tokens__state=TokenState.ISSUED, tokens__ends_at__gt=at))
    rows = OutsideSystem.objects.select_related("department").annotate(open_tokens=counted)
    return rows.order_by("-state", "department__code", "name")


def tokens_of(system: OutsideSystem) -> QuerySet[AccessToken]:
    """Its tokens, the newest first, each with its use."""
    return system.tokens.select_related("use", "system__department").order_by("-pk")


def tokens() -> QuerySet[AccessToken]:
    """Every token that was not taken back."""
    return AccessToken.objects.select_related("system__department").filter(state=TokenState.ISSUED)


def hooks_of(system: OutsideSystem) -> QuerySet[EventHook]:
    """Where it is told what happened, with how much waits and how much was given up."""
    waiting = Count("deliveries", filter=Q(deliveries__outcome=PushState.WAITING))
    failed = Count("deliveries", filter=Q(deliveries__outcome=PushState.FAILED))
    return system.hooks.filter(ended_at=None).annotate(waiting=waiting, failed=failed).order_by("pk")


def hooks() -> QuerySet[EventHook]:
    """Every address that is told something."""
    return EventHook.objects.filter(ended_at=None).select_related("system__department")


def deliveries_of(hook: EventHook) -> QuerySet[HookDelivery]:
    """What went to an address, or should have, the newest first."""
    return hook.deliveries.order_by("-index")


def deliveries() -> QuerySet[HookDelivery]:
    """Every event on its way to an address in use."""
    return HookDelivery.objects.filter(hook__ended_at=None).select_related("hook__system")


def acts_on(system: OutsideSystem) -> list[Entry]:
    """What was done to a system and its tokens, newest first."""
    keys = [str(pk) for pk in system.tokens.values_list("pk", flat=True)]
    own = Q(subject_type=OutsideSystem._meta.label_lower, subject_id=str(system.pk))
    of_tokens = Q(subject_type=AccessToken._meta.label_lower, subject_id__in=keys)
    hook_keys = [str(pk) for pk in system.hooks.values_list("pk", flat=True)]
    of_hooks = Q(subject_type=EventHook._meta.label_lower, subject_id__in=hook_keys)
    return list(Entry.objects.filter(own | of_tokens | of_hooks).order_by("-id")[:100])
