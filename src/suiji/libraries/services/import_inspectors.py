"""导入执法检查人员 — a department's file enters the inspector library (Art. 11)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import vault
from suiji.catalogue.models import Item, ItemVersion
from suiji.ledger import Actor
from suiji.libraries.headings import INSPECTOR_FIELDS
from suiji.libraries.models import GONE, ImportRun, Inspector, Library
from suiji.libraries.queries.inspectors import identity_mark
from suiji.libraries.services.runs import (
    Sorted,
    first_of_each,
    keep,
    one_at_a_time,
    unread_columns,
    update,
    write,
)
from suiji.libraries.standard import Fault, Known, Reading, own_code, read_file, read_inspector
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Person, Region
from suiji.organs.roles import Role

NEEDED = (("name",), ("staff_number", "code"), ("certificate_number", "trade_certificate_number"))
SEALED = ("identity_number", "phone")
COLUMNS = [
    *("name", "sex", "born_in", "identity_number", "identity_mark", "phone", "unit_level", "inner_office"),
    *("position", "post_class", "education", "major", "title", "person", "certificate_number"),
    *("certificate_until", "certificate_issuer", "trade_certificate_number", "trade_certificate_until"),
    *("qualifications", "specialities", "is_expert", "item_codes", "regions", "status", "updated_at"),
]


@transaction.atomic
def import_inspectors(
    *, content: bytes, file_name: str, department: Department, actor: Actor, at: datetime
) -> ImportRun:
    """Add and change the department's inspectors by staff number; a refused row is named with its reason.

    Identity numbers and telephones are sealed before they reach the database, and stand in no reason.
    Raises ``papers.sheets.Unreadable`` when the file is no such table; then nothing is kept.
    """
    require_role(actor, Role.LIBRARIAN, department_id=department.pk)
    one_at_a_time()
    result = _sorted_out(content, department, at)
    write(result, Inspector, COLUMNS)
    return keep(
        result,
        library=Library.INSPECTORS,
        content=content,
        file_name=file_name,
        department=department,
        actor=actor,
        at=at,
    )


def try_inspectors(
    *, content: bytes, department: Department, actor: Actor, at: datetime
) -> Sorted[Inspector]:
    """What ``import_inspectors`` would do with the file. Nothing is changed, nothing is recorded."""
    require_role(actor, Role.LIBRARIAN, department_id=department.pk)
    return _sorted_out(content, department, at)


def _sorted_out(content: bytes, department: Department, at: datetime) -> Sorted[Inspector]:
    table = read_file(content, INSPECTOR_FIELDS, NEEDED)
    result: Sorted[Inspector] = Sorted(warnings=unread_columns(table))
    known = Known(
        regions=frozenset(Region.objects.values_list("code", flat=True)),
        items=frozenset(Item.objects.values_list("code", flat=True))
        | frozenset(ItemVersion.objects.values_list("field", flat=True)),
        today=day_of(at),
    )
    readings = [read_inspector(row, known) for row in table.rows]
    register = _Register.of(department, readings)
    for reading in readings:
        register.settle(reading)
    for reading in first_of_each(readings, "工号", result):
        result.warnings += reading.warnings
        member = register.members.get(reading.key)
        if member is not None:
            _leave_what_is_the_same(member, reading.values)
            _seal(member, reading.values)
            update(member, reading.values, result, at)
        else:
            row = Inspector(department=department, updated_at=at, code=reading.values["code"])
            _seal(row, reading.values)
            for name, value in reading.values.items():
                setattr(row, name, value)
            result.added.append(row)
    return result


def _leave_what_is_the_same(member: Inspector, values: dict[str, Any]) -> None:
    """Sealing gives other bytes each time: a number that did not change is not sealed again."""
    for name in SEALED:
        if name in values and getattr(member, name) and _opened(member, name) == values[name]:
            del values[name]


def _opened(member: Inspector, name: str) -> str:
    """What a row holds; nothing where it cannot be opened, so that a file can set it right."""
    try:
        return vault.take(member, name)
    except vault.Unopenable:
        return ""


def _seal(row: Inspector, values: dict[str, Any]) -> None:
    """Numbers in clear become sealed ones, with the identity number's mark."""
    if number := values.get("identity_number"):
        values["identity_mark"] = identity_mark(number)
    for name in SEALED:
        if text := values.get(name):
            held = getattr(row, name)
            vault.put(row, name, text)
            values[name] = getattr(row, name)
            setattr(row, name, held)


@dataclass(slots=True)
class _Register:
    """Who is already known, so that a row can be tied to a member, a code, a log-in and one identity."""

    department: Department
    members: dict[str, Inspector]
    """The department's inspectors by staff number."""
    codes: dict[str, tuple[int, str]]
    """Codes in use: whose department, which staff number."""
    people: dict[str, Person]
    bound: dict[int, str]
    """Log-ins already tied to an inspector: to which staff number."""
    marks: dict[str, str]
    """Identities of people in post: of which code."""

    @classmethod
    def of(cls, department: Department, readings: list[Reading]) -> "_Register":
        named = [str(reading.values["username"]) for reading in readings if reading.values.get("username")]
        people = {p.username: p for p in Person.objects.filter(username__in=named, department=department)}
        members = {row.staff_number: row for row in Inspector.objects.filter(department=department)}
        codes = Inspector.objects.values_list("code", "department_id", "staff_number")
        marks = Inspector.objects.exclude(identity_mark="").exclude(status__in=GONE)
        return cls(
            department,
            members,
            {code: (owner, staff) for code, owner, staff in codes},
            people,
            {row.person_id: staff for staff, row in members.items() if row.person_id is not None},
            dict(marks.values_list("identity_mark", "code")),
        )

    def settle(self, reading: Reading) -> None:
        """Give the row its code and log-in, or say why it cannot have them."""
        username = reading.values.pop("username", "")
        if reading.faults:
            return
        self._settle_code(reading)
        self._settle_identity(reading)
        if username:
            self._settle_person(reading, str(username))

    def _settle_code(self, reading: Reading) -> None:
        values, staff = reading.values, reading.key
        member = self.members.get(staff)
        code = str(values.get("code") or (member.code if member else f"{self.department.code}-{staff}"))
        values["code"], values["staff_number"] = code, staff
        try:
            own_code(code)
        except Fault as fault:
            reading.fault("人员编号", code, str(fault))
            return
        taken = self.codes.get(code)
        if (taken is not None and taken != (self.department.pk, staff)) or (member and member.code != code):
            reading.fault("人员编号", code, "与名录库中另一名人员的编号或工号冲突")
        self.codes.setdefault(code, (self.department.pk, staff))

    def _settle_identity(self, reading: Reading) -> None:
        """Two people in post never share a number; whose the other is stays unsaid."""
        number = reading.values.get("identity_number")
        if not number or reading.values.get("status") in GONE:
            return
        code = reading.values["code"]
        if self.marks.setdefault(identity_mark(number), code) != code:
            masked = vault.masked_identity(number)
            reading.fault(
                "身份证号", masked, "名录库中另一名在册人员已用这个号码；调入人员须由原单位先办理调离"
            )

    def _settle_person(self, reading: Reading, username: str) -> None:
        person = self.people.get(username)
        if person is None:
            reading.fault("登录名", username, "本部门没有这个登录名")
        elif self.bound.setdefault(person.pk, reading.key) != reading.key:
            reading.fault("登录名", username, "这个登录名已经对应另一名执法检查人员")
        else:
            reading.values["person_id"] = person.pk
