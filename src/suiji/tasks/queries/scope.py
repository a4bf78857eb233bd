"""范围 — which objects a task is about: computed from a rule, never picked (Art. 2, 11).

The same rule is read twice: as a condition of the database, and row by row over what was confirmed, so that an
auditor's answer does not come from the query that is being audited.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Exists, OuterRef, Q, QuerySet

from suiji.law.libraries import ELIGIBLE_STATES, INELIGIBLE_REASONS
from suiji.libraries.models import InspectedObject, Licence, ObjectKind, RegState, Tally
from suiji.libraries.queries import stem
from suiji.libraries.states import EntryState
from suiji.tasks.models import BroughtList, ListSource, Task

Rule = Mapping[str, Sequence[str]]

RULE_WORDS = {
    "kinds": "对象类别",
    "words": "名称或经营范围含有",
    "without": "但不含",
    "tags": "标签",
    "pools": "专项库",
    "licences": "持有许可证",
    "industries": "行业代码",
    "regions": "区划",
    "states": "登记状态",
}
"""Every key a rule may have, in the order in which people read them."""
TALLIED = frozenset({"kinds", "tags", "pools", "industries", "regions", "states"})
"""Keys that look only at what ``libraries.Tally`` counts by."""
LABELS: Mapping[str, Mapping[str, str]] = {
    "kinds": dict(ObjectKind.choices),
    "states": dict(RegState.choices),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """A task's own rule, within those of its items: an object outside every item is in no task (Art. 2)."""

    rule: Rule
    items: tuple[Rule, ...] = ()
    """Empty where one of the items limits nothing."""
    codes: frozenset[str] | None = None
    """The codes of a list brought from outside (定向); None where the rule alone decides."""

    def document(self) -> dict[str, Any]:
        """As it is frozen."""
        codes = None if self.codes is None else sorted(self.codes)
        return {"rule": dict(self.rule), "items": [dict(one) for one in self.items], "codes": codes}

    def reads(self, *keys: str) -> bool:
        """Whether somebody who repeats the computation needs what one of the keys looks at."""
        return any(rule.get(key) for rule in (self.rule, *self.items) for key in keys)


def scope_rule_of(task: Task) -> Scope:
    """The task's scope as it stands now."""
    versions = sorted(task.item_versions.all(), key=lambda version: version.pk)
    items = [dict(version.scope_rule) for version in versions]
    source, codes = BroughtList.objects.filter(task=task).values_list("source", "codes").first() or ("", None)
    if source == ListSource.DISPATCHED and codes is not None:
        # Drawn above: the list is what it is, and no rule of ours takes anything from it (R52).
        return Scope({}, (), frozenset(codes))
    return within(task.scope_rule, items, codes=None if codes is None else frozenset(codes))


def within(rule: Rule, items: Sequence[Rule], *, codes: frozenset[str] | None = None) -> Scope:
    """A rule within the items' own; one item without limits lifts those of the others."""
    limits = [dict(one) for one in items]
    return Scope(dict(rule), tuple(limits) if all(limits) and rule not in limits else (), codes)


def scope_of_document(document: Mapping[str, Any]) -> Scope:
    """A scope as it was frozen."""
    codes = document["codes"]
    return Scope(document["rule"], tuple(document["items"]), None if codes is None else frozenset(codes))


def population(scope: Scope) -> QuerySet[InspectedObject]:
    """Every object the scope means, those included that cannot be drawn any more; by code."""
    found = _meant(InspectedObject.objects.all(), scope)
    if scope.codes is not None:
        found = found.filter(code__in=scope.codes)
    return found.order_by("code")


def tallied(scope: Scope) -> QuerySet[Tally] | None:
    """The population as the library keeps its number; None where the scope asks what only each object can answer."""
    if scope.codes is not None or scope.reads(*RULE_WORDS.keys() - TALLIED):
        return None
    return _meant(Tally.objects.all(), scope)


_Rows = TypeVar("_Rows", InspectedObject, Tally)


def _meant(rows: QuerySet[_Rows], scope: Scope) -> QuerySet[_Rows]:
    found = rows.filter(condition(scope.rule))
    if scope.items:
        found = found.filter(_any(condition(rule) for rule in scope.items))
    chosen = set(scope.rule.get("states", ())) or ELIGIBLE_STATES
    found = found.exclude(state=EntryState.REMOVED)
    return found.filter(reg_state__in=chosen | INELIGIBLE_REASONS.keys())


def eligible(scope: Scope) -> QuerySet[InspectedObject]:
    """Those of the population that may be drawn at all (Art. 11)."""
    return population(scope).filter(reg_state__in=ELIGIBLE_STATES, state=EntryState.ACTIVE)


def condition(rule: Rule) -> Q:
    """A rule as the database reads it; the registration state is judged by ``population``.

    An industry is a prefix with or without the section's letter (``H61`` or ``61``).
    """
    if unknown := set(rule) - RULE_WORDS.keys():
        raise ValueError(f"a scope rule has no key {sorted(unknown)}")
    found = Q()
    for key, values in rule.items():
        if values:
            found &= _SOUGHT[key](list(values))
    return found


def _says(words: Sequence[str]) -> Q:
    return _any(Q(name__contains=word) | Q(business_scope__contains=word) for word in words)


def _any(conditions: Iterable[Q]) -> Q:
    found = Q()
    for one in conditions:
        found = found | one if found else one
    return found


_SOUGHT: Mapping[str, Callable[[Sequence[str]], Q]] = {
    "kinds": lambda values: Q(kind__in=values),
    "regions": lambda values: _any(Q(region__code__startswith=stem(code)) for code in values),
    "industries": lambda values: _any(Q(industry__regex=f"^[A-Z]?{re.escape(code)}") for code in values),
    "tags": lambda values: Q(~Q(tags=[]), tags__overlap=values),
    "pools": lambda values: Q(~Q(pools=[]), pools__overlap=values),
    "licences": lambda values: Q(Exists(Licence.objects.filter(object=OuterRef("pk"), name__in=values))),
    "words": _says,
    "without": lambda values: ~_says(values),
    "states": lambda _values: Q(),
}
"""Each key as a condition of the database; ``_ASKED`` has the same over one row.

The indexes of tags and pools hold only objects that have some, which the condition says for the planner.
"""


def meets(row: Mapping[str, Any], scope: Scope) -> bool:
    """The scope once more, over one confirmed row and without the database."""
    chosen = set(scope.rule.get("states", ())) or ELIGIBLE_STATES
    if row["reg_state"] not in chosen | INELIGIBLE_REASONS.keys() or row.get("state") == EntryState.REMOVED:
        return False
    if scope.codes is not None and row["code"] not in scope.codes:
        return False
    return _meets(row, scope.rule) and (not scope.items or any(_meets(row, one) for one in scope.items))


def _meets(row: Mapping[str, Any], rule: Rule) -> bool:
    return all(_ASKED[key](row, values) for key, values in rule.items() if values)


def _texts(row: Mapping[str, Any], words: Sequence[str]) -> bool:
    return any(word in text for word in words for text in (row["name"], row.get("business_scope", "")))


_ASKED: Mapping[str, Callable[[Mapping[str, Any], Sequence[str]], bool]] = {
    "kinds": lambda row, values: row["kind"] in values,
    "regions": lambda row, values: any(row["region_id"].startswith(stem(code)) for code in values),
    "tags": lambda row, values: not set(values).isdisjoint(row["tags"]),
    "pools": lambda row, values: not set(values).isdisjoint(row["pools"]),
    "licences": lambda row, values: not set(values).isdisjoint(row["licences"]),
    "industries": lambda row, values: any(
        row["industry"].startswith(code) or row["industry"][1:].startswith(code) for code in values
    ),
    "words": _texts,
    "without": lambda row, values: not _texts(row, values),
    "states": lambda _row, _values: True,
}
"""Each key over one row; the registration state is judged by ``meets``."""


def words_of(rule: Rule) -> str:
    """A scope rule as people read it."""
    return "；".join(
        f"{label}：{'、'.join(LABELS.get(key, {}).get(value, value) for value in map(str, rule[key]))}"
        for key, label in RULE_WORDS.items()
        if rule.get(key)
    )
