"""The check code: nothing before the arrival, who and what afterwards, and the scan on record (Art. 5, 20)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.inspections import queries, services
from suiji.inspections.models import Scan, ScanKind, Visit
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.organs.models import Person
from tests.factories.inspections import ARRIVED_AT, ENDED_AT, Crew, a_crew, ended, on_site, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock of the edge."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    set_to(ARRIVED_AT)
    return set_to


def scan(crew: Crew, client: Client | None = None) -> Any:
    return (client or Client()).get(reverse("check_in:page", args=[crew.visit.check_code]))


class TestBeforeTheArrival:
    @pytest.mark.article(20)
    @pytest.mark.parametrize("build", [a_crew, lambda: told(a_crew()), lambda: a_crew(unannounced=True)])
    def test_says_the_same_nothing_as_an_unknown_code(self, now: Any, build: Any) -> None:
        crew = build()
        stranger = Client().get(reverse("check_in:page", args=["no-such-code"]))

        answer = scan(crew)

        assert answer.status_code == stranger.status_code == 404
        assert answer.content == stranger.content
        assert not Scan.objects.exists()

    def test_stops_answering_whoever_tries_codes(self, now: Any) -> None:
        crew = on_site()
        client = Client()

        tried = [client.get(f"/check-in/code-{number}/").status_code for number in range(22)]

        assert tried[-1] == 429
        assert scan(crew, client).status_code == 200

    def test_has_a_code_nobody_guesses(self) -> None:
        codes = {crew.visit.check_code for crew in (a_crew(), a_crew(), a_crew())}

        assert len(codes) == 3
        assert all(len(code) == 16 for code in codes)


class TestAtTheDoor:
    def test_names_the_officers_with_their_certificates_and_the_items(self, now: Any) -> None:
        crew = on_site()

        words = scan(crew).content.decode()

        for member in crew.visit.team.members.select_related("inspector"):
            assert member.inspector.name in words
            assert member.inspector.certificate_number in words
        assert "餐饮服务安全检查" in words
        assert queries.approval_number(crew.visit.task) in words
        assert "有权申请回避" in words

    def test_writes_the_scan_down_once_in_ten_minutes(self, now: Any) -> None:
        crew = on_site()
        scan(crew)
        scan(crew)
        now(ARRIVED_AT + timedelta(minutes=11))

        scan(crew)

        assert [one.kind for one in Scan.objects.all()] == [ScanKind.SCANNED] * 2

    def test_does_not_count_an_officials_look(self, now: Any) -> None:
        crew = on_site()
        client = Client()
        client.force_login(Person.objects.get(pk=crew.leader.id))

        scan(crew, client)

        assert not Scan.objects.exists()

    def test_takes_the_firms_word_on_who_came(self, now: Any) -> None:
        crew = on_site()
        url = reverse("check_in:page", args=[crew.visit.check_code])

        Client().post(url, {"agrees": "no", "remark": "少一人", "place": "店内"})

        kept = Scan.objects.get()
        assert (kept.kind, kept.agrees, kept.remark) == (ScanKind.CONFIRMED, False, "少一人")

    def test_keeps_no_more_than_a_visit_can_use(self, now: Any) -> None:
        crew = on_site()
        Scan.objects.bulk_create(
            Scan(visit=crew.visit, kind=ScanKind.SCANNED, scanned_at=ARRIVED_AT - timedelta(hours=1))
            for _ in range(50)
        )

        scan(crew)

        assert Scan.objects.count() == 50

    def test_shows_the_code_to_the_team_once_they_are_there(self, now: Any) -> None:
        crew = told(a_crew())
        client = Client()
        client.force_login(Person.objects.get(pk=crew.leader.id))
        page, picture = (
            reverse(f"inspections:{name}", args=[crew.visit.pk]) for name in ("code", "code_picture")
        )
        assert crew.visit.check_code not in client.get(page).content.decode()
        assert client.get(picture).status_code == 404

        services.arrive(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)

        assert crew.visit.check_code in client.get(page).content.decode()
        assert client.get(picture)["Content-Type"] == "image/svg+xml"


class TestAfterTheEnd:
    def test_drops_the_names_after_ten_days(self, now: Any) -> None:
        crew = ended()
        officer = crew.visit.team.members.select_related("inspector")[0].inspector
        now(ENDED_AT + timedelta(days=10))
        assert officer.certificate_number in scan(crew).content.decode()

        now(ENDED_AT + timedelta(days=10, minutes=1))

        words = scan(crew).content.decode()
        assert officer.certificate_number not in words
        assert "不再显示检查人员" in words

    def test_shows_nothing_of_a_void_task(self, now: Any) -> None:
        crew = on_site()
        type(crew.visit.task).objects.filter(pk=crew.visit.task_id).update(state="VOID")

        assert scan(crew).status_code == 404


@pytest.mark.article(5)
class TestMadeUpScan:
    def make_up(self, crew: Crew, days: int, reason: str = "地下室没有网络") -> Scan:
        return services.make_up_scan(
            visit=crew.again(), reason=reason, actor=crew.second, at=ARRIVED_AT + timedelta(days=days)
        )

    @pytest.mark.parametrize("days", [0, 10])
    def test_is_taken_within_ten_days(self, days: int) -> None:
        assert self.make_up(on_site(), days).reason == "地下室没有网络"

    def test_is_refused_on_the_eleventh_day(self) -> None:
        with pytest.raises(Refused) as refusal:
            self.make_up(on_site(), 11)

        assert refusal.value.article == 5

    def test_is_refused_without_a_reason(self) -> None:
        with pytest.raises(Refused):
            self.make_up(on_site(), 0, " ")

    def test_is_refused_before_the_arrival(self) -> None:
        with pytest.raises(Refused):
            self.make_up(told(a_crew()), 0)

    def test_is_for_the_team(self) -> None:
        crew, stranger = on_site(), a_crew().leader

        with pytest.raises(NotYours):
            services.make_up_scan(
                visit=Visit.objects.get(pk=crew.visit.pk), reason="没有网络", actor=stranger, at=ARRIVED_AT
            )
