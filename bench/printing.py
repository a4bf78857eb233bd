"""成批打印基准 — all forms of a task as one PDF, as the background worker makes it.

``python -m bench.printing [FORMS]``; five hundred by default. Content is taken ready: what the database
adds is measured where the house runs. ``python -m bench.printing make KIND FORMS`` is one
such piece of work in a process of its own.
"""

import os
import sys
import tempfile
from dataclasses import replace
from datetime import date
from pathlib import Path

from bench.measuring import kept, machine, measure, table

MOST_SECONDS = 60
KINDS = {"record": "blank record forms", "notice": "notices, each with its receipt"}


def make(kind: str, forms: int) -> None:
    """Typeset so many forms of a kind."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "suiji.config.settings")
    import django

    django.setup()
    from suiji.papers.documents import Assignment, Finding, Notice, Officer, Record, Signature
    from suiji.papers.services import render_batch

    departments = ("安阳市市场监督管理局", "安阳市消防救援支队", "安阳市生态环境局")
    officers = tuple(Officer("王明", f"豫E{number:05d}", departments[number % 3]) for number in range(6))
    day = date(2026, 11, 23)
    record = Record(
        task_name="餐饮服务联合抽查", task_number="RW-1", visit_number="RW-1-1", firm="某餐饮有限公司",
        code="91410500MA0000001J", address="安阳市文峰区朝霞路 8 号", representative="", representative_phone="",
        liaison="", liaison_phone="", started_at=None, ended_at=None, place="安阳市文峰区朝霞路 8 号", position="",
        findings=tuple(
            Finding(one, "餐饮服务安全检查", f"检查要点{n}", "", "", "") for one in departments for n in range(4)
        ),
        methods=(), measures=(), measure_form="", aftercare="", opinion="", refusal="",
        signatures=tuple(Signature("检查人员", "", one.certificate) for one in officers),
        leader_review="", publication_approval="",
    )  # fmt: skip
    notice = Notice(
        number="安市监抽告〔2026〕1号", issuer=departments[0], issued_on=day, recipient="某餐饮有限公司",
        code="91410500MA0000001J", address="安阳市文峰区朝霞路 8 号", basis="《食品安全法》第一百一十条",
        task_name="餐饮服务联合抽查", task_number="RW-1", starts_on=day, ends_on=day, methods="实地检查",
        assignments=tuple(Assignment(d, "餐饮服务安全检查", "许可、台账") for d in departments),
        materials=("营业执照", "进货台账"), officers=officers, contact="餐饮科", phone="0372-0000000",
        complaint="12345", visits_this_year=0, visits_cap=2, approval="安市监抽审〔2026〕1号",
        verify_url="https://suiji.example/papers/AAAAAAAAAAAAAAAAAAAA/",
    )  # fmt: skip
    sheets: list[Notice | Record] = (
        [replace(record, visit_number=f"RW-1-{place}") for place in range(forms)]
        if kind == "record"
        else [replace(notice, number=f"安市监抽告〔2026〕{place}号") for place in range(forms)]
    )
    Path("forms.pdf").write_bytes(render_batch(sheets, demonstration=False))


def main(forms: int = 500) -> None:
    """Measure and print."""
    print(machine())
    with tempfile.TemporaryDirectory(prefix="suiji-bench-") as name:
        rows = [
            measure(words, ("-m", "bench.printing", "make", kind, str(forms)), folder=Path(name))
            for kind, words in KINDS.items()
        ]
    verdicts = [
        kept(f"{row.name}: under {MOST_SECONDS} s ({row.seconds:.0f})", holds=row.seconds < MOST_SECONDS)
        for row in rows
    ]
    print(table(f"{forms} forms as one PDF", rows, *verdicts))


if __name__ == "__main__":
    if sys.argv[1:2] == ["make"]:
        make(sys.argv[2], int(sys.argv[3]))
    else:
        main(*map(int, sys.argv[1:2]))
