"""A list drawn on the province's platform and dispatched to us is carried out as it came (Art. 5, 10, 13, 15)."""

import csv
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from suiji.draws import queries, services
from suiji.draws.models import DrawKind, DrawnObject
from suiji.draws.queries.frame import visits_this_year
from suiji.law import Refused
from suiji.ledger.queries import history
from suiji.libraries.models import InspectedObject
from suiji.tasks import services as tasks
from suiji.tasks.forms.bringing import numbers_in
from suiji.tasks.models import BroughtList, ListSource, Task, WaiverKind
from suiji.tasks.queries import UNPROVEN
from suiji.tasks.states import TaskState
from tests.factories.draws import a_ceremony, staffed_by
from tests.factories.organs import AT, TODAY, the_person
from tests.factories.tasks import (
    Cast,
    a_cast,
    a_draft,
    confirmed,
    countersigned,
    filed_waiver,
    later,
    some_firms,
    some_inspectors,
)

pytestmark = pytest.mark.django_db
LIST = Path(__file__).resolve().parents[4] / "shared/data/drawn_lists/zhejiang_2017_drawn.csv"
PROVINCE = "河南省市场监督管理局"


def brought(cast: Cast, codes: list[str], **changes: Any) -> Task:
    """A draft with a list from above."""
    task = a_draft(cast)
    facts: dict[str, Any] = {
        "source": ListSource.DISPATCHED,
        "organ": PROVINCE,
        "document_number": "豫市监办〔2026〕8号",
        "issued_on": date(2026, 2, 20),
        "file_name": "名单.csv",
        "content": "\n".join(codes).encode(),
        "codes": codes,
        "drawn_elsewhere": True,
        "reason": "",
        "basis": "",
    } | changes
    tasks.bring_list(task=task, **facts, actor=cast.clerk, at=AT)
    return task


def ready(cast: Cast, number: int = 6) -> Task:
    """The same with both libraries confirmed."""
    codes = [firm.code for firm in some_firms(cast, number=number)]
    for department in cast.departments:
        some_inspectors(department)
    return confirmed(countersigned(brought(cast, codes), cast), cast)


class TestBringing:
    def test_keeps_letter_file_and_hash_and_marks_the_title_and_the_log(self) -> None:
        cast = a_cast()
        codes = [firm.code for firm in some_firms(cast, number=3)]

        task = brought(cast, codes)

        found = BroughtList.objects.get(task=task)
        assert found.sha256 == hashlib.sha256("\n".join(codes).encode()).hexdigest()
        assert task.title.endswith("（上级派发）")
        body = history(task).get(act="tasks.list_brought").body
        assert body == {
            "task": task.number,
            "list": "上级派发名单",
            "sha256": found.sha256,
            "organ": PROVINCE,
            "document": "豫市监办〔2026〕8号",
            "label": UNPROVEN,
        }
        with pytest.raises(DatabaseError), transaction.atomic():
            BroughtList.objects.filter(task=task).update(organ="另一机关")

    def test_needs_no_exception_and_may_be_sent(self) -> None:
        cast = a_cast()
        task = brought(cast, [firm.code for firm in some_firms(cast, number=3)])

        tasks.send(task=task, actor=cast.clerk, at=AT)

        assert task.state == TaskState.COUNTERSIGNING
        assert not task.waivers.exists()

    @pytest.mark.parametrize(("organ", "number"), [("", "豫市监办〔2026〕8号"), (PROVINCE, "  ")])
    def test_is_refused_without_organ_or_number(self, organ: str, number: str) -> None:
        cast = a_cast()

        with pytest.raises(Refused) as caught:
            brought(cast, ["F00001"], organ=organ, document_number=number)

        assert caught.value.article == 13

    def test_is_refused_from_a_department_of_our_own_city(self) -> None:
        cast = a_cast()

        with pytest.raises(Refused) as caught:
            brought(cast, ["F00001"], organ=cast.others[0].name)

        assert caught.value.article == 13

    def test_is_refused_when_it_was_drawn_anywhere_else(self) -> None:
        cast = a_cast()

        with pytest.raises(Refused) as caught:
            brought(cast, ["F00001"], source=ListSource.TARGETED)

        assert caught.value.article == 5


class TestReading:
    def test_takes_a_credit_code_before_a_registration_number_before_any_code(self) -> None:
        content = (
            "序号,名称,代码,日期\n10,甲,91410500MA00000A1J,2026-03-01\n11,乙,410500100000001,2026-03-01\n"
        )

        assert numbers_in(content.encode()) == ["91410500MA00000A1J", "410500100000001"]

    @pytest.mark.skipif(not LIST.exists(), reason="the shared lists are not here")
    def test_takes_a_real_list_with_its_old_registration_numbers_whole(self) -> None:
        cast = a_cast()
        with LIST.open(encoding="utf-8") as file:
            rows = {row["uscc_or_regno"]: row["name"] for row in csv.DictReader(file)}
        InspectedObject.objects.bulk_create(
            InspectedObject(
                code=number if len(number) == 18 else f"ZJ-{place:04d}",
                uscc=number if len(number) == 18 else "",
                reg_no="" if len(number) == 18 else number,
                name=name,
                region_id="410502",
                source=cast.initiator,
                updated_at=AT,
            )
            for place, (number, name) in enumerate(rows.items())
        )
        task = a_draft(cast)
        client = Client()
        client.force_login(the_person(cast.clerk))

        answer = client.post(
            reverse("tasks:bring", args=[task.pk]),
            {
                "source": "DISPATCHED",
                "organ": PROVINCE,
                "document_number": "豫市监办〔2026〕8号",
                "issued_on": "2026-02-20",
                "file": SimpleUploadedFile("名单.csv", LIST.read_bytes()),
            },
        )

        assert answer.status_code == 302
        found = BroughtList.objects.get(task=task)
        assert len(found.codes) == len(rows)
        assert sum(code.startswith("ZJ-") for code in found.codes) == sum(len(one) < 18 for one in rows)
        assert found.sha256 == hashlib.sha256(LIST.read_bytes()).hexdigest()


class TestReceiving:
    def test_makes_the_whole_list_the_tasks_and_counts_every_visit(self) -> None:
        cast = a_cast()
        task = ready(cast)

        number = services.receive_list(task=task, actor=cast.clerk, at=later(1))

        drawn = DrawnObject.objects.filter(task=task)
        assert task.state == TaskState.OBJECTS_DRAWN
        assert number == drawn.count() == 6
        assert not drawn.filter(ceremony__isnull=False).exists()
        keys = list(drawn.values_list("object", flat=True))
        assert visits_this_year(keys, 2026) == dict.fromkeys(keys, 1)
        with pytest.raises(DatabaseError), transaction.atomic():
            drawn.delete()

    def test_is_followed_by_inspectors_drawn_here(self) -> None:
        cast = a_cast()
        task = ready(cast)
        services.receive_list(task=task, actor=cast.clerk, at=later(1))
        services.dispatch(task=task, actor=cast.clerk, at=later(6))

        staffed_by(task, cast, cast.initiator)

        teams = queries.teams_of(task)
        codes = [[row.object.code for row in one.objects] for one in teams]
        assert codes == [["F00000", "F00002", "F00004"], ["F00001", "F00003", "F00005"]]
        assert task.state == TaskState.INSPECTORS_DRAWN

    def test_is_not_drawn_once_more(self) -> None:
        cast = a_cast()
        task = ready(cast)

        with pytest.raises(Refused) as caught:
            a_ceremony(task, cast, DrawKind.OBJECTS)

        assert caught.value.article == 15

    def test_is_refused_for_a_firm_at_its_cap_without_a_filed_exception(self) -> None:
        cast = a_cast()
        task = ready(cast)
        full = InspectedObject.objects.get(code="F00002")
        other = a_draft(cast, line=task.plan_line, versions=list(task.item_versions.all()), number="RW-09")
        third = a_draft(cast, line=task.plan_line, versions=list(task.item_versions.all()), number="RW-10")
        for one in (other, third):
            DrawnObject.objects.create(task=one, object=full, year=2026)

        with pytest.raises(Refused) as caught:
            services.receive_list(task=task, actor=cast.clerk, at=later(1))

        assert caught.value.article == 10
        assert queries.full_objects(task, TODAY) == [full]
        client = Client()
        client.force_login(the_person(cast.clerk))
        asked = client.get(reverse("draws:receive_list", args=[task.pk])).content.decode()
        assert "有 1 户本年度联合抽查次数已满" in asked
        filed_waiver(task, cast, WaiverKind.CAP, codes=["F00002"])
        assert services.receive_list(task=task, actor=cast.clerk, at=later(1)) == 6

    def test_is_refused_for_a_task_without_such_a_list(self) -> None:
        cast = a_cast()
        some_firms(cast, number=8)
        task = confirmed(countersigned(a_draft(cast), cast), cast)

        with pytest.raises(Refused) as caught:
            services.receive_list(task=task, actor=cast.clerk, at=later(1))

        assert caught.value.article == 14


class TestPages:
    def test_say_everywhere_that_the_proof_is_not_here(self) -> None:
        cast = a_cast()
        task = ready(cast)
        client = Client()
        client.force_login(the_person(cast.clerk))

        before = client.get(reverse("draws:detail", args=[task.pk])).content.decode()
        asked = client.get(reverse("draws:receive_list", args=[task.pk])).content.decode()
        services.receive_list(task=task, actor=cast.clerk, at=later(1))
        after = client.get(reverse("draws:detail", args=[task.pk])).content.decode()
        scheme = client.get(reverse("tasks:detail", args=[task.pk])).content.decode()

        assert "接收上级派发名单" in before
        assert "豫市监办〔2026〕8号" in asked
        for page in (before, asked, after, scheme):
            assert UNPROVEN in page
        assert "上级派发 6 户" in after

    def test_show_the_public_the_letter_the_hash_and_the_label(self) -> None:
        cast = a_cast()
        task = ready(cast)
        services.receive_list(task=task, actor=cast.clerk, at=later(1))

        page = Client().get(reverse("portal:draws")).content.decode()
        firm = Client().get(reverse("portal:firm", args=["F00001"])).content.decode()

        assert UNPROVEN in page
        assert "豫市监办〔2026〕8号" in page
        assert UNPROVEN in firm
