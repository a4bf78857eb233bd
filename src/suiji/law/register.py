"""规则登记 — every rule of the regulation, the words it rests on, and the one way to insist on it.

A rule is a function whose name is a sentence that is true when the law is content. `rule` enters it in the
register with its article and quotation; `require` asks it and refuses in the article's own words.
Three families only: predicates (bool), measures (int) and terms (date or `Deadline`).
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal, TypeVar

from suiji.law.articles import Article

Strength = Literal["must", "normally"]
Family = Literal["predicate", "measure", "term"]
F = TypeVar("F", bound=Callable[..., object])


@dataclass(frozen=True, slots=True)
class Rule:
    """One entry of the register."""

    name: str
    module: str
    article: int
    says: str
    guarantee: str
    """First line of the docstring: what holds when the rule is content."""
    family: Family
    strength: Strength
    clause: str | None
    reading: str | None
    """Paragraph of docs/decisions/0003-readings.md, where the text leaves room."""
    source: str | None
    """Newer law behind the reading. We hold no text of it, so the matrix marks the rule unverified."""
    advice: str | None
    """In Chinese: what the refused person may do next."""


@dataclass(frozen=True, slots=True)
class RecordedException:
    """例外 — why a rule that holds only 一般 or 原则上 is passed this once; all four are needed."""

    reason: str
    basis: str
    approver: str
    filing: str

    @property
    def is_complete(self) -> bool:
        """Whether reason, legal basis, approver and filing number are all given."""
        return all(word.strip() for word in (self.reason, self.basis, self.approver, self.filing))


class Refused(Exception):  # noqa: N818 — the word the officer reads
    """拒绝 — the law does not allow this act. Printed, it shows the article, never a fact (Art. 25)."""

    def __init__(self, rule: Rule, facts: Mapping[str, object], *, advice: str = "") -> None:
        super().__init__(_headline(rule))
        self.rule = rule
        self.article: int = rule.article
        self.says: str = rule.says
        self.advice: str | None = advice or rule.advice
        self.facts: Mapping[str, object] = MappingProxyType(dict(facts))
        """For the ledger, never for the screen."""

    @property
    def quotation(self) -> str:
        """The article's own words."""
        return self.says

    @property
    def headline(self) -> str:
        """第十条：…… — article and words, fit for the screen."""
        return _headline(self.rule)


def _headline(rule: Rule) -> str:
    return f"{Article(rule.article).heading}：{rule.says}。"


_register: dict[Callable[..., object], Rule] = {}


def rule(
    *,
    article: int,
    says: str,
    clause: str | None = None,
    reading: str | None = None,
    strength: Strength = "must",
    source: str | None = None,
    advice: str | None = None,
) -> Callable[[F], F]:
    """Enter a function in the register. The function itself stays as it is and may be called directly."""

    def enter(function: F) -> F:
        _register[function] = Rule(
            name=function.__name__,
            module=function.__module__.rpartition(".")[2],
            article=Article(article).number,
            says=says,
            guarantee=(function.__doc__ or "").strip().partition("\n")[0],
            family=_family(function),
            strength=strength,
            clause=clause,
            reading=reading,
            source=source,
            advice=advice,
        )
        return function

    return enter


def _family(function: Callable[..., object]) -> Family:
    answer = function.__annotations__["return"]
    if answer is bool:
        return "predicate"
    return "measure" if answer is int else "term"


def entry(rule_function: Callable[..., object]) -> Rule:
    """The register's entry of a rule, so that a page can quote the article beside a hidden button."""
    if rule_function not in _register:
        raise LookupError(f"{rule_function.__name__} is not a rule of the register")
    return _register[rule_function]


def require(
    rule_function: Callable[..., bool],
    /,
    *,
    exception: RecordedException | None = None,
    advice: str = "",
    **facts: object,
) -> RecordedException | None:
    """Raise `Refused` unless the law is content with the facts.

    ``advice`` stands in place of the rule's own where one can say more exactly what is missing and what to do;
    it is read on the screen, so it never has a fact that is confidential (Art. 25).

    A rule of strength "normally" lets a complete recorded exception pass; the exception is returned when it
    was needed, so that the caller writes it in the ledger, and None when the rule was content anyway.
    """
    found = entry(rule_function)
    if found.family != "predicate":
        raise TypeError(f"{found.name} is a {found.family}; only a predicate can be required")
    if rule_function(**facts):
        return None
    if found.strength == "normally" and exception is not None and exception.is_complete:
        return exception
    raise Refused(found, facts, advice=advice)


def all_rules() -> tuple[Rule, ...]:
    """The whole register, in the order of the articles."""
    return tuple(sorted(_register.values(), key=lambda found: (found.article, found.module, found.name)))


def rules_of(article: int) -> tuple[Rule, ...]:
    """The rules that rest on one article."""
    return tuple(found for found in all_rules() if found.article == article)


def functions() -> Iterator[tuple[Rule, Callable[..., object]]]:
    """Entry and function together, for the tests that examine the rules themselves."""
    return iter([(found, function) for function, found in _register.items()])
