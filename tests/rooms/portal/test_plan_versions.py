"""What the public reads of a plan that has changed: versions, withdrawals, batches with their hash."""

import hashlib
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.organs.roles import Role
from suiji.plans import services
from suiji.plans.models import PlanBatch, PlanLine
from suiji.plans.states import PlanState
from tests.factories.organs import AT, a_department, an_actor, an_office
from tests.factories.plans import a_published_line, many_lines

pytestmark = pytest.mark.django_db
YEAR = reverse("portal:plans_of_year", args=[2026])


def changed(line: PlanLine, because: str) -> PlanLine:
    clerk, office = (
        an_actor(Role.CLERK, department=line.initiator),
        an_actor(Role.OFFICE, department=an_office()),
    )
    later = services.change_line(line=line, because=because, actor=clerk, at=AT)
    for part in later.parts.select_related("department"):
        services.confirm_part(line=later, actor=an_actor(Role.CLERK, department=part.department), at=AT)
    services.submit(line=later, actor=clerk, at=AT)
    services.accept(line=later, actor=office, at=AT)
    return services.publish(line=later, actor=office, at=AT)


class TestPlanPage:
    @pytest.mark.article(7)
    def test_shows_the_newest_version_with_its_reason_and_the_former_one_as_replaced(self) -> None:
        changed(a_published_line("AY-1"), "与教育部门错开")

        html = Client().get(YEAR).content.decode()

        assert "第 2 版" in html
        assert "<dt>变更理由</dt><dd>与教育部门错开</dd>" in html
        assert "已由新的版本代替" in html

    def test_shows_a_withdrawal_with_its_reason(self) -> None:
        clerk = an_actor(Role.CLERK, department=a_department("商务"))
        a_published_line("AY-1")
        services.withdraw(line=a_published_line("AY-2"), because="职能划转", actor=clerk, at=AT)

        html = Client().get(YEAR).content.decode()

        assert "已撤回" in html
        assert "职能划转" in html

    def test_tells_nothing_more_of_an_unannounced_check_that_changed(self) -> None:
        changed(a_published_line("AY-1", unannounced=True), "与甲加油站的举报有关")

        html = Client().get(YEAR).content.decode()

        assert "举报" not in html
        assert "AY-1" not in html
        assert all("举报" not in str(batch.snapshot) for batch in PlanBatch.objects.all())

    def test_offers_each_batch_exactly_as_it_was_hashed(self) -> None:
        a_published_line("AY-1")
        batch = PlanBatch.objects.get()

        answer = Client().get(reverse("portal:plan_batch", args=[batch.pk]))

        assert hashlib.sha256(answer.content).hexdigest() == batch.sha256
        assert batch.sha256 in Client().get(YEAR).content.decode()
        assert Client().get(reverse("portal:plan_batch", args=[999])).status_code == 404


class TestALongYear:
    def test_is_read_page_by_page(self, django_assert_max_num_queries: Any) -> None:
        many_lines(120, state=PlanState.PUBLISHED, published_at=AT)

        with django_assert_max_num_queries(20):
            first = Client().get(YEAR).content.decode()
        last = Client().get(YEAR, {"page": "3"}).content.decode()

        assert (first.count('<li id="line-'), last.count('<li id="line-')) == (50, 20)
        assert "共 120 项" in first
        assert "?page=2" in first
        assert "第 101–120 项，共 120 项" in last
        assert 'rel="next"' not in last

    def test_is_opened_where_the_line_of_a_link_stands(self) -> None:
        line = many_lines(120, state=PlanState.PUBLISHED, published_at=AT)[110]
        anchor = f'<li id="line-{line.pk}"'

        html = Client().get(YEAR, {"line": str(line.pk)}).content.decode()

        assert anchor in html
        assert anchor not in Client().get(YEAR, {"line": str(line.pk), "page": "1"}).content.decode()
        assert "第 1–50 项" in Client().get(YEAR, {"line": "x"}).content.decode()

    def test_pages_what_changed_and_how_it_was_published_on_the_first_page(self) -> None:
        a_published_line("AY-1")
        many_lines(60, state=PlanState.WITHDRAWN, published_at=AT, withdrawn_because="职能划转")

        first = Client().get(YEAR).content.decode()
        more = Client().get(YEAR, {"gone": "2"}).content.decode()

        assert (first.count("职能划转"), more.count("职能划转")) == (50, 10)
        assert "?gone=2" in first
