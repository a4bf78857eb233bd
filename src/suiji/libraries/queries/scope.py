"""Which objects a scope rule means."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from suiji.law.libraries import ELIGIBLE_STATES
from suiji.libraries.models import InspectedObject, ObjectKind

RULE_KEYS = frozenset({"kinds", "words", "without", "tags", "regions"})


def in_scope(rule: Mapping[str, Any]) -> QuerySet[InspectedObject]:
    """The objects a scope rule means, of those that may be drawn at all (Art. 11), by code.

    ``kinds`` and ``regions`` limit, one of ``words`` stands in the name or the business scope, none of
    ``without`` does, and one of ``tags`` is carried. What a rule does not say does not limit.
    """
    if unknown := set(rule) - RULE_KEYS:
        raise ValueError(f"a scope rule has no key {sorted(unknown)}")
    rows = InspectedObject.objects.filter(reg_state__in=ELIGIBLE_STATES)
    if kinds := rule.get("kinds"):
        rows = rows.filter(kind__in=[ObjectKind(kind) for kind in kinds])
    if regions := rule.get("regions"):
        rows = rows.filter(_any(Q(region__code__startswith=stem(code)) for code in regions))
    if tags := rule.get("tags"):
        rows = rows.filter(tags__overlap=list(tags))
    if words := rule.get("words"):
        rows = rows.filter(_any(_says(word) for word in words))
    for word in rule.get("without", ()):
        rows = rows.exclude(_says(word))
    return rows.order_by("code")


def _says(word: str) -> Q:
    return Q(name__contains=word) | Q(business_scope__contains=word)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for condition in conditions:
        found |= condition
    return found


def stem(region: str) -> str:
    """The digits all codes inside a region share: 410500 is everything that begins with 4105."""
    return region.removesuffix("00").removesuffix("00") if len(region) == 6 else region
