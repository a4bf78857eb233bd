"""Whose token it is, and which there are."""

import hashlib
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet

from suiji.api.models import AccessToken, OutsideSystem
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
class Bearer:
    """A machine that has shown a token that counts."""

    token: AccessToken

    @property
    def system(self) -> OutsideSystem:
        """The system it was given to."""
        return self.token.system

    def may(self, scope: Scope) -> bool:
        """Whether the token was given this scope."""
        return scope.value in self.token.scopes

    def as_actor(self, scope: Scope) -> Actor:
        """The machine in the one role of the scope; its number is below zero, where no person's is."""
        department = self.system.department
        role = role_in(scope, office=department.kind == Kind.OFFICE)
        name = f"对接系统“{self.system.name}”"
        return Actor(-self.system.pk, name, department.pk, department.name, frozenset({role.value}))


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
    return None if token is None else Bearer(token)


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


def acts_on(system: OutsideSystem) -> list[Entry]:
    """What was done to a system and its tokens, newest first."""
    keys = [str(pk) for pk in system.tokens.values_list("pk", flat=True)]
    own = Q(subject_type=OutsideSystem._meta.label_lower, subject_id=str(system.pk))
    of_tokens = Q(subject_type=AccessToken._meta.label_lower, subject_id__in=keys)
    return list(Entry.objects.filter(own | of_tokens).order_by("-id")[:100])
