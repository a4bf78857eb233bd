"""The office's pages: the plan put together, publication in a batch, the year's counts."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.ledger import Actor
from suiji.organs.roles import Role
from suiji.plans import services
from suiji.plans.models import Exemption, PlanKind, PlanLine
from suiji.plans.states import PlanState
from tests.factories.organs import AT, a_department, an_actor, an_office, the_person
from tests.factories.plans import a_draft_line, a_published_line, a_submitted_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _a_morning_in_april(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime(2026, 4, 20, 1, 0, tzinfo=UTC))


def office() -> Actor:
    return an_actor(Role.OFFICE, department=an_office())


def desk(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


class TestConsolidation:
    def test_shows_who_handed_in_what_month_by_month_and_what_meets(
        self, django_assert_max_num_queries: Any
    ) -> None:
        a_department("教育")
        first = a_published_line("AY-1")
        a_draft_line(
            "AY-2",
            initiator=a_department("公安"),
            participants=[a_department("市场监管")],
            items=list(first.items.all()),
        )
        client = desk(office())

        with django_assert_max_num_queries(24):
            html = client.get(reverse("plans:consolidation")).content.decode()

        assert "没有计划" in html
        assert "1 项没有报送" in html
        assert "建议与发起部门商量" in html
        assert "5、6 月重叠" in html.replace("\n", "")

    def test_publishes_the_chosen_lines_as_one_batch(self) -> None:
        lines = [
            services.accept(line=a_submitted_line(number), actor=office(), at=AT)
            for number in ("AY-1", "AY-2")
        ]
        client = desk(office())
        assert "公示选中的计划" in client.get(reverse("plans:publish_batch")).content.decode()
        assert (
            "请至少选择一项计划"
            in client.post(reverse("plans:publish_batch"), {"none": "1"}).content.decode()
        )

        html = client.post(
            reverse("plans:publish_batch"), {"lines": [line.pk for line in lines]}, follow=True
        ).content.decode()

        assert "第 1 批" in html
        assert set(PlanLine.objects.values_list("state", flat=True)) == {PlanState.PUBLISHED}


class TestStandings:
    def test_shows_the_year_and_whom_it_does_not_count(self) -> None:
        services.note_draw(line=a_published_line(), task="T-1", at=AT)
        client = desk(office())

        client.post(
            reverse("plans:exempt"),
            {"department": a_department("应急管理").pk, "from_year": "2026", "reason": "没有执法权"},
        )
        html = client.get(reverse("plans:standings")).content.decode()

        assert "1 / 3" in html
        assert "没有执法权" in html
        one = Exemption.objects.get()
        client.post(reverse("plans:end_exemption", args=[one.pk]), {"until_year": "2026"})
        one.refresh_from_db()
        assert one.until_year == 2026
        assert (
            "免计部门"
            not in desk(an_actor(Role.CLERK, department=a_department("商务")))
            .get(reverse("plans:standings"))
            .content.decode()
        )


class TestLinePages:
    def test_refuse_change_attach_and_withdraw(self) -> None:
        commerce = an_actor(Role.CLERK, department=a_department("商务"))
        draft = a_draft_line("AY-1", kind=PlanKind.TEMPORARY)
        partner = desk(an_actor(Role.CLERK, department=a_department("应急管理")))
        partner.post(reverse("plans:refuse", args=[draft.pk]), {"because": "人员不足"})
        client = desk(commerce)
        assert "人员不足" in client.get(reverse("plans:detail", args=[draft.pk])).content.decode()

        file = SimpleUploadedFile("通知.exe", b"MZ")
        html = client.post(reverse("plans:attach", args=[draft.pk]), {"file": file}).content.decode()
        assert "请上传 PDF" in html
        file = SimpleUploadedFile("通知.pdf", b"%PDF")
        html = client.post(reverse("plans:attach", args=[draft.pk]), {"file": file}, follow=True)
        assert "通知.pdf" in html.content.decode()
        kept = client.get(reverse("plans:attachment", args=[draft.attachments.get().pk]))
        assert b"".join(kept.streaming_content) == b"%PDF"
        assert "attachment" in kept["Content-Disposition"]

        line = a_published_line("AY-2")
        html = client.post(
            reverse("plans:change", args=[line.pk]), {"because": "改到下半年"}, follow=True
        ).content.decode()
        assert "改到下半年" in html
        html = client.get(reverse("plans:detail", args=[line.pk])).content.decode()
        assert "历次版本" in html

        other = a_published_line("AY-3")
        client.post(reverse("plans:withdraw", args=[other.pk]), {"because": "职能划转"})
        other.refresh_from_db()
        assert (other.state, other.withdrawn_because) == (PlanState.WITHDRAWN, "职能划转")
