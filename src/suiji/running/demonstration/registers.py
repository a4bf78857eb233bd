"""The demonstration's two libraries: firms and inspectors, imported from files as a department would."""

import csv
import io
from datetime import date
from pathlib import Path

from stdnum.cn import ric

from suiji.libraries import services as libraries
from suiji.libraries.models import InspectedObject
from suiji.organs.models import Department, Grant, Person
from suiji.organs.roles import Role
from suiji.running.demonstration.firms import fictional_csv, made_up_class
from suiji.running.demonstration.lists import Progress
from suiji.running.demonstration.moments import moment
from suiji.running.demonstration.organs import COUNTIES, JOINED, LINES, Cast, key_of, personal_name

FICTIONAL_ALONE = 2000
FICTIONAL_BESIDE_REAL = 79
"""Beside a real register a few made-up firms stand, because made-up findings go to made-up firms only."""
CITY_OFFICERS = {"市场监管": 8, "公安": 7, "消防": 6, "卫健": 6}
USUAL_OFFICERS = (5, 5, 5, 5, 5, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4)
"""Of the other sixteen city departments; with the above and two in each county department, 120."""
POSITIONS = ("科长", "副科长", "一级主任科员", "三级主任科员", "四级主任科员", "一级科员")


def import_firms(cast: Cast, register: Path | None, year: int, progress: Progress) -> None:
    """The objects of 检查对象名录库, and a made-up class for each (Art. 11, 13)."""
    keeper, at = cast.of("市场监管", "ku"), moment(date(year, 1, 20))
    department = cast.departments["市场监管"]
    files = [("演示企业名录.csv", fictional_csv(FICTIONAL_BESIDE_REAL if register else FICTIONAL_ALONE))]
    if register is not None:
        files.insert(0, (register.name, register.read_bytes()))
    for done, (name, content) in enumerate(files, 1):
        libraries.import_objects(content=content, file_name=name, department=department, actor=keeper, at=at)
        progress("导入检查对象名录库", done, len(files) + 1)
    codes = InspectedObject.objects.values_list("code", flat=True).order_by("code")
    libraries.receive_ratings(
        rows=[(code, made_up_class(code, skewed=register is not None)) for code in codes],
        rated_on=date(year, 1, 20),
        source="演示：编造的分类，与任何真实企业无关",
        version="演示第 1 期",
        actor=keeper,
        at=at,
    )
    progress("导入检查对象名录库", len(files) + 1, len(files) + 1)


def import_inspectors(cast: Cast, encoded_password: str, year: int, progress: Progress) -> None:
    """120 officers with certificates, each able to log in."""
    usual = iter(USUAL_OFFICERS)
    plan = [(line, CITY_OFFICERS.get(line) or next(usual), line) for line in LINES]
    plan += [
        (key_of(line, region), 2, key_of(line, region))
        for region in COUNTIES
        for line in LINES
        if key_of(line, region) in cast.departments
    ]
    serial = 0
    for done, (key, officers, _) in enumerate(plan, 1):
        department = cast.departments[key]
        content = _inspectors_csv(
            cast, department, cast.prefix_of(department), officers, serial, encoded_password, year
        )
        serial += officers
        libraries.import_inspectors(
            content=content,
            file_name=f"{department.short_name}执法人员.csv",
            department=department,
            actor=cast.holder(department, "ku"),
            at=moment(date(year, 1, 20)),
        )
        progress("导入执法检查人员名录库", done, len(plan))


def _inspectors_csv(
    cast: Cast, department: Department, prefix: str, officers: int, serial: int, encoded: str, year: int
) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([
        "姓名", "人员编号", "工号", "职务", "执法证号", "执法证有效期至", "状态", "登录名", "身份证号", "手机",
    ])  # fmt: skip
    for place in range(1, officers + 1):
        username, name = f"{prefix}.r{place}", personal_name(serial + place + 200)
        person = Person.objects.create(username=username, name=name, department=department, password=encoded)
        Grant.objects.create(person=person, role=Role.INSPECTOR, from_on=JOINED)
        cast.people[username] = person
        number = f"YS{department.code.replace('-', '')}{place:02d}"
        writer.writerow([
            name, number, f"{place:03d}", POSITIONS[(serial + place) % len(POSITIONS)], f"豫E{serial + place:05d}",
            f"{year + 2}-12-31", "在岗", username, fictional_identity(serial + place), fictional_phone(serial + place),
        ])  # fmt: skip
    return out.getvalue().encode()


def fictional_identity(serial: int) -> str:
    """A number that is sound by GB 11643 and can be nobody's: GB/T 2260 has no division 410599."""
    body = f"410599{1970 + serial % 30}{serial % 12 + 1:02d}{serial % 28 + 1:02d}{serial % 1000:03d}"
    return body + ric.calc_check_digit(f"{body}0")


def fictional_phone(serial: int) -> str:
    """A telephone that can be nobody's: no local number begins with 0."""
    return f"0372-0000{serial:03d}"
