"""效果可评 and 预警: rates with intervals, one row a year, proposals never below a floor; what supervisors look at."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.draws.models import DrawKind, Replacement, ReplacementReason
from suiji.inspections.models import Visit
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.ledger.services import move, record
from suiji.libraries.models import RiskRating
from suiji.organs.roles import Role
from suiji.oversight import queries, services
from suiji.oversight.effects import proposed, rate
from suiji.oversight.models import EffectSummary, RatioProposal
from suiji.oversight.states import ProposalState
from tests.factories.archive import publish
from tests.factories.followup import (
    SIGNED_AT,
    a_ceremony,
    a_clerk,
    a_drawn_object,
    a_drawn_task,
    a_hand,
    a_signed_visit,
    a_team,
    an_inspector,
    an_item,
    an_object,
    sign,
)
from tests.factories.organs import AT, an_actor, the_person
from tests.factories.oversight import the_office

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 7, 1, 2, 0, tzinfo=UTC)
TODAY = date(2026, 7, 1)


class TestRate:
    def test_is_wilsons_interval(self) -> None:
        found = rate(8, 10)

        assert (found.bp, found.low, found.high) == (8000, 4902, 9433)

    def test_stays_within_nought_and_everything(self) -> None:
        assert (rate(0, 20).low, rate(20, 20).high) == (0, 10_000)

    def test_of_nothing_is_no_rate(self) -> None:
        assert rate(0, 0).bp is None
        assert not rate(0, 0).apart_from(rate(5, 10))

    def test_tells_a_difference_from_chance(self) -> None:
        assert rate(90, 100).apart_from(rate(10, 100))
        assert not rate(3, 5).apart_from(rate(2, 5))


def a_summary(**found: tuple[int, int]) -> dict[str, Any]:
    floors = {"A": 100, "B": 300, "C": 1000, "D": 2000}
    rows = []
    for name, (part, whole) in found.items():
        one = rate(part, whole)
        rows.append({"name": name, "part": part, "whole": whole, "low": one.low, "high": one.high})
    return {"classes": [{"name": n, "floor": f} for n, f in floors.items()], "found_by_class": rows}


@pytest.mark.article(13)
class TestProposed:
    def ratios(self, **found: tuple[int, int]) -> dict[str, int]:
        return {row["name"]: row["proposed"] for row in proposed(a_summary(**found))}

    def test_raises_a_class_that_really_finds_more(self) -> None:
        found = self.ratios(A=(10, 500), B=(20, 300), C=(30, 200), D=(90, 100))

        assert found == {"A": 100, "B": 300, "C": 1000, "D": 4000}

    def test_leaves_what_may_be_chance(self) -> None:
        assert self.ratios(A=(1, 10), D=(2, 10)) == {"A": 100, "B": 300, "C": 1000, "D": 2000}

    def test_is_never_below_a_floor_nor_inverted(self) -> None:
        found = self.ratios(A=(400, 400), B=(0, 400), C=(0, 400), D=(0, 400))

        assert found["A"] >= 100
        assert found["A"] <= found["B"] <= found["C"] <= found["D"]

    def test_of_nothing_is_the_floors(self) -> None:
        assert self.ratios() == {"A": 100, "B": 300, "C": 1000, "D": 2000}


@pytest.mark.article(5)
class TestRefreshEffects:
    def summary(self) -> dict[str, Any]:
        scene = a_signed_visit(results=("TO_BE_HANDLED",))
        thing = scene.visit.drawn.object
        RiskRating.objects.create(
            object=thing, value="D", rated_on=date(2026, 1, 5), source="省局", received_at=AT
        )
        publish(scene.visit, scene.lead)
        return services.refresh_effects(year=2026, today=TODAY, at=NOW).content

    def test_counts_cover_findings_and_days(self) -> None:
        found = self.summary()

        (by_class,) = found["found_by_class"]
        assert (by_class["name"], by_class["part"], by_class["whole"]) == ("D", 1, 1)
        assert [(row["name"], row["part"]) for row in found["classes"]] == [("D", 1)]
        assert [row["part"] for row in found["items"]] == [2]
        assert found["delays"] == {
            "buckets": [
                {"name": "0–5", "part": 1}, {"name": "6–10", "part": 0}, {"name": "11–15", "part": 0},
                {"name": "16–20", "part": 0}, {"name": "20 以上", "part": 0},
            ],
            "median": 3,
            "whole": 1,
        }  # fmt: skip
        assert [row["part"] for row in found["repeats"]] == [1, 0, 0]
        assert {row["times"] for row in found["inspectors"]} == {1}

    @pytest.mark.article(13)
    def test_counts_a_finding_under_the_class_that_stood_at_the_freeze(self) -> None:
        scene = a_signed_visit(results=("TO_BE_HANDLED",))
        thing, before, since = scene.visit.drawn.object, AT, datetime(2026, 5, 20, tzinfo=UTC)
        for value, at in (("A", before), ("D", since)):
            RiskRating.objects.create(
                object=thing, value=value, rated_on=at.date(), source="省局", received_at=at
            )

        found = services.refresh_effects(year=2026, today=TODAY, at=NOW).content

        assert [(row["name"], row["part"]) for row in found["found_by_class"]] == [("A", 1)]

    @pytest.mark.article(4)
    def test_keeps_special_focus_out_of_the_rates_and_shows_it_apart(self) -> None:
        scene = a_signed_visit(results=("TO_BE_HANDLED",))
        RiskRating.objects.create(
            object=scene.visit.drawn.object,
            value="D",
            rated_on=date(2026, 1, 5),
            source="省局",
            received_at=AT,
        )
        scene.task.item_versions.set([an_item(scene.lead, special=True)])

        found = services.refresh_effects(year=2026, today=TODAY, at=NOW).content

        assert (found["classes"], found["found_by_class"], found["departments"]) == ([], [], [])
        assert found["special"] == {"tasks": 1, "drawn": 1, "visited": 1}
        assert [row["part"] for row in found["items"]] == [2]
        assert [row["part"] for row in found["repeats"]] == [1, 0, 0]

    @pytest.mark.article(4)
    def test_counts_a_task_that_has_ordinary_items_too(self) -> None:
        scene = a_signed_visit(results=("TO_BE_HANDLED",))
        scene.task.item_versions.add(an_item(scene.lead, special=True))

        found = services.refresh_effects(year=2026, today=TODAY, at=NOW).content

        assert found["special"]["tasks"] == 0
        assert [row["part"] for row in found["departments"]] == [1]

    def test_leaves_one_row_a_year(self) -> None:
        self.summary()
        services.refresh_effects(year=2026, today=TODAY, at=NOW)

        assert EffectSummary.objects.count() == 1


class TestPages:
    def client(self, *roles: Role, office: bool = False) -> Client:
        client = Client()
        client.force_login(the_person(the_office() if office else an_actor(*roles)))
        return client

    @pytest.fixture(autouse=True)
    def _in_july(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: NOW)

    @pytest.mark.article(25)
    def test_show_classes_only_to_who_may_read_them(self, django_assert_max_num_queries: Any) -> None:
        scene = a_signed_visit()
        RiskRating.objects.create(
            object=scene.visit.drawn.object,
            value="D",
            rated_on=date(2026, 1, 5),
            source="省局",
            received_at=AT,
        )
        services.refresh_effects(year=2026, today=TODAY, at=NOW)
        url = reverse("oversight:effects")
        office, inspector = self.client(office=True), self.client(Role.INSPECTOR)

        with django_assert_max_num_queries(12):
            page = office.get(url).content.decode()

        assert "分类覆盖率" in page
        assert "分类覆盖率" not in inspector.get(url).content.decode()
        assert "各事项问题发现率" in inspector.get(url).content.decode()

    def test_say_when_nothing_is_summed_up_yet(self) -> None:
        assert "还没有汇总" in self.client(Role.CLERK).get(reverse("oversight:effects")).content.decode()

    @pytest.mark.article(13)
    def test_lead_from_the_summary_to_an_adopted_proposal(self) -> None:
        scene = a_signed_visit()
        RiskRating.objects.create(
            object=scene.visit.drawn.object,
            value="C",
            rated_on=date(2026, 1, 5),
            source="省局",
            received_at=AT,
        )
        services.refresh_effects(year=2026, today=TODAY, at=NOW)
        office = self.client(office=True)

        assert office.post(reverse("oversight:propose", args=[2025])).status_code == 404
        page = office.post(reverse("oversight:propose", args=[2026]), follow=True).content.decode()
        assert "10 %" in page
        pk = RatioProposal.objects.get().pk
        decide = reverse("oversight:proposal_decide", args=[pk])
        assert office.get(decide).status_code == 200
        office.post(decide, {"adopted": "yes", "because": "联席会议同意"})

        assert RatioProposal.objects.get().state == ProposalState.ADOPTED

    def test_proposals_are_the_offices_and_rest_on_something(self) -> None:
        summary = services.refresh_effects(year=2026, today=TODAY, at=NOW)

        with pytest.raises(NotYours):
            services.propose_ratios(summary=summary, actor=an_actor(Role.CLERK), at=NOW)
        with pytest.raises(Refused):
            services.propose_ratios(summary=summary, actor=the_office(), at=NOW)

    @pytest.mark.article(5)
    def test_alerts_are_for_supervisors(self) -> None:
        assert self.client(Role.CLERK).get(reverse("oversight:alerts")).status_code == 403
        page = self.client(Role.AUDITOR).get(reverse("oversight:alerts")).content.decode()
        assert "没有预警" in page


@pytest.mark.article(5)
class TestAlerts:
    def visited(self, times: int, *, found: bool = False) -> None:
        """One team at one firm again and again."""
        task = a_drawn_task()
        team, thing = a_team(task), an_object()
        for number in range(times):
            other = task if number == 0 else a_drawn_task()
            visit = Visit.objects.create(
                state="ON_SITE",
                task=other,
                drawn=a_drawn_object(other, thing),
                team=team,
                arrived_at=SIGNED_AT,
            )
            version = other.item_versions.get()
            for part in version.parts.select_related("department"):
                visit.findings.create(department=part.department, item_version=version, part=part)
            results = ("TO_BE_HANDLED",) if found and number == 1 else ("NO_PROBLEM",)
            sign(visit, results=results, at=SIGNED_AT + timedelta(days=number))

    def kinds(self) -> list[str]:
        return [row.kind for row in queries.alerts_of(2026, today=TODAY)]

    def test_see_an_officer_who_three_times_found_nothing_at_one_firm(self) -> None:
        self.visited(3)

        assert self.kinds() == ["连续未发现问题"] * 2

    @pytest.mark.parametrize(("times", "found"), [(2, False), (3, True)])
    def test_pass_over_two_visits_and_a_finding_between(self, times: int, found: bool) -> None:
        self.visited(times, found=found)

        assert self.kinds() == []

    def test_see_results_entered_together_after_their_term(self) -> None:
        late = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)
        for _ in range(5):
            scene = a_signed_visit()
            publish(scene.visit, scene.lead, at=late)

        (alert,) = queries.alerts_of(2026, today=TODAY)
        assert alert.kind == "逾期集中补录"
        assert "5 份" in alert.sentence
        assert reverse("oversight:behind", args=["made_up"]) in alert.url

    def test_see_replacements_that_gather_around_one_person(self) -> None:
        places = [a_team(a_drawn_task()).members.earliest("pk") for _ in range(2)]
        comes = an_inspector(places[0].inspector.department)
        for place in places:
            row = Replacement.objects.create(
                state="APPLIED",
                member=place,
                substitute=comes,
                reason=ReplacementReason.HEALTH,
                explanation="住院",
                applicant=the_person(a_clerk(comes.department)),
                applied_at=SIGNED_AT,
                decided_at=SIGNED_AT,
            )
            move(row, "APPROVED", actor=a_hand(comes.department), at=SIGNED_AT)

        found = queries.alerts_of(2026, today=TODAY)
        assert {row.kind for row in found} == {"人员调整规律"}
        assert any(comes.name in row.sentence and "2 次" in row.sentence for row in found)
        assert queries.alerts_of(2026, today=TODAY, kind="例外审批") == []

    def test_lead_to_the_draw_whose_key_was_opened(self) -> None:
        ceremony = a_ceremony(a_drawn_task(), DrawKind.OBJECTS, at=SIGNED_AT)
        auditor = an_actor(Role.AUDITOR)
        words = "纪检监察、司法行政两名持有人共同打开密钥。"
        record(ceremony, "draw.key_opened", actor=auditor, at=SIGNED_AT, sentence=words)

        (alert,) = queries.alerts_of(2026, today=TODAY)
        assert (alert.kind, alert.sentence) == ("开启密封材料", words)
        assert alert.url == reverse("draws:ceremony", args=[ceremony.pk])
