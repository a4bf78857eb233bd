"""抽取 — every ceremony, whatever became of it, and what of it anybody can check (protocol §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import BooleanField, Case, Count, OuterRef, QuerySet, Subquery, Value, When

from suiji.draws.models import Attestation, Ceremony, DrawKind, DrawnObject, Share, Verdict, VoidCause
from suiji.draws.queries import bundle_zip, is_abandoned
from suiji.draws.queries.confirming import due_after
from suiji.draws.states import CeremonyState
from suiji.law.workdays import Calendar
from suiji.ledger.models import Entry
from suiji.libraries.names import public_name
from suiji.organs.queries import calendar
from suiji.organs.questions import question
from suiji.portal.models import DrawnCount, TaskTold
from suiji.portal.paging import Bounded
from suiji.portal.queries.visibility import UNANNOUNCED_TITLE, shown, withheld
from suiji.portal.window import inside
from suiji.tasks.states import TaskState

A_PAGE, NAMES = 30, 200
"""Ceremonies, and names of a drawn list, on a page."""
_COLUMNS = (
    "pk", "ceremony", "kind", "state", "opened_at", "reveal_by", "void_cause", "void_reason", "void_salt",
    "hidden", "drawn_count",
    "task__title", "task__number", "task__state", "task__unannounced", "task__initiator__name", "host__name",
    "freeze__commitment", "freeze__commitment_sha256", "freeze__visibility", "freeze__frozen_at",
    "result__seed", "result__result_sha256", "result__drawn_at", "result__audited_at", "freeze__awaits_auditor", "said",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Draw:
    """A ceremony as the public reads it."""

    id: int
    ceremony: str
    kind: str
    kind_label: str
    title: str
    number: str
    initiator: str
    status: str
    tone: str
    openness: str
    """公开, 密封, 不予公布名单 or 人员: how much of it can be replayed."""
    opened_at: datetime
    reveal_by: datetime | None
    frozen_at: datetime | None
    drawn_at: datetime | None
    audited_at: datetime | None
    void_cause: str
    void_reason: str
    """Empty while the task is withheld, as is what opens its hash."""
    void_salt: str
    frame: int | None
    """How many objects stood in the frozen list."""
    excluded: int | None
    drawn: int
    commitment_sha256: str
    seed: str
    result_sha256: str
    sources: tuple[Mapping[str, Any], ...]
    confirm_by: date | None
    """By when the auditor signs for the list; None where no signature was announced, or nothing is drawn."""
    names_shown: bool
    task_void: bool

    @property
    def is_public(self) -> bool:
        """True when anybody can replay the whole draw over its lots."""
        return self.openness == PUBLIC

    @property
    def checkable(self) -> bool:
        """True once everything that will be public of a result is public, as far as visits allow."""
        return bool(self.seed) and self.status == "已抽取"

    @property
    def public_chance(self) -> bool:
        """True when chance came from more than the parties' own numbers."""
        return any(source["kind"] != "share" for source in self.sources)

    @property
    def has_bundle(self) -> bool:
        """True once there is a commitment to check."""
        return bool(self.commitment_sha256)


PUBLIC, SEALED, UNNAMED, PEOPLE, UNFROZEN = "公开", "密封", "暂不公布名单", "人员", "尚未冻结"


def _rows() -> QuerySet[Ceremony, dict[str, Any]]:
    hidden = Case(When(withheld("task"), then=Value(True)), default=Value(False), output_field=BooleanField())
    counted = Subquery(DrawnCount.objects.filter(ceremony=OuterRef("pk")).values("drawn"))
    words = Attestation.objects.filter(ceremony=OuterRef("pk")).order_by("-pk").values("verdict")[:1]
    rows: QuerySet[Ceremony, dict[str, Any]]
    rows = Ceremony.objects.annotate(hidden=hidden, drawn_count=counted, said=Subquery(words)).values(
        *_COLUMNS
    )
    return rows.order_by("-opened_at", "-pk")


def ceremonies(*, kind: str = "", state: str = "") -> QuerySet[Ceremony, dict[str, Any]]:
    """All ceremonies, the newest first: those given up and abandoned are among them."""
    rows = _rows()
    if kind in DrawKind.values:
        rows = rows.filter(kind=kind)
    if state in CeremonyState.values:
        rows = rows.filter(state=state)
    return rows


def pages(*, kind: str = "", state: str = "") -> Bounded:
    """The pages of ``ceremonies``; the first page of all is a question."""
    asked = kind in DrawKind.values or state in CeremonyState.values
    rows = ceremonies(kind=kind, state=state)
    return Bounded(rows, A_PAGE, most=None, counted=rows if asked else _all, first=None if asked else _newest)


def _all() -> int:
    return sum(number for *_, number in _tally())


@question
def _newest() -> QuerySet[Ceremony, dict[str, Any]]:
    return _rows()[:A_PAGE]


@question
def _tally() -> QuerySet[Ceremony, tuple[str, str, int]]:
    return Ceremony.objects.order_by().values_list("kind", "state").annotate(n=Count("pk"))


@question
def _numbered(ceremony: str) -> QuerySet[Ceremony, dict[str, Any]]:
    return _rows().filter(ceremony=ceremony)


def as_draws(rows: list[dict[str, Any]], *, today: date) -> list[Draw]:
    """Rows as the public reads them."""
    days = calendar()
    return [_draw(row, today, days) for row in rows]


def told_between(since: int, until: int) -> dict[int, int]:
    """The unannounced tasks that may be told from a place of the log between the two on, each with that place."""
    rows = TaskTold.objects.filter(place__gte=since, place__lt=until)
    return dict(rows.values_list("task_id", "place"))


def draw(ceremony: str, *, today: date) -> Draw | None:
    """One ceremony by its number, or None."""
    return next(iter(as_draws(_numbered(ceremony), today=today)), None)


def _draw(row: dict[str, Any], today: date, days: Calendar) -> Draw:
    commitment: dict[str, Any] = row["freeze__commitment"] or {}
    status, tone = _status(row, today, days)
    resulted = row["kind"] == DrawKind.OBJECTS and row["state"] == CeremonyState.RESULTED
    return Draw(
        id=row["pk"],
        ceremony=row["ceremony"],
        kind=row["kind"],
        kind_label=_kind_label(row),
        title=UNANNOUNCED_TITLE if row["hidden"] else row["task__title"],
        number="" if row["hidden"] else row["task__number"],
        initiator=row["task__initiator__name"],
        status=status,
        tone=tone,
        openness=_openness(row),
        opened_at=row["opened_at"],
        reveal_by=row["reveal_by"],
        frozen_at=row["freeze__frozen_at"],
        drawn_at=row["result__drawn_at"],
        audited_at=row["result__audited_at"],
        void_cause=_cause(row["void_cause"]),
        void_reason="" if row["hidden"] else row["void_reason"],
        void_salt="" if row["hidden"] else row["void_salt"],
        frame=commitment.get("members", {}).get("count"),
        excluded=commitment.get("exclusions", {}).get("count"),
        drawn=row["drawn_count"] or 0,
        commitment_sha256=row["freeze__commitment_sha256"] or "",
        seed=row["result__seed"] or "",
        result_sha256=row["result__result_sha256"] or "",
        sources=tuple(commitment.get("seed_sources", ())),
        confirm_by=due_after(row["result__drawn_at"], days).on
        if resulted and row["freeze__awaits_auditor"]
        else None,
        names_shown=resulted and not row["hidden"] and not _waits(row),
        task_void=row["task__state"] == TaskState.VOID,
    )


def _cause(code: str) -> str:
    return str(VoidCause(code).label) if code else ""


def _waits(row: dict[str, Any]) -> bool:
    """True while the names wait for the auditor's yes."""
    return bool(row["freeze__awaits_auditor"]) and row["said"] != Verdict.CONFIRMED


def _signed(row: dict[str, Any], today: date, days: Calendar) -> tuple[str, str]:
    if row["said"] == Verdict.REFUSED:
        return "纪检拒绝确认", "bad"
    late = today > due_after(row["result__drawn_at"], days).on
    return ("逾期未确认", "bad") if late else ("待纪检确认", "soon")


def _kind_label(row: dict[str, Any]) -> str:
    """What is drawn; of inspectors that another department than the initiator draws, by whom (Art. 15)."""
    label, host = str(DrawKind(row["kind"]).label), row["host__name"]
    return label if host == row["task__initiator__name"] else f"{label}（{host}）"


def _openness(row: dict[str, Any]) -> str:
    if row["kind"] == DrawKind.INSPECTORS:
        return PEOPLE
    if row["freeze__visibility"] is None:
        return UNFROZEN
    if row["hidden"]:
        return UNNAMED
    return PUBLIC if row["freeze__visibility"] == "public" else SEALED


def _status(row: dict[str, Any], today: date, days: Calendar) -> tuple[str, str]:
    state = CeremonyState(row["state"])
    if state == CeremonyState.RESULTED:
        return _signed(row, today, days) if _waits(row) else ("已抽取", "good")
    if state == CeremonyState.VOID:
        return "已作废", "bad"
    if state == CeremonyState.COMMITTED:
        if is_abandoned(row["reveal_by"], today, days):
            return "逾期无结果", "bad"
        return "名单已冻结，等待抽取", "active"
    return "正在收集份额", "active"


@dataclass(frozen=True, slots=True)
class Event:
    """One logged act of a ceremony."""

    act: str
    sentence: str
    at: datetime
    index: int | None
    fingerprint: str


def events(found: Draw) -> list[Event]:
    """What happened, in the order of the log; from public bodies alone, so that nobody is named."""
    rows = _acts(str(found.id))
    return [
        Event(act, _sentence(act, body), at, index, _fingerprint(body))
        for act, at, body, index in rows
        if body
    ]


@question
def _acts(ceremony: str) -> QuerySet[Entry, tuple[str, datetime, dict[str, Any] | None, int | None]]:
    rows = Entry.objects.filter(subject_type="draws.ceremony", subject_id=ceremony, body__isnull=False)
    return rows.order_by("id").values_list("act", "at", "body", "leaf__index")


VOIDED_UNTOLD = "仪式作废：{cause}。这项检查不宜告知，理由的校验值登记在此，文字等检查全部结束以后公布。"


def _sentence(act: str, body: Mapping[str, Any]) -> str:
    words = {
        "draw.opened": "开启抽取仪式，编号公开登记。",
        "draw.share_handed_in": "{party}交来份额的校验值。份额本身此时只有它自己知道。",
        "draw.committed": "名单冻结，承诺公布。从这一刻起谁也不能改动名单。",
        "draw.share_revealed": "{party}公开份额，与先前交来的校验值相符。",
        "draw.number_seen": "{party}的见证人录入公布的{source}。两名见证人录入一致后生效。",
        "draw.beacon_brought": "取得{source}，签名经核验无误。",
        "draw.revealed": "各方份额公布完毕，随机种子由此确定。",
        "draw.resulted": "按种子抽取，结果经另一程序核验后公布。",
        "draw.voided": "仪式作废：{reason}" if "reason" in body else VOIDED_UNTOLD,
        "draw.key_share_taken": "{organ}领取第 {place} 份密钥分片，系统里不再保存。",
        "draw.key_share_returned": "{organ}交回第 {place} 份密钥分片。",
        "draw.key_opened": "两名持有人共同打开密钥。",
        "draw.confirmed": "{auditor}核验后签名确认，名单公布。",
        "draw.confirmation_refused": "{auditor}签名拒绝确认，名单不公布。理由：{reason}",
        "draw.confirmation_late": "名单逾期没有签名确认，限期是 {due}，已提请联席会议办公室督促。",
    }.get(act, "登记一次办理。")
    named = ("party", "reason", "source", "auditor", "due", "organ", "place")
    return words.format(cause=_cause(body.get("cause", "")), **{name: body.get(name, "") for name in named})


_FINGERPRINTS = (
    "reason_sha256", "value", "sha256", "confirmation_sha256", "result_sha256", "reveal_sha256", "commitment_sha256",
    "ceremony",
)  # fmt: skip


def _fingerprint(body: Mapping[str, Any]) -> str:
    for name in _FINGERPRINTS:
        if isinstance(body.get(name), str):
            return str(body[name])
    return ""


@dataclass(frozen=True, slots=True)
class Party:
    """A department whose secret number entered the seed."""

    name: str
    sha256: str
    handed_in_at: datetime
    value: str
    revealed_at: datetime | None


def parties(found: Draw) -> list[Party]:
    """Who took part in making chance, with what each committed to and what it turned out to be."""
    return [
        Party(name, sha256, at, value or "", revealed_at)
        for name, sha256, at, value, revealed_at in _shares(found.id)
    ]


@question
def _shares(ceremony: int) -> QuerySet[Share, tuple[str, str, datetime, str | None, datetime | None]]:
    rows = Share.objects.filter(ceremony_id=ceremony).order_by("party__code")
    return rows.values_list("party_name", "sha256", "handed_in_at", "reveal__value", "reveal__revealed_at")


@dataclass(frozen=True, slots=True)
class Name:
    """A drawn object."""

    code: str
    name: str


def names(found: Draw) -> Bounded:
    """The pages of the drawn list, by code; empty unless it may be shown."""
    rows = _named(found.id)
    if not found.names_shown:
        rows = rows.none()
    first = (lambda: _first_named(found.id)) if found.names_shown else None
    return Bounded(rows, NAMES, most=None, counted=rows, first=first)


def _named(ceremony: int) -> QuerySet[DrawnObject, tuple[str, str, str]]:
    rows = DrawnObject.objects.filter(shown("task"), ceremony_id=ceremony)
    return rows.order_by("object__code").values_list("object__code", "object__name", "object__kind")


@question
def _first_named(ceremony: int) -> QuerySet[DrawnObject, tuple[str, str, str]]:
    return _named(ceremony)[:NAMES]


def as_names(rows: list[tuple[str, str, str]]) -> list[Name]:
    """Rows as the public reads them."""
    return [Name(code, public_name(kind, name)) for code, name, kind in rows]


def bundle_of(found: Draw) -> bytes:
    """The public bundle of a ceremony, as one ZIP file; with the hidden names once they may be shown."""
    with inside():
        ceremony = Ceremony.objects.select_related("freeze", "task").get(pk=found.id)
        return bundle_zip(ceremony, audit=False, named=found.names_shown)


def siblings(found: Draw) -> list[tuple[str, str]]:
    """The task's other ceremonies: number and what was drawn. None while the task is withheld."""
    if not found.number:
        return []
    return [(hex_, DrawKind(kind).label) for hex_, kind in _others_of(found.number, found.id)]


@question
def _others_of(number: str, ceremony: int) -> QuerySet[Ceremony, tuple[str, str]]:
    rows = Ceremony.objects.filter(task__number=number).exclude(pk=ceremony).order_by("opened_at")
    return rows.values_list("ceremony", "kind")


def counts() -> dict[str, int]:
    """How many draws of objects were finished, and how many ceremonies were given up."""
    found = _tally()
    return {
        "resulted": sum(
            n for kind, state, n in found if (kind, state) == (DrawKind.OBJECTS, CeremonyState.RESULTED)
        ),
        "void": sum(n for _, state, n in found if state == CeremonyState.VOID),
    }
