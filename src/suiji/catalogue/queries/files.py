"""What a list that was brought in as a file would change: row by row, before anything is changed."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from suiji.catalogue import headings
from suiji.catalogue.models import Item, ItemVersion, ListFile, ListKind, Point
from suiji.catalogue.points import points_in
from suiji.catalogue.queries.items import versions
from suiji.catalogue.ratios import Question, Ratio, read_frequency, read_ratio
from suiji.catalogue.scope import Scope
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.queries import regulators
from suiji.papers import sheets

LIMITS = sheets.Limits(max_rows=5_000, max_columns=100)
NEW, CHANGED, UNCHANGED, ASKED, REFUSED = "NEW", "CHANGED", "UNCHANGED", "ASKED", "REFUSED"
LABELS = {NEW: "新增", CHANGED: "有变化", UNCHANGED: "无变化", ASKED: "待答复", REFUSED: "不能导入"}


@dataclass(frozen=True, slots=True)
class Planned:
    """What one row would do."""

    number: int
    does: str
    title: str
    line: tuple[str, ...]
    reason: str = ""
    code: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)
    partners: tuple[Department, ...] = ()
    points: tuple[Point, ...] = ()
    version: ItemVersion | None = None

    @property
    def label(self) -> str:
        """What it does, in Chinese."""
        return LABELS[self.does]


@dataclass(frozen=True, slots=True)
class Asked:
    """Words of a ratio that must be explained, and how many rows wait for it."""

    question: Question
    rows: int
    place: int
    """Which unclear wording of the file it is; an answer changes no other's place."""
    answer: Ratio | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as it would be taken over now."""

    heading: tuple[str, ...]
    rows: tuple[Planned, ...]
    questions: tuple[Asked, ...]
    ignored: tuple[str, ...]
    unclassed: int = 0
    """Rows that do not say whether their item is a general or a key one, while nobody has answered for them."""
    classed: int = 0
    """Rows that do not say it either, and take the answer that was given."""
    unsaid_class: str = ""
    answered: tuple[Asked, ...] = ()

    @property
    def counts(self) -> dict[str, int]:
        """How many rows do what."""
        counted = Counter(row.does for row in self.rows)
        return {does: counted[does] for does in LABELS}

    @property
    def figures(self) -> list[tuple[str, int]]:
        """The counts by their Chinese names."""
        return [(LABELS[does], number) for does, number in self.counts.items()]

    @property
    def to_take(self) -> list[Planned]:
        """The rows that would change something."""
        return [row for row in self.rows if row.does in (NEW, CHANGED)]

    @property
    def waiting(self) -> list[Planned]:
        """The rows that an answer on the page is enough for."""
        return [row for row in self.rows if row.does == ASKED]

    @property
    def refused(self) -> list[Planned]:
        """The rows that must be corrected in the file."""
        return [row for row in self.rows if row.does == REFUSED]

    @property
    def faulty(self) -> list[Planned]:
        """The rows that cannot be taken over yet."""
        return [row for row in self.rows if row.does in (ASKED, REFUSED)]


def files_of(actor: Actor) -> QuerySet[ListFile]:
    """The files the actor's department brought, newest first, without their content."""
    return ListFile.objects.filter(department_id=actor.department_id).defer("content").order_by("-pk")


def file_of(actor: Actor, pk: int) -> ListFile | None:
    """One of them; None for another department's."""
    return (
        ListFile.objects.filter(department_id=actor.department_id, pk=pk).select_related("department").first()
    )


def read_list(file: ListFile) -> Reading:
    """The file read against the lists as they stand. Raises ``sheets.Unreadable``; changes nothing."""
    table = sheets.read_table(bytes(file.content), headings.HEADINGS, headings.NEEDED, LIMITS)
    reader = _Reader(file, table.fields)
    rows = tuple(reader.planned(row) for row in _joined(table.rows))
    asked = [
        Asked(one, reader.asked[one.words], place, reader.answers.get(one.words))
        for place, one in enumerate(reader.questions.values(), start=1)
    ]
    return Reading(
        table.heading,
        rows,
        tuple(one for one in asked if one.answer is None),
        table.ignored,
        reader.unclassed,
        reader.classed,
        file.unsaid_class,
        tuple(one for one in asked if one.answer is not None),
    )


def _joined(rows: Iterable[sheets.Row]) -> list[sheets.Row]:
    """Rows that differ in nothing but the special pool are one item with several pools."""
    found: dict[tuple[tuple[str, str], ...], sheets.Row] = {}
    for row in rows:
        rest = tuple(sorted((name, said) for name, said in row.cells.items() if name != "pools"))
        before = found.get(rest)
        if before is None or not row.get("pools"):
            found[rest if before is None else (*rest, ("again", str(row.number)))] = row
        else:
            pools = "、".join([before.get("pools"), row.get("pools")])
            found[rest] = before._replace(cells={**before.cells, "pools": pools})
    return list(found.values())


class _Fault(ValueError):  # noqa: N818 — a sentence, not an error
    """Why a row cannot be taken over, in Chinese."""


class _Reader:
    """Reads row after row, remembering what the file has already said."""

    def __init__(self, file: ListFile, columns: frozenset[str]) -> None:
        self.file, self.owner, self.columns = file, file.department, columns
        self.answers = file.answered
        newest = versions().filter(item__owner=self.owner, item__kind=file.kind).order_by("number")
        self.known = {row.item.code: row for row in newest}
        self.by_title = {(row.title, row.sub_title): row for row in self.known.values()}
        self.taken = set(Item.objects.values_list("code", flat=True))
        self.seen: dict[tuple[str, str], int] = {}
        self.subs: Counter[str] = Counter()
        self.questions: dict[str, Question] = {}
        self.asked: Counter[str] = Counter()
        self.unclassed = self.classed = 0
        self.departments = {
            name: one
            for one in regulators().filter(region=self.owner.region_id)
            for name in (one.name, one.short_name, one.line)
        }

    def planned(self, row: sheets.Row) -> Planned:
        """What the row would do."""
        title = row.get("title")
        self.subs[row.get("no") or title] += 1
        try:
            self._check(row)
            fields = self._fields(row)
            ratio, question = self._ratio(row)
            partners = tuple(self._partners(row))
            version = self._existing(row)
        except _Fault as fault:
            return Planned(row.number, REFUSED, title, row.line, str(fault))
        if open_questions := self._asked(fields, ratio, question, version):
            why = f"{'；'.join(open_questions)}，请在导入页面答复。"
            return Planned(row.number, ASKED, title, row.line, why)
        if ratio is not None:
            fields |= ratio.columns()
        points = self._points(row, version)
        code = version.item.code if version else self._code(row)
        does = NEW if version is None else self._compare(version, fields, points, partners)
        return Planned(
            row.number,
            does,
            title,
            row.line,
            self._gaps(row, fields, version),
            code,
            fields,
            partners,
            points,
            version,
        )

    def _asked(
        self,
        fields: dict[str, Any],
        ratio: Ratio | None,
        question: Question | None,
        version: ItemVersion | None,
    ) -> list[str]:
        """What the row leaves open and nobody has answered; a class that it need not say is put among its fields."""
        found = []
        if question is not None:
            self.questions.setdefault(question.words, question)
            self.asked[question.words] += 1
            if ratio is None:
                found.append(f"抽查比例“{question.words}”{question.why}")
        if not fields.get("item_class"):
            fields["item_class"] = version.item_class if version else self.file.unsaid_class
            self.classed += version is None and bool(fields["item_class"])
        if not fields["item_class"]:
            self.unclassed += 1
            found.append("没有写明是一般检查事项还是重点检查事项")
        return found

    def _check(self, row: sheets.Row) -> None:
        title = row.get("title")
        if not title:
            raise _Fault("没有填写抽查事项名称。")
        for name, most in headings.LENGTHS.items():
            if len(row.get(name)) > most:
                raise _Fault(f"“{headings.COLUMNS[name][0]}”超过 {most} 字。")
        key = (title, row.get("sub_title") or row.get("code"))
        if key in self.seen:
            raise _Fault(f"与第 {self.seen[key]} 行重复。")
        self.seen[key] = row.number
        owner = row.get("owner")
        if owner and self.departments.get(owner) != self.owner:
            raise _Fault(f"发起部门是“{owner}”，由该部门导入。")

    def _fields(self, row: sheets.Row) -> dict[str, Any]:
        given: dict[str, Any] = {name: row.get(name) for name in headings.PLAIN if name in self.columns}
        readers = {
            "modes": headings.modes_in,
            "item_class": headings.class_in,
            "arrangement": headings.arrangement_in,
            "qualifications": _lines,
            "levels": headings.levels_in,
            "special_focus": headings.yes_in,
        }
        given |= {name: read(row.get(name)) for name, read in readers.items() if name in self.columns}
        if "levels" not in self.columns and "inspecting_body" in self.columns:
            given["levels"] = headings.levels_in(row.get("inspecting_body"))
        if "pools" in self.columns:
            given |= self._pools(row)
        if "frequency" in self.columns:
            given["frequency_min"], given["frequency_max"] = read_frequency(row.get("frequency"))
        if not given.get("field"):
            given["field"] = self.owner.line
        return given

    def _pools(self, row: sheets.Row) -> dict[str, Any]:
        """The pools whose objects the item is about; also in words where the file has no others."""
        version = self._existing(row)
        pools = sorted(set(_lines(row.get("pools").replace("、", "；"))))
        rule = {
            name: said for name, said in (version.scope_rule if version else {}).items() if name != "pools"
        }
        given: dict[str, Any] = {"scope_rule": Scope(pools=tuple(pools)).document() | rule}
        if "object_scope" not in self.columns and not (version and version.object_scope):
            given["object_scope"] = "、".join(pools)
        return given

    def _points(self, row: sheets.Row, version: ItemVersion | None) -> tuple[Point, ...]:
        """The points of the owner; a file without such a column leaves those that there are."""
        said = points_in(_one_a_line(row.get("points")))
        if not said and "points" not in self.columns and version is not None:
            said = [point for part in version.parts.all() if part.leads for point in part.points]
        return tuple(said) or (Point((row.get("sub_title") or row.get("title"))[:300]),)

    def _ratio(self, row: sheets.Row) -> tuple[Ratio | None, Question | None]:
        """The rule, and the question it answers or leaves open."""
        if "ratio_text" not in self.columns:
            return None, None
        words = row.get("ratio_text")
        read = read_ratio(words)
        return (self.answers.get(words), read) if isinstance(read, Question) else (read, None)

    def _partners(self, row: sheets.Row) -> Iterator[Department]:
        if self.file.kind != ListKind.JOINT:
            return
        for name in _lines(row.get("partners").replace("、", "\n").replace("，", "\n").replace(",", "\n")):
            if name not in self.departments:
                raise _Fault(f"没有名为“{name}”的部门。")
            if self.departments[name] != self.owner:
                yield self.departments[name]
        if not row.get("partners"):
            raise _Fault("联合清单的事项至少要有一个配合部门。")

    def _existing(self, row: sheets.Row) -> ItemVersion | None:
        code = row.get("code")
        found = self.known.get(code) if code else self.by_title.get((row.get("title"), row.get("sub_title")))
        if found is None and code in self.taken:
            raise _Fault(f"编号 {code} 已经用于其他清单的事项。")
        if found is not None and found.state == ItemState.REVIEWED:
            raise _Fault("这一事项的新版本已经审核，请先公布或退回，再导入。")
        if found is not None and found.state == ItemState.ABOLISHED:
            raise _Fault("这一事项已经废止，不能再修订。请用新的编号起草。")
        return found

    def _compare(
        self,
        version: ItemVersion,
        fields: Mapping[str, Any],
        points: tuple[Point, ...],
        partners: tuple[Department, ...],
    ) -> str:
        parts = list(version.parts.all())
        own = next((part for part in parts if part.leads), None)
        same_points = "points" not in self.columns or (own is not None and own.points == points)
        others = {part.department_id for part in parts if not part.leads}
        same = (
            all(getattr(version, name) == value for name, value in fields.items())
            and same_points
            and others == {partner.pk for partner in partners}
        )
        return UNCHANGED if same else CHANGED

    def _code(self, row: sheets.Row) -> str:
        if code := row.get("code"):
            self.taken.add(code)
            return code
        stem = f"{self.owner.code}-{row.get('no') or len(self.seen)}"[:28]
        number = self.subs[row.get("no") or row.get("title")]
        while (code := f"{stem}-{number:02d}") in self.taken:
            number += 1
        self.taken.add(code)
        return code

    def _gaps(self, row: sheets.Row, fields: Mapping[str, Any], version: ItemVersion | None) -> str:
        needed = {
            "legal_basis": "检查依据",
            "object_scope": "检查对象",
            "modes": "检查方式",
            "frequency": "抽查频次",
            "ratio_text": "抽查比例",
        }
        missing = [
            label
            for name, label in needed.items()
            if not (row.get(name) or fields.get(name) or getattr(version, name, None))
        ]
        return f"缺{'、'.join(missing)}，审核前须补齐。" if missing else ""


def _one_a_line(text: str) -> str:
    """Points that a cell puts after each other; one with a basis keeps its semicolons."""
    return text if "｜" in text or "|" in text else "\n".join(_lines(text))


def _lines(text: str) -> list[str]:
    parts = text.replace("；", "\n").replace(";", "\n").split("\n")
    return [part.strip()[:300] for part in parts if part.strip()]


def reasons_workbook(reading: Reading) -> bytes:
    """The rows that could not be taken over, as they stood in the file, each with the reason."""
    rows = [[*row.line, row.reason] for row in reading.faulty]
    return sheets.xlsx_bytes([sheets.Page("需要修改的行", [*reading.heading, "原因"], rows)])
