"""How fast a register enters the object library: 500,000 rows of CSV, 200,000 of XLSX, and the same once more."""

import csv
import io
import os
import re
import resource
import time
from collections.abc import Iterator
from typing import Any

import psycopg
import xlsxwriter

from suiji.running.testing import start_test_server

HEADING = ["名称", "统一社会信用代码", "区划代码", "住所", "经营范围", "成立日期", "登记状态", "市场主体类型"]
_WORDS = "金银铜铁木水火土天地日月山川春夏秋冬东西南北中兴隆昌盛达通源泰和顺利丰华安康宁福祥瑞宏伟嘉德信义"
_TRADES = ("加油站", "餐饮服务有限公司", "商贸有限公司", "建筑工程有限公司", "医药连锁有限公司", "幼儿园")


def _code(number: int) -> str:
    from stdnum.cn.uscc import calc_check_digit

    body = f"MA{number:06d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = -sum(int(sign, 36) * weight for sign, weight in zip(body, weights, strict=True)) % 11
    code = f"91410502{body}{'X' if rest == 10 else rest}"
    return code + str(calc_check_digit(code))


def rows(number: int) -> Iterator[list[str]]:
    """Firms that never were."""
    size = len(_WORDS)
    for at in range(number):
        word = "".join(_WORDS[at // size**place % size] for place in range(4))
        trade = _TRADES[at % len(_TRADES)]
        address = f"文峰区{word[:2]}路{at % 900 + 1}号{word[2:]}大厦"
        scope = f"{trade}；{word}的批发、零售；预包装食品兼散装食品的批发；货物运输；会务服务"
        day = f"20{at % 25:02d}-03-0{at % 9 + 1}"
        yield [f"安阳市{word}{trade}", _code(at), "410502", address, scope, day, "存续", "有限责任公司"]


def main() -> None:
    """One table: what was brought, seconds of each step, peak memory."""
    owner, *_ = start_test_server()
    admin = re.sub(r"@/[^?]*\?", "@/postgres?", owner)
    with psycopg.connect(admin, autocommit=True) as connection:
        connection.execute("DROP DATABASE IF EXISTS bench_importing")
        connection.execute("CREATE DATABASE bench_importing")
    os.environ["DATABASE_URL"] = re.sub(r"@/[^?]*\?", "@/bench_importing?", owner)
    os.environ["DJANGO_SETTINGS_MODULE"] = "suiji.config.settings"
    os.environ.setdefault("SUIJI_DATABASE_POOL", "0")
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    _measure()


def _measure() -> None:
    from suiji.organs.models import Region

    for code, name, level, above in (("410000", "河南省", 1, None), ("410500", "安阳市", 2, "410000"),
                                     ("410502", "文峰区", 3, "410500")):  # fmt: skip
        Region.objects.get_or_create(code=code, defaults={"name": name, "level": level, "parent_id": above})
    for name, content in (
        ("500,000 CSV", _csv(500_000)),
        ("again", _csv(500_000)),
        ("200,000 XLSX", _xlsx(200_000)),
    ):
        print(
            name, _import(content), f"peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MiB"
        )


def _csv(number: int) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(HEADING)
    writer.writerows(rows(number))
    return out.getvalue().encode()


def _xlsx(number: int) -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"constant_memory": True}) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([HEADING, *rows(number)]):
            sheet.write_row(at, 0, row)
    return out.getvalue()


def _import(content: bytes) -> str:
    from suiji.libraries import services
    from suiji.organs.roles import Role
    from tests.factories.organs import AT, a_department, an_actor

    department = a_department()
    actor = an_actor(Role.LIBRARIAN, department=department)
    begun = time.perf_counter()
    said: dict[str, Any] = {"actor": actor, "at": AT}
    upload = services.receive_upload(
        file=io.BytesIO(content), file_name="x", department=department, keep=False, **said
    )
    services.settle_columns(upload=upload, columns=upload.columns, later=False, **said)
    services.check_upload(upload=upload, at=AT, file=io.BytesIO(content))
    checked = time.perf_counter()
    services.accept_upload(upload=upload, later=False, **said)
    services.write_upload(upload=upload, at=AT)
    written = time.perf_counter()
    services.tidy_up(upload=upload)
    tidied = time.perf_counter()
    return (f"{upload.counts} checked {checked - begun:.1f} s, written {written - checked:.1f} s, "
            f"tidied {tidied - written:.1f} s, together {written - begun:.1f} s")  # fmt: skip


if __name__ == "__main__":
    main()
