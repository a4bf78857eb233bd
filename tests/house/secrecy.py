"""Everything in a database that no stranger may ever read (Art. 20(2), 25), and where it was found."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from suiji import vault
from suiji.catalogue.models import ItemVersion
from suiji.draws.models import BundleFile, DrawnObject
from suiji.draws.queries.bundle import bound
from suiji.draws.sealing import unseal
from suiji.followup.models import FollowUp
from suiji.inspections.models import Evidence, Finding, Notice, Signature, Visit
from suiji.law import ARTICLES, Article
from suiji.ledger.models import Entry
from suiji.libraries.models import InspectedObject, Inspector, Recusal, RiskClass, RiskRating
from suiji.organs.models import Department, Person
from suiji.tasks.models import Task

NOT_NAMES = frozenset({"系统", "见证人", "见证员", "操作员", "送达人", "录入人", "审核人"})
"""Words of office that tests use as names; the regulation and the pages use them as words."""
LEAST = 2
"""Characters; a shorter secret would be found everywhere."""


def secrets() -> dict[str, str]:
    """Secret → what it is."""
    kinds: dict[str, Iterable[Any]] = {
        "a class": RiskClass.labels,
        "a person": _names(),
        "an inspector's number": _values(Inspector, "certificate_number", "code"),
        "a sealed number": _opened(Inspector, "identity_number", "phone"),
        "a recused person": _opened(Recusal, "party"),
        "a person behind an object": _opened(InspectedObject, "legal_rep", "liaison", "phone"),
        "a log-in": [name for name in Person.objects.values_list("username", flat=True) if len(name) > 4],
        "a recusal": _values(Recusal, "relation"),
        "a finding": _values(Finding, "problem", "disposal"),
        "facts of a follow-up": _values(FollowUp, "facts"),
        "evidence": _values(Evidence, "note", "title", "place"),
        "a note of a signature": _values(Signature, "note"),
        "a phone": _values(Notice, "phone"),
        "confidential facts": _facts(),
        "an unannounced task": _untold(),
    }
    return {
        str(value): kind
        for kind, values in kinds.items()
        for value in values
        if value and len(str(value)) >= LEAST
    }


def _values(model: Any, *fields: str) -> set[str]:
    return {value for row in model.objects.values_list(*fields) for value in row if value}


def _opened(model: Any, *fields: str) -> set[str]:
    """What lies sealed, in clear: neither that nor the sealed form is anybody's business."""
    rows = model.objects.all()
    clear = {vault.take(row, field) for row in rows for field in fields}
    return clear | _values(model, *fields)


def _names() -> set[str]:
    found = _values(Person, "name") | _values(Inspector, "name") | _values(Entry, "actor_name")
    return (found | _values(Signature, "signer") | _values(Notice, "receiver")) - NOT_NAMES


def _facts() -> set[str]:
    """Long texts inside the ledger's confidential facts, but for what the public lists say anyway."""
    found = {
        text
        for facts in Entry.objects.exclude(facts={}).values_list("facts", flat=True)
        for text in _strings(facts)
        if re.search(r"[\u4e00-\u9fff]{6,}", text)
    }
    return found - _values(ItemVersion, "title") - _values(Department, "name")


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        for inner in value.values():
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def _untold() -> set[str]:
    """Title and number of every unannounced task whose visits are not all over."""
    found: set[str] = set()
    for task in Task.objects.filter(unannounced=True).select_related("plan_line"):
        visits = Visit.objects.filter(task=task)
        if not visits.exists() or visits.filter(ended_at__isnull=True).exists():
            announced = {*Task.objects.filter(unannounced=False).values_list("title", flat=True)}
            announced |= {task.plan_line.title} if not task.plan_line.unannounced else set()
            found |= {task.number} | ({task.title} - announced)
            found |= {task.plan_line.number} if task.plan_line.unannounced else set()
    return found


def untold_codes() -> set[str]:
    """Firms drawn only for such a task: nobody may learn that they are on its list."""
    open_tasks = [task.pk for task in Task.objects.filter(unannounced=True) if not _is_over(task)]
    told = DrawnObject.objects.exclude(task__in=open_tasks).values("object")
    drawn = DrawnObject.objects.filter(task__in=open_tasks).exclude(object__in=told)
    return set(drawn.values_list("object__code", flat=True))


def _is_over(task: Task) -> bool:
    visits = Visit.objects.filter(task=task)
    return visits.exists() and not visits.filter(ended_at__isnull=True).exists()


def sealed_lots() -> set[str]:
    """Every lot of every draw whose lots are sealed."""
    files = BundleFile.objects.filter(path="audit/lots.csv", ceremony__freeze__visibility="sealed")
    lots: set[str] = set()
    for row in files.select_related("ceremony"):
        content = unseal(bytes(row.content), bound_to=bound(row.ceremony, row.path)).decode()
        lots |= {line.split(",")[0] for line in content.splitlines()}
    return lots


class Readable:
    """What is public anyway, taken out of a text before it is searched: a firm may bear anybody's name."""

    def __init__(self) -> None:
        names = {*InspectedObject.objects.values_list("name", flat=True), *_values(Department, "name")}
        self.names = sorted(names, key=len, reverse=True)
        self.law = [_flat(Article(number).text) for number in range(1, ARTICLES + 1)]

    def rest(self, text: str) -> str:
        """The text without mark-up, white space, names of firms and departments, and the regulation's words."""
        left = _flat(re.sub(r"<[^>]+>", "", text))
        for words in (*self.law, *(name for name in self.names if name in left)):
            left = left.replace(words, "◆")
        return left


def _flat(text: str) -> str:
    return "".join(text.split())


def rated_codes() -> dict[str, str]:
    """Code → the newest class, of every object that was ever rated."""
    rows = RiskRating.objects.order_by("rated_on", "id").values_list("object__code", "value")
    return dict(rows)


_LONE_LETTER = re.compile(r"(?<![0-9A-Za-z_./-])[ABCD](?![0-9A-Za-z_./-])")
AROUND = 120
"""Characters on either side of a code in which no lone class letter may stand."""


def letters_near(text: str, codes: Iterable[str]) -> list[str]:
    """Codes beside which a lone A, B, C or D stands."""
    plain = re.sub(r"<[^>]+>", " ", text)
    if not _LONE_LETTER.search(plain):
        return []
    return [
        code
        for code in codes
        for at in [plain.find(code)]
        if at >= 0 and _LONE_LETTER.search(plain[max(0, at - AROUND) : at + len(code) + AROUND])
    ]
