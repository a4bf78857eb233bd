"""An unannounced task is nowhere to be found, at any state, until its officers stand at the door (Art. 20(2))."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.draws import services as draws
from suiji.draws.forms import Freezing, Signing
from suiji.draws.models import Ceremony, TeamMember
from suiji.draws.queries import room_of
from suiji.draws.queries.confirming import CODED_REFUSALS
from suiji.draws.queries.log import words_sha256
from suiji.inspections.models import Visit
from suiji.inspections.services import take_over
from suiji.inspections.states import VisitState
from suiji.law import Refused
from suiji.ledger.leaf import leaf_bytes
from suiji.ledger.models import Entry
from suiji.ledger.services import move, sequence
from suiji.libraries.models import InspectedObject, Inspector
from suiji.organs.roles import Role
from suiji.sampling.strength import DOUBLE_BALL
from suiji.tasks.models import Task
from suiji.voices import services as voices
from suiji.voices.queries import COOKIE
from tests.factories.draws import (
    a_ceremony,
    an_auditor,
    confirm,
    drawn_inspectors,
    drawn_objects,
    freeze,
    hand_in,
    reveal,
    sign_result,
)
from tests.factories.followup import a_hand
from tests.factories.portal import UNTOLD_LINE, UNTOLD_NUMBER, UNTOLD_TITLE, a_task
from tests.factories.tasks import (
    Cast,
    a_cast,
    a_draft,
    a_plan_line,
    a_ready_task,
    confirmed,
    countersigned,
    later,
)
from tests.house import crawler

pytestmark = [pytest.mark.django_db, pytest.mark.article(20)]
STATES = (
    "planned", "drafted", "countersigned", "confirmed", "opened", "shares handed in", "frozen", "revealed",
    "drawn", "signed by the auditor", "staffed", "taken over", "arrived",
)  # fmt: skip


class Watcher:
    """A stranger and the firms themselves, who look at everything after each step."""

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.firms = 0
        self.secret = {UNTOLD_TITLE, UNTOLD_NUMBER, UNTOLD_LINE}

    def look(self, state: str, *, drawn: list[InspectedObject]) -> None:
        """Nothing of the task in any public page, file, picture, feed, header or leaf, nor at drawn firms' doors."""
        self.seen.append(state)
        sequence(at=later(1000 + len(self.seen)))
        names = [f"{reverse(f'portal:{name}')}?q=餐饮" for name in ("search", "results", "items", "plans")]
        own = [reverse("portal:firm", args=[thing.code]) for thing in drawn[:2]]
        pages = crawler.crawl(Client(), also=[*names, *own])
        texts = [text for url, answer in pages.items() for _, text in crawler.texts(url, answer)]
        texts += [leaf_bytes(entry).decode() for entry in Entry.objects.filter(body__isnull=False)]
        codes = [thing.code for thing in drawn]
        assert [(state, word) for word in self.secret for text in texts if word in text] == []
        unlinked = [
            text for url, answer in pages.items() if url not in own for _, text in crawler.texts(url, answer)
        ]
        assert [(state, code) for code in codes for text in unlinked if code in "".join(text.split())] == []
        for url in own:
            assert pages[url].status_code == 404
        for thing in drawn[:2]:
            self._at_its_door(state, thing)

    def _at_its_door(self, state: str, thing: InspectedObject) -> None:
        client = Client()
        client.cookies[COOKIE] = voices.access._open(thing, later(1000))
        pages = crawler.crawl_firm(client)
        texts = [text for url, answer in pages.items() for _, text in crawler.texts(url, answer)]
        assert [(state, word) for word in self.secret for text in texts if word in text] == []
        assert "联合抽查 0 次" in crawler.body(pages[reverse("firms:home")]).decode()
        for visit in Visit.objects.filter(drawn__object=thing):
            assert client.get(reverse("firms:visit", args=[visit.pk])).status_code == 404


@pytest.fixture
def words_for_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """Share images as the words that are drawn in them, so that a crawl can read them."""

    def words(**said: str) -> bytes:
        return "；".join(said.values()).encode()

    monkeypatch.setattr("suiji.portal.department_views.card_png", words)


@pytest.fixture
def a_time(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    def set_to(minutes: int) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: later(minutes))

    return set_to


def replaced(task: Task, cast: Cast) -> None:
    """One drawn inspector replaced by a colleague, the deputy head consenting: an act of the public log."""
    member = TeamMember.objects.filter(team__task=task, inspector__department=cast.initiator).order_by("pk")[
        0
    ]
    spare = Inspector.objects.filter(department=cast.initiator, memberships=None).order_by("pk")[0]
    asked = draws.apply_replacement(
        member=member, substitute=spare, reason="HEALTH", actor=cast.clerk, at=later(11)
    )
    draws.approve_replacement(
        replacement=asked, actor=cast.of(cast.initiator, Role.DEPUTY_HEAD), at=later(11)
    )


def an_untold_task(cast: Cast) -> Task:
    """A confirmed task that must not be announced."""
    return a_task(cast, a_ready_task(cast, firms=24), UNTOLD_NUMBER, untold=True)


def given_up(task: Task, cast: Cast) -> Ceremony:
    """A ceremony that the principal head gives up in words that name the task."""
    lost = a_ceremony(task, cast)
    head = cast.of(cast.initiator, Role.PRINCIPAL_HEAD)
    draws.void_ceremony(
        ceremony=lost, because=f"{UNTOLD_TITLE}的公证员生病", cause="PEOPLE", actor=head, at=later(2)
    )
    return lost


class TestWordsOfAnUnannouncedTask:
    """What people say of a draw is somebody's own words; the log would hold them for ever (R153)."""

    @staticmethod
    def are_public_once_its_visits_are_over(lost: Ceremony) -> None:
        """The page shows the words and what opens the hash that the log has held since the voiding."""
        body = Entry.objects.get(act="draw.voided").body or {}
        page = Client().get(reverse("portal:draw", args=[lost.ceremony])).content.decode()
        assert set(body) == {"ceremony", "cause", "defaulted", "reason_sha256"}
        assert lost.void_reason in page
        assert lost.void_salt in page
        assert words_sha256(lost.void_reason, lost.void_salt) == body["reason_sha256"]

    def test_of_a_voided_draw_are_a_case_and_a_hash(self) -> None:
        cast = a_cast()
        task = an_untold_task(cast)
        lost = given_up(task, cast)
        page = Client().get(reverse("portal:draw", args=[lost.ceremony])).content.decode()
        feed = Client().get(reverse("portal:feed", args=["draws"])).content.decode()
        projector = room_of(lost, at=later(9), department_id=None)

        assert "人员不能到场" in page
        assert projector.reason == "人员不能到场"
        assert [text for text in (page, feed) if UNTOLD_TITLE in text or lost.void_salt in text] == []

    def test_have_no_place_in_a_source_of_chance(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(an_untold_task(cast), cast)
        hand_in(ceremony, cast)
        named = {"kind": "announced", "at": "2026-03-02T06:00:00Z"}
        told = {**named, "what": f"{UNTOLD_TITLE}约定的号码", "pattern": "[0-9]{6}"}
        padded = {**told, "what": f"{UNTOLD_TITLE}，中国福利彩票双色球第 2026136 期开奖号码"}
        lottery = {**named, "what": "中国福利彩票双色球第 2026136 期开奖号码", "pattern": DOUBLE_BALL.pattern}

        for words in (told, padded):
            with pytest.raises(Refused) as caught:
                draws.freeze_objects(
                    ceremony=ceremony,
                    reveal_by=later(64),
                    extra_sources=[words],
                    actor=cast.clerk,
                    at=later(4),
                )
            assert caught.value.article == 20
        draws.freeze_objects(
            ceremony=ceremony, reveal_by=later(64), extra_sources=[lottery], actor=cast.clerk, at=later(4)
        )
        assert "号码名称" not in str(Freezing(ceremony=ceremony, at=later(4)))

    def test_have_no_place_in_an_auditors_refusal(self) -> None:
        cast = a_cast()
        drawn, auditor = drawn_objects(an_untold_task(cast), cast, confirmed=False), an_auditor()
        draws.replay(ceremony=drawn, actor=auditor, at=later(6))

        with pytest.raises(Refused) as caught:
            sign_result(drawn, auditor, verdict="refused", because=f"{UNTOLD_TITLE}名单不对")
        assert caught.value.article == 20
        sign_result(drawn, auditor, verdict="refused", because=CODED_REFUSALS[1])
        form = str(Signing(ceremony=drawn, actor=auditor)["because"])
        assert form.startswith("<select")
        assert all(words in form for words in CODED_REFUSALS)


class TestAnUnannouncedTask:
    def test_is_nowhere_until_the_visit_begins(self, words_for_pictures: None, a_time: Any) -> None:
        a_time(1100)
        cast, watcher = a_cast(), Watcher()
        told = a_ready_task(cast, firms=40, inspectors=6)
        line = a_plan_line(cast, list(told.item_versions.all()), number=UNTOLD_LINE, unannounced=True)
        watcher.look("planned", drawn=[])
        task = a_draft(
            cast,
            line=line,
            versions=list(told.item_versions.all()),
            number=UNTOLD_NUMBER,
            unannounced=True,
            unannounced_reason="防止提前准备",
        )
        Task.objects.filter(pk=task.pk).update(title=UNTOLD_TITLE)
        task.refresh_from_db()
        watcher.look("drafted", drawn=[])
        countersigned(task, cast)
        watcher.look("countersigned", drawn=[])
        confirmed(task, cast)
        watcher.look("confirmed", drawn=[])
        lost = given_up(task, cast)
        ceremony = a_ceremony(task, cast)
        watcher.look("opened", drawn=[])
        hand_in(ceremony, cast)
        watcher.look("shares handed in", drawn=[])
        freeze(ceremony, cast)
        members = list(InspectedObject.objects.filter(code__startswith="F").order_by("code"))
        watcher.look("frozen", drawn=members[:2])
        reveal(ceremony, cast)
        watcher.look("revealed", drawn=members[:2])
        draws.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(6))
        drawn = [row.object for row in ceremony.drawn.select_related("object")]
        watcher.look("drawn", drawn=drawn)
        confirm(ceremony)
        watcher.look("signed by the auditor", drawn=drawn)
        task.refresh_from_db()
        drawn_inspectors(task, cast)
        replaced(task, cast)
        watcher.look("staffed", drawn=drawn)
        visits = take_over(task=task, actor=cast.clerk, at=later(12))
        watcher.look("taken over", drawn=drawn)

        first, hand = visits[0], a_hand(task.initiator)
        first.arrived_at = later(1000) - timedelta(minutes=5)
        first.save(update_fields=["arrived_at"])
        move(first, VisitState.ON_SITE, actor=hand, at=first.arrived_at)

        watcher.look("arrived", drawn=[visit.drawn.object for visit in visits[1:]])
        client = Client()
        client.cookies[COOKIE] = voices.access._open(first.drawn.object, later(1000))
        home = client.get(reverse("firms:home")).content.decode()
        assert UNTOLD_TITLE in home
        assert "联合抽查 1 次" in home
        assert tuple(watcher.seen) == STATES
        Visit.objects.filter(task=task).update(ended_at=later(1001))
        TestWordsOfAnUnannouncedTask.are_public_once_its_visits_are_over(lost)
