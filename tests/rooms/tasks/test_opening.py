"""Opening balances as the office brings them in: read against the library, counted once, whole or not at all."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.libraries.models import InspectedObject
from suiji.organs.roles import Role
from suiji.papers.sheets import csv_bytes
from suiji.plans.models import OpeningVisit
from suiji.plans.queries import opening_visits
from tests.factories.libraries import some_objects
from tests.factories.organs import an_actor, an_office, the_person

pytestmark = pytest.mark.django_db

HEAD = ("统一社会信用代码", "名称", "次数")
OLD = "410500000000017"


def bring(*rows: tuple[str, str, str], **more: str) -> str:
    """The office's page after it was given the rows."""
    client = Client()
    client.force_login(the_person(an_actor(Role.OFFICE, department=an_office())))
    about: dict[str, Any] = {
        "year": "2026",
        "source_organ": "市双随机办",
        "source_document": "统计表",
        **more,
    }
    file = SimpleUploadedFile("期初.csv", csv_bytes(HEAD, rows))
    return client.post(reverse("tasks:opening"), about | {"file": file}, follow=True).content.decode()


@pytest.mark.article(10)
class TestOpeningBalance:
    def test_is_kept_whole_or_not_at_all(self) -> None:
        firm = some_objects(1)[0].code

        assert "第 3 行" in bring((firm, "甲厂", "2"), (firm, "甲厂", "两次"))
        assert not OpeningVisit.objects.exists()
        assert "共 1 行" in bring((firm, "甲厂", "2"))
        assert opening_visits(year=2026) == {firm: 2}

    def test_counts_an_old_registration_number_for_the_firm_that_has_it(self) -> None:
        firm = some_objects(1)[0].code
        InspectedObject.objects.filter(code=firm).update(reg_no=OLD)

        bring((OLD, "甲厂", "1"), (firm.lower(), "甲厂", "1"))

        assert opening_visits(year=2026) == {firm: 2}

    def test_names_the_numbers_the_library_does_not_know_and_keeps_them_only_when_told(self) -> None:
        html = bring((OLD, "乙厂", "1"))
        assert f"名录库中没有这些代码：{OLD}" in html
        assert not OpeningVisit.objects.exists()

        bring((OLD, "乙厂", "1"), keep_unknown="on")

        assert opening_visits(year=2026) == {OLD: 1}

    def test_refuses_a_number_that_two_firms_have(self) -> None:
        some_objects(2)
        InspectedObject.objects.update(reg_no=OLD)

        assert "不止一户" in bring((OLD, "甲厂", "1"))
        assert not OpeningVisit.objects.exists()

    def test_refuses_the_same_file_again_in_the_articles_words(self) -> None:
        firm = some_objects(1)[0].code
        bring((firm, "甲厂", "2"))

        assert "已经作为本年度的期初数导入过" in bring((firm, "甲厂", "2"))
        assert opening_visits(year=2026) == {firm: 2}
