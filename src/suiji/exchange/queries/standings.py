"""How the rows of a kind stand at the publicity system, and whose turn it is."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import OuterRef, QuerySet, Subquery, TextChoices

from suiji.exchange.kinds import KINDS, Kind
from suiji.exchange.models import ExchangeRow, ReplyLine
from suiji.exchange.offers import Offer, Written, digest_of
from suiji.exchange.states import BatchState
from suiji.organs.questions import question


class RowState(TextChoices):
    """How a row stands."""

    WAITING = "WAITING", "等待导出"
    CHANGED = "CHANGED", "内容有变，等待重新导出"
    EXPORTED = "EXPORTED", "已导出，等待回执"
    REFUSED = "REFUSED", "被退回"
    ACCEPTED = "ACCEPTED", "公示系统已公示"


TO_SEND = (RowState.WAITING, RowState.CHANGED, RowState.REFUSED)
_TURNS = {
    RowState.WAITING: "等待导出单位生成批次",
    RowState.CHANGED: "等待导出单位生成批次",
    RowState.EXPORTED: "等待对方回执",
    RowState.REFUSED: "等待负责部门改正后重新导出",
    RowState.ACCEPTED: "已办结",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """How one row stands. The two publication times are never mixed."""

    key: str
    state: RowState
    platform_at: datetime | None = None
    """When the form last handed out became public here."""
    publicity_at: datetime | None = None
    """When the publicity system made public what it last accepted."""
    batch: int | None = None
    batch_number: str = ""
    exported_at: datetime | None = None
    reason: str = ""
    """Why it was refused."""
    foreign_number: str = ""
    digest: str = ""
    """Of the form last handed out."""
    values: Written | None = None

    @property
    def turn(self) -> str:
        """Whose turn it is, in words."""
        return _TURNS[self.state]


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that reads otherwise than it was handed out."""

    label: str
    before: str
    after: str


def title_in(values: Mapping[str, object]) -> str:
    """The words by which a person knows a row; empty where it has none."""
    words = (values.get(name) for name in ("title", "object_name", "task_title", "name"))
    return next((word for word in words if isinstance(word, str) and word), "")


@dataclass(frozen=True, slots=True)
class Offered:
    """An offer beside how it stands."""

    offer: Offer
    standing: Standing
    differences: tuple[Difference, ...] = ()

    @property
    def title(self) -> str:
        """What a person knows the row by."""
        return title_in(self.offer.values) or self.offer.key


@dataclass(frozen=True, slots=True)
class Board:
    """Every offer of a room with its standing."""

    kind: Kind
    rows: tuple[Offered, ...]

    @property
    def to_send(self) -> list[Offered]:
        """What a new batch would hold."""
        return [row for row in self.rows if row.standing.state in TO_SEND]

    @property
    def figures(self) -> list[tuple[RowState, int]]:
        """How many rows stand how."""
        counted = Counter(row.standing.state for row in self.rows)
        return [(state, counted[state]) for state in RowState]

    def of(self, key: str) -> Offered | None:
        """The row of that key."""
        return next((row for row in self.rows if row.offer.key == key), None)


def status_of(kind: str, keys: Collection[str]) -> dict[str, Standing]:
    """Each key with how the form last handed out stands; a key never handed out waits."""
    return _Known(kind, keys).standings(keys)


def accepted_times(kind: str, keys: Collection[str], field: str) -> dict[tuple[str, str], datetime]:
    """(key, a field's value) → when the publicity system first made that form public, for all forms it accepted."""
    return _Known(kind, keys).accepted(field)


@dataclass(frozen=True, slots=True)
class Publicity:
    """The two publication times of one form of a thing, never mixed."""

    platform_at: datetime | None
    publicity_at: datetime | None
    """Of this very form; None while the publicity system shows none or an earlier one."""
    standing: Standing
    """How the thing as a whole stands there."""


def publicity(
    kind: str, forms: Mapping[int, tuple[str, str, datetime | None]], *, field: str
) -> dict[int, Publicity]:
    """For each form its two times. A form is (key, value of ``field``, when it became public here)."""
    keys = {key for key, _, _ in forms.values()}
    known = _Known(kind, keys)
    standings, there = known.standings(keys), known.accepted(field)
    return {
        pk: Publicity(platform_at, there.get((key, said)), standings[key])
        for pk, (key, said, platform_at) in forms.items()
    }


def last_forms(kind: str, keys: Collection[str]) -> dict[str, tuple[str, bool, Written]]:
    """Key → hash of the form last handed out, whether it was sent back, and the form; what never left is left out."""
    answer = ReplyLine.objects.filter(row=OuterRef("pk")).order_by("-pk").values("accepted")[:1]
    rows = (
        ExchangeRow.objects.filter(kind=kind, key__among=keys)
        .exclude(batch__state=BatchState.TAKEN_BACK)
        .order_by("key", "-pk")
        .distinct("key")
        .annotate(said=Subquery(answer))
    )
    found = rows.values_list("key", "digest", "said", "values")
    return {key: (digest, said is False, values) for key, digest, said, values in found}


def refused_rows(kind: str, *, owner: int) -> list[Standing]:
    """The rows a department answers for that were sent back and not handed out again since."""
    keys = set(_refused_keys(kind, owner))
    standings = status_of(kind, keys).values() if keys else ()
    return sorted((one for one in standings if one.state == RowState.REFUSED), key=lambda one: one.key)


@question
def _refused_keys(kind: str, owner: int) -> "QuerySet[ReplyLine, str]":
    refused = ReplyLine.objects.filter(row__kind=kind, row__owner=owner, accepted=False)
    return refused.values_list("row__key", flat=True)


class _Known:
    """Rows of some keys, newest first, each with its newest answer: read once."""

    def __init__(self, kind: str, keys: Collection[str]) -> None:
        self.rows = _handed_out(kind, list(keys)) if keys else []
        answers = [row.answer_id for row in self.rows if row.answer_id]  # type: ignore[attr-defined]
        self.answers = {line.row_id: line for line in (_answers(answers) if answers else ())}

    def standings(self, keys: Collection[str]) -> dict[str, Standing]:
        """Each key with how it stands."""
        mine: dict[str, list[ExchangeRow]] = {}
        for row in self.rows:
            mine.setdefault(row.key, []).append(row)
        return {key: _standing(key, mine.get(key, []), self.answers) for key in keys}

    def accepted(self, field: str) -> dict[tuple[str, str], datetime]:
        """(key, a field's value) → the first time at which that form was public there."""
        found: dict[tuple[str, str], datetime] = {}
        for row in self.rows:
            answer = self.answers.get(row.pk)
            if answer is not None and answer.publicity_at is not None:
                form = (row.key, str(row.values.get(field, "")))
                found[form] = min(found.get(form, answer.publicity_at), answer.publicity_at)
        return found


@question
def _handed_out(kind: str, keys: list[str]) -> QuerySet[ExchangeRow]:
    """Rows of these keys, newest first, each with its newest answer; what was taken back never left."""
    newest = ReplyLine.objects.filter(row=OuterRef("pk")).order_by("-pk").values("pk")[:1]
    return (
        ExchangeRow.objects.filter(kind=kind, key__among=keys)
        .exclude(batch__state=BatchState.TAKEN_BACK)
        .select_related("batch")
        .annotate(answer_id=Subquery(newest))
        .order_by("-pk")
    )


@question
def _answers(lines: list[int]) -> QuerySet[ReplyLine]:
    return ReplyLine.objects.filter(pk__among=lines)


def _standing(key: str, rows: Sequence[ExchangeRow], answers: dict[int, ReplyLine]) -> Standing:
    if not rows:
        return Standing(key, RowState.WAITING)
    last = rows[0]
    said = [answers.get(row.pk) for row in rows]
    accepted = next((one for one in said if one is not None and one.accepted), None)
    answer = said[0]
    if answer is None:
        state = RowState.EXPORTED
    else:
        state = RowState.ACCEPTED if answer.accepted else RowState.REFUSED
    return Standing(
        key=key,
        state=state,
        platform_at=last.platform_at,
        publicity_at=accepted.publicity_at if accepted else None,
        batch=last.batch_id,
        batch_number=last.batch.number,
        exported_at=last.batch.prepared_at,
        reason=answer.reason if answer else "",
        foreign_number=accepted.foreign_number if accepted else "",
        digest=last.digest,
        values=last.values,
    )


def board(kind: str, offers: Sequence[Offer]) -> Board:
    """Offers beside how they stand; what reads otherwise than it was handed out waits anew and says where."""
    about = KINDS[kind]
    standings = status_of(kind, {offer.key for offer in offers})
    return Board(about, tuple(_offered(about, offer, standings[offer.key]) for offer in offers))


def _offered(kind: Kind, offer: Offer, standing: Standing) -> Offered:
    written = offer.written(kind)
    if standing.values is None or digest_of(written) == standing.digest:
        return Offered(offer, standing)
    differences = tuple(
        Difference(about.label, before, after)
        for about in kind.fields
        if (before := _words(about.choices, standing.values.get(about.name, "")))
        != (after := _words(about.choices, written.get(about.name, "")))
    )
    if standing.state in (RowState.REFUSED, RowState.WAITING):
        return Offered(offer, standing, differences)
    changed = replace(standing, state=RowState.CHANGED)
    return Offered(offer, changed, differences)


def _words(choices: Mapping[str, str], value: str | list[str]) -> str:
    said = value if isinstance(value, list) else [value]
    return "、".join(choices.get(one, one) for one in said)
