"""Objects and inspectors for tests: imported from files, as departments do it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count

from stdnum.cn import ric
from stdnum.cn.uscc import calc_check_digit

from suiji.libraries import services
from suiji.libraries.models import ImportRun, InspectedObject, Inspector
from suiji.organs.models import Department
from suiji.organs.roles import Role
from tests.factories.organs import AT, a_department, an_actor

_numbers = count(1)


def a_uscc(number: int | None = None, *, region: str = "410502", prefix: str = "91") -> str:
    """A credit code whose both check characters are right."""
    body = f"MA{number if number is not None else next(_numbers):06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = -sum(int(sign, 36) * weight for sign, weight in zip(body, weights, strict=True)) % 11
    code = f"{prefix}{region}{body}{'X' if rest == 10 else rest}"
    return code + calc_check_digit(code)


def an_identity(number: int | None = None, *, born: str = "19850307", division: str = "410599") -> str:
    """An identity number that is sound and nobody's: GB/T 2260 has no division 410599."""
    body = f"{division}{born}{(number if number is not None else next(_numbers)) % 1000:03d}"
    return body + ric.calc_check_digit(f"{body}0")


def a_csv(heading: Sequence[str], *rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    """A CSV file of plain cells."""
    lines = [",".join(f'"{cell}"' for cell in line) for line in (heading, *rows)]
    return "\r\n".join(lines).encode(encoding)


def import_objects(
    content: bytes, *, department: Department | None = None, file_name: str = "名录.csv", at: datetime = AT
) -> ImportRun:
    """Import as the librarian of the department (市场监管 unless told)."""
    department = department or a_department()
    actor = an_actor(Role.LIBRARIAN, department=department)
    return services.import_objects(
        content=content, file_name=file_name, department=department, actor=actor, at=at
    )


def import_inspectors(
    content: bytes, *, department: Department | None = None, file_name: str = "人员.csv", at: datetime = AT
) -> ImportRun:
    """Import as the librarian of the department (市场监管 unless told)."""
    department = department or a_department()
    actor = an_actor(Role.LIBRARIAN, department=department)
    return services.import_inspectors(
        content=content, file_name=file_name, department=department, actor=actor, at=at
    )


def some_objects(
    number: int = 3,
    *,
    department: Department | None = None,
    name: str = "安阳市第{}加油站",
    region: str = "410502",
    cells: Mapping[str, str] | None = None,
) -> list[InspectedObject]:
    """Objects of a department, imported from one file."""
    extra = dict(cells or {})
    codes = [a_uscc(region=region) for _ in range(number)]
    rows = [[name.format(at), code, region, *extra.values()] for at, code in enumerate(codes, start=1)]
    import_objects(a_csv(["名称", "统一社会信用代码", "区划代码", *extra], *rows), department=department)
    return list(InspectedObject.objects.filter(code__in=codes).order_by("code"))


def some_inspectors(
    number: int = 4,
    *,
    department: Department | None = None,
    until: str = "2029-12-31",
    cells: Mapping[str, str] | None = None,
) -> list[Inspector]:
    """Certified inspectors of a department, imported from one file."""
    department = department or a_department()
    extra = dict(cells or {})
    start = Inspector.objects.count() + 1
    rows = [
        [f"检查员{at}", f"G{at:04d}", f"豫E{at:06d}", until, *extra.values()]
        for at in range(start, start + number)
    ]
    heading = ["姓名", "工号", "执法证号", "执法证有效期至", *extra]
    import_inspectors(a_csv(heading, *rows), department=department)
    staff = [row[1] for row in rows]
    return list(Inspector.objects.filter(department=department, staff_number__in=staff).order_by("code"))
