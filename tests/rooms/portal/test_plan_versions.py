"""What the public reads of a plan that has changed: versions, withdrawals, batches with their hash."""

import hashlib

import pytest
from django.test import Client
from django.urls import reverse

from suiji.organs.roles import Role
from suiji.plans import services
from suiji.plans.models import PlanBatch, PlanLine
from tests.factories.organs import AT, a_department, an_actor, an_office
from tests.factories.plans import a_published_line

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
