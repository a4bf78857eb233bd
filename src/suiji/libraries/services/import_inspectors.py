"""导入执法检查人员 — a department's file enters the inspector library (Art. 11)."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from suiji.catalogue.models import Item
from suiji.ledger import Actor
from suiji.libraries.headings import INSPECTOR_FIELDS, folded
from suiji.libraries.models import ImportRun, Inspector, Library
from suiji.libraries.services.runs import (
    Sorted,
    first_of_each,
    keep,
    one_at_a_time,
    unread_columns,
    update,
    write,
)
from suiji.libraries.sheets import read_table
from suiji.libraries.standard import Fault, Reading, own_code, read_inspector
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Person, Region
from suiji.organs.roles import Role

NEEDED = (("name",), ("staff_number", "code"), ("certificate_number",))
COLUMNS = [
    "name", "position", "person", "certificate_number", "certificate_until", "qualifications", "item_codes",
    "regions", "status", "updated_at",
]  # fmt: skip


@transaction.atomic
def import_inspectors(
    *, content: bytes, file_name: str, department: Department, actor: Actor, at: datetime
) -> ImportRun:
    """Add and change the department's inspectors by staff number; a refused row is named with its reason.

    Raises ``sheets.Unreadable`` when the file is no such table; then nothing is kept.
    """
    require_role(actor, Role.LIBRARIAN, department_id=department.pk)
    table = read_table(content, folded(INSPECTOR_FIELDS), NEEDED)
    one_at_a_time()
    result: Sorted[Inspector] = Sorted(warnings=unread_columns(table))
    regions = frozenset(Region.objects.values_list("code", flat=True))
    items = frozenset(Item.objects.values_list("code", flat=True))
    readings = [read_inspector(row, known_regions=regions, known_items=items) for row in table.rows]
    register = _Register.of(department, readings)
    for reading in readings:
        register.settle(reading)
    for reading in first_of_each(readings, "工号", result):
        result.warnings += reading.warnings
        member = register.members.get(reading.key)
        if member is not None:
            update(member, reading.values, result, at)
        else:
            result.added.append(Inspector(department=department, updated_at=at, **reading.values))
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


@dataclass(slots=True)
class _Register:
    """Who is already known, so that a row can be tied to a member, a code and a log-in."""

    department: Department
    members: dict[str, Inspector]
    """The department's inspectors by staff number."""
    codes: dict[str, tuple[int, str]]
    """Codes in use: whose department, which staff number."""
    people: dict[str, Person]
    bound: dict[int, str]
    """Log-ins already tied to an inspector: to which staff number."""

    @classmethod
    def of(cls, department: Department, readings: list[Reading]) -> "_Register":
        named = [str(reading.values["username"]) for reading in readings if reading.values.get("username")]
        people = {p.username: p for p in Person.objects.filter(username__in=named, department=department)}
        members = {row.staff_number: row for row in Inspector.objects.filter(department=department)}
        codes = Inspector.objects.values_list("code", "department_id", "staff_number")
        return cls(
            department,
            members,
            {code: (owner, staff) for code, owner, staff in codes},
            people,
            {row.person_id: staff for staff, row in members.items() if row.person_id is not None},
        )

    def settle(self, reading: Reading) -> None:
        """Give the row its code and log-in, or say why it cannot have them."""
        username = reading.values.pop("username", "")
        if reading.faults:
            return
        self._settle_code(reading)
        if username:
            self._settle_person(reading, str(username))

    def _settle_code(self, reading: Reading) -> None:
        values, staff = reading.values, reading.key
        member = self.members.get(staff)
        code = str(values.get("code") or (member.code if member else f"{self.department.code}-{staff}"))
        try:
            own_code(code)
        except Fault as fault:
            reading.fault("人员编号", code, str(fault))
            return
        taken = self.codes.get(code)
        if (taken is not None and taken != (self.department.pk, staff)) or (member and member.code != code):
            reading.fault("人员编号", code, "与名录库中另一名人员的编号或工号冲突")
        self.codes.setdefault(code, (self.department.pk, staff))
        values["code"], values["staff_number"] = code, staff

    def _settle_person(self, reading: Reading, username: str) -> None:
        person = self.people.get(username)
        if person is None:
            reading.fault("登录名", username, "本部门没有这个登录名")
        elif self.bound.setdefault(person.pk, reading.key) != reading.key:
            reading.fault("登录名", username, "这个登录名已经对应另一名执法检查人员")
        else:
            reading.values["person_id"] = person.pk
