"""快照 — the rows of both libraries as they are confirmed, hashed, kept and read again (Art. 11).

A row is one line of JSON that PostgreSQL writes, so that half a million of them are hashed where they lie. Lines
stand in the order of the codes, each with a line feed; the same rows give the same bytes anywhere.
"""

import gzip
import hashlib
import io
import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, Count, F, Func, IntegerField, OuterRef, Q, QuerySet, TextField, Value, When
from django.db.models.functions import Cast, Collate, Concat

from suiji.libraries.models import Inspector, Library, Licence
from suiji.organs.models import Department
from suiji.sampling.canonical import canonical_json
from suiji.tasks.models import Task, UnitMember
from suiji.tasks.queries.scope import Scope, population, scope_rule_of

OBJECT_COLUMNS = ("code", "kind", "name", "region_id", "reg_state", "industry", "tags", "pools", "state")
INSPECTOR_COLUMNS = (
    "code", "name", "certificate_until", "trade_certificate_until", "status", "item_codes", "regions", "qualifications",
    "is_expert", "specialities", "position",
)  # fmt: skip
LAST = ("needs",)
"""Of an object, behind the columns that only some scopes ask for: lines of an older form stay readable."""
COLUMN_WORDS = {
    "kind": "对象类别", "name": "名称", "region_id": "区划", "reg_state": "登记状态", "tags": "标签",
    "state": "条目状态", "industry": "行业代码", "pools": "专项库", "licences": "许可证", "business_scope": "经营范围",
    "certificate_until": "执法证有效期", "trade_certificate_until": "部门执法证有效期",
    "status": "状态", "item_codes": "可检查事项", "regions": "管辖区划",
    "qualifications": "岗位资质", "is_expert": "专家", "specialities": "专长", "position": "职务职级",
    "needs": "检查所需资质",
}  # fmt: skip
LICENCES = ArraySubquery(
    Licence.objects.filter(object=OuterRef("pk")).order_by("name").values_list("name", flat=True).distinct()
)
LINE_FEED = "\n"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A department's rows at one moment: how many, and the hash that changes when any of them does."""

    sha256: str
    rows: int


def columns_of(library: str, scope: Scope) -> tuple[str, ...]:
    """What a line of a library says: everything a draw looks at (Art. 11).

    Business scope and licences only where the task's rule looks at them.
    """
    if library == Library.INSPECTORS:
        return INSPECTOR_COLUMNS
    words = ("business_scope",) if scope.reads("words", "without") else ()
    return (*OBJECT_COLUMNS, *words, *(("licences",) if scope.reads("licences") else ()), *LAST)


def snapshots(task: Task) -> dict[tuple[int, str], Snapshot]:
    """(department, library) → its rows as they stand now, hashed in the database: two queries."""
    codes = dict(task.parts.values_list("department", "department__code"))
    return {
        (pk, library): found
        for library in Library.values
        for pk, found in _snapshots(task, library, codes).items()
    }


def people_snapshots(task: Task, departments: Collection[Department]) -> dict[int, Snapshot]:
    """Department → its inspectors as they stand now: one query."""
    return _snapshots(task, Library.INSPECTORS, {one.pk: one.code for one in departments})


def _snapshots(task: Task, library: str, codes: Mapping[int, str]) -> dict[int, Snapshot]:
    counted, none = _hashed(_rows(task, library)), (0, hashlib.sha256().hexdigest())
    return {
        pk: Snapshot(bind(code, library, lines), rows)
        for pk, code in codes.items()
        for rows, lines in [counted.get(pk, none)]
    }


def bind(department: str, library: str, lines_sha256: str) -> str:
    """The hash that a department confirms: whose rows, of which library, and the hash of their lines."""
    document = {"department": department, "library": str(library), "lines_sha256": lines_sha256}
    return hashlib.sha256(canonical_json(document)).hexdigest()


def _hashed(rows: QuerySet[Any]) -> dict[int, tuple[int, str]]:
    whole = StringAgg(
        Concat("line", Value(LINE_FEED), output_field=TextField()),
        delimiter="",
        order_by=Collate("code", "C"),
    )
    digest = Func(
        Func(Func(whole, Value("UTF8"), function="convert_to"), function="sha256"),
        Value("hex"),
        function="encode",
        output_field=TextField(),
    )
    grouped = rows.order_by().values("part").annotate(number=Count("pk"), digest=digest)
    return {row["part"]: (row["number"], row["digest"]) for row in grouped}


def _rows(task: Task, library: str) -> QuerySet[Any]:
    """The library's rows that matter to a task, with ``line`` and the ``part`` that answers for each.

    Objects of a department that takes no part are the initiator's to answer for. Inspectors are also those of the
    departments below that carry out what was dispatched to them.
    """
    scope = scope_rule_of(task)
    parts = list(task.parts.values_list("department", flat=True))
    rows: QuerySet[Any]
    if library == Library.INSPECTORS:
        below = UnitMember.objects.filter(unit__task=task).values("department")
        own = Inspector.objects.filter(Q(department__in=parts) | Q(department__in=below))
        rows = own.annotate(part=F("department_id"))
    else:
        answers = Case(
            When(source__in=parts, then=F("source_id")),
            default=Value(task.initiator_id),
            output_field=IntegerField(),
        )
        rows = population(scope).annotate(part=answers)
    columns = [LICENCES if name == "licences" else F(name) for name in columns_of(library, scope)]
    line = Func(*columns, function="json_build_array", output_field=TextField())
    return rows.annotate(line=Cast(line, TextField()))


@dataclass(frozen=True, slots=True)
class Taken:
    """A snapshot together with its lines, gzipped."""

    snapshot: Snapshot
    content: bytes


def take(task: Task, department: Department, library: str) -> Taken:
    """The department's rows read line by line: the hash, and the lines to be kept."""
    rows = _rows(task, library).filter(part=department.pk).order_by(Collate("code", "C"))
    digest, count, made = hashlib.sha256(), 0, io.BytesIO()
    with gzip.GzipFile(fileobj=made, mode="wb", compresslevel=5, mtime=0) as packed:
        for line in rows.values_list("line", flat=True).iterator(chunk_size=5000):
            data = f"{line}{LINE_FEED}".encode()
            digest.update(data)
            packed.write(data)
            count += 1
    bound = bind(department.code, library, digest.hexdigest())
    return Taken(Snapshot(bound, count), made.getvalue())


def lines_of(content: bytes) -> Iterator[str]:
    """The lines that were kept, without their line feeds."""
    with gzip.open(io.BytesIO(content), "rt", encoding="utf-8", newline=LINE_FEED) as unpacked:
        for line in unpacked:
            yield line.rstrip(LINE_FEED)


def lines_sha256(content: bytes) -> str:
    """The hash of kept lines, computed from the lines themselves."""
    return hashlib.sha256(gzip.decompress(content) if content else b"").hexdigest()


def row_of(line: str, columns: tuple[str, ...]) -> dict[str, Any]:
    """A line as a row."""
    return dict(zip(columns, json.loads(line), strict=True))


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is not what was confirmed."""

    code: str
    name: str
    what: str
    """``新增``, ``移出`` or the columns with what they were and are."""


def changes(task: Task, department: Department, library: str, content: bytes) -> list[Change]:
    """What differs between the lines that were confirmed and the rows as they stand now, by code."""
    columns = columns_of(library, scope_rule_of(task))
    now = take(task, department, library).content
    return compare(rows_by_code(content, columns), rows_by_code(now, columns))


def rows_by_code(content: bytes, columns: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """Kept lines as rows, by code; lines of an older form say what they have."""
    if not content:
        return {}
    found = {}
    for line in lines_of(content):
        values = json.loads(line)
        row = dict(zip(columns, values, strict=False))
        found[row["code"]] = row
    return found


def compare(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> list[Change]:
    """Rows that came, went or changed, by code."""
    found = []
    for code in sorted(before.keys() | after.keys()):
        old, new = before.get(code), after.get(code)
        if old == new:
            continue
        row = new or old or {}
        found.append(Change(code, str(row.get("name", "")), _what(old, new)))
    return found


def _what(old: dict[str, Any] | None, new: dict[str, Any] | None) -> str:
    if old is None:
        return "新进入范围"
    if new is None:
        return "已不在范围内"
    return "；".join(
        f"{COLUMN_WORDS[key]}由“{_shown(old.get(key))}”改为“{_shown(new.get(key))}”"
        for key in COLUMN_WORDS
        if key in new and old.get(key) != new.get(key)
    )


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    text = ("、".join(map(str, value)) if isinstance(value, list) else str(value or "")) or "空"
    return text if len(text) <= 40 else f"{text[:40]}……"
