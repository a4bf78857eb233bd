"""kill -9 at every step: after a death a ceremony stands before the step or after it, never between (issue 4).

The short form strikes around every commit and at some statements. ``make faults`` strikes at every statement, both by
killing the program and by ending its database session.
"""

import os
from collections.abc import Callable

import pytest
from django.db import connection

from suiji.draws import queries, services
from suiji.draws.models import BundleFile, Ceremony, DrawnObject, DrawResult, FrameMember, Freeze, Reveal
from suiji.draws.services.auditing import checked
from suiji.draws.states import CeremonyState
from suiji.law import Refused
from suiji.ledger import Stale
from suiji.ledger.check import problems
from suiji.ledger.models import Entry, Leaf
from suiji.ledger.queries import history
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.organs.services import load_reference
from suiji.sampling import draw as draw_again
from suiji.sampling.canonical import sha256
from suiji.sampling.draw import RESULT
from suiji.sampling.seed import REVEAL
from suiji.tasks.states import TaskState
from tests.factories.draws import (
    a_ceremony,
    a_key,
    a_value,
    an_auditor,
    freeze,
    hand_in,
    reveal,
    sign_result,
)
from tests.factories.tasks import Cast, a_cast, a_ready_task, later
from tests.faults.killing import end_my_session, until_it_ends
from tests.rooms.draws.test_database import at_once

pytestmark = pytest.mark.django_db(transaction=True)
LONG = bool(os.environ.get("SUIJI_FAULTS"))
Ways = list[dict[str, object]]
SHORT: Ways = [{"commits_only": True}, {"stride": 17}]
WHOLE: Ways = [{"stride": 1}, {"stride": 1, "strike": end_my_session}]


@pytest.fixture(autouse=True)
def reference() -> None:
    load_reference()


@pytest.fixture
def cast() -> Cast:
    return a_cast()


@pytest.fixture
def opened(cast: Cast) -> Ceremony:
    ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
    hand_in(ceremony, cast)
    return ceremony


class Standing:
    """How a ceremony stands: unambiguous, or the test fails."""

    def __init__(self, ceremony: Ceremony) -> None:
        self.pk = ceremony.pk

    def __call__(self) -> object:
        connection.close()
        ceremony = Ceremony.objects.select_related("task").get(pk=self.pk)
        getattr(self, f"is_{ceremony.state.lower()}")(ceremony)
        assert list(problems()) == []
        return ceremony.state, Entry.objects.count(), Leaf.objects.count(), Reveal.objects.count()

    @staticmethod
    def is_open(ceremony: Ceremony) -> None:
        assert ceremony.task.state == TaskState.CONFIRMED
        for model in (Freeze, BundleFile, FrameMember, DrawResult, DrawnObject):
            assert not model.objects.exists(), model
        assert not history(ceremony).filter(act="draw.committed").exists()

    @staticmethod
    def is_committed(ceremony: Ceremony) -> None:
        assert ceremony.task.state == TaskState.FROZEN
        assert history(ceremony).filter(act="draw.committed").count() == 1
        assert ceremony.members.count() == ceremony.freeze.commitment["members"]["count"]
        files = set(ceremony.files.values_list("path", flat=True))
        assert {"commitment.json", "audit/key.hex", "audit/frame.csv"} <= files
        assert not DrawResult.objects.exists()
        assert not DrawnObject.objects.exists()
        assert not files & {RESULT, "audit/result.json"}

    @staticmethod
    def is_resulted(ceremony: Ceremony) -> None:
        assert ceremony.task.state == TaskState.OBJECTS_DRAWN
        logged = history(ceremony).get(act="draw.resulted")
        stored = bytes(ceremony.files.get(path=RESULT).content)
        assert logged.body["result_sha256"] == ceremony.result.result_sha256 == sha256(stored).hex()
        assert ceremony.drawn.exists()
        assert history(ceremony).filter(act="draw.confirmed").count() == ceremony.confirmations.count()


def strike(step: Callable[[], object], ceremony: Ceremony, *, ways: Ways) -> int:
    """Every way in turn over the same step; how many deaths."""
    return sum(until_it_ends(step, Standing(ceremony), **way) for way in ways)  # type: ignore[arg-type]


def again(ceremony: Ceremony) -> Ceremony:
    return Ceremony.objects.get(pk=ceremony.pk)


def expected(ceremony: Ceremony) -> list[str]:
    """Whom the fixed list and the open shares must draw, whatever happens to the program."""
    files = queries.bundle(ceremony, audit=True)
    return list(draw_again(files=files, reveal=files.pop(REVEAL)).full["drawn"])


def a_reveal(ceremony: Ceremony, cast: Cast, department: Department) -> Callable[[], object]:
    """One department's reveal, to be tried again and again."""
    actor, value = cast.of(department, Role.CLERK), a_value(ceremony, department)
    return lambda: services.reveal_share(ceremony=again(ceremony), value=value, actor=actor, at=later(4))


def a_whole_ceremony(ceremony: Ceremony, cast: Cast, ways: Ways) -> dict[str, int]:
    """Freeze, reveals, draw and signature, each struck down again and again; how often each."""
    deaths = {"freeze": strike(lambda: freeze(again(ceremony), cast), ceremony, ways=ways)}
    for department in cast.departments:
        deaths[f"reveal by {department.code}"] = strike(
            a_reveal(ceremony, cast, department), ceremony, ways=ways
        )
    named = expected(again(ceremony))
    deaths["draw"] = strike(
        lambda: services.draw_objects(ceremony=again(ceremony), actor=cast.clerk, at=later(5)),
        ceremony,
        ways=ways,
    )
    drawn = DrawnObject.objects.filter(ceremony=ceremony).order_by("object__code")
    assert list(drawn.values_list("object__code", flat=True)) == named
    auditor = an_auditor()
    a_key(auditor)
    services.replay(ceremony=again(ceremony), actor=auditor, at=later(6))
    deaths["signature"] = strike(lambda: sign_result(again(ceremony), auditor), ceremony, ways=ways)
    return deaths


class TestKilled:
    def test_around_every_commit_a_ceremony_goes_on_and_ends_as_it_must(
        self, opened: Ceremony, cast: Cast
    ) -> None:
        deaths = a_whole_ceremony(opened, cast, SHORT)

        assert all(deaths.values()), deaths
        assert queries.evidence_of(again(opened)).names
        assert checked(queries.bundle(again(opened), audit=True), require_log=True).holds

    @pytest.mark.skipif(not LONG, reason="make faults")
    @pytest.mark.parametrize("way", WHOLE, ids=["the program killed", "the session ended"])
    def test_at_every_statement_it_does_so_too(
        self, opened: Ceremony, cast: Cast, way: dict[str, object], capsys: pytest.CaptureFixture[str]
    ) -> None:
        deaths = a_whole_ceremony(opened, cast, [way])

        with capsys.disabled():
            print(f"\n{sum(deaths.values())} deaths: {deaths}")  # noqa: T201 — the long form reports
        assert checked(queries.bundle(again(opened), audit=True), require_log=True).holds


class TestRaces:
    def test_two_freezes_at_once_make_one_commitment(self, opened: Ceremony, cast: Cast) -> None:
        outcomes = at_once(*[lambda: freeze(again(opened), cast)] * 3)

        assert Freeze.objects.count() == 1, outcomes
        assert sum(one is None for one in outcomes) == 1
        assert all(one is None or isinstance(one, Stale | Refused) for one in outcomes), outcomes

    def test_a_draw_and_the_clock_that_voids_agree_on_one_end(self, opened: Ceremony, cast: Cast) -> None:
        freeze(opened, cast)
        reveal(opened, cast)

        at_once(
            lambda: services.draw_objects(ceremony=again(opened), actor=cast.clerk, at=later(90)),
            lambda: services.void_defaulted(at=later(90)),
        )

        Standing(opened)()
        assert again(opened).state == CeremonyState.RESULTED, "what everybody has revealed is never void"

    def test_a_late_reveal_and_the_clock_agree_on_one_end(self, opened: Ceremony, cast: Cast) -> None:
        freeze(opened, cast)
        reveal(opened, cast, cast.initiator)
        other = cast.others[0]

        at_once(
            lambda: services.reveal_share(
                ceremony=again(opened),
                value=a_value(opened, other),
                actor=cast.of(other, Role.CLERK),
                at=later(66),
            ),
            lambda: services.void_defaulted(at=later(90)),
        )

        assert again(opened).state == CeremonyState.VOID
        assert Reveal.objects.count() == 1

    def test_two_signatures_at_once_are_one(self, opened: Ceremony, cast: Cast) -> None:
        freeze(opened, cast)
        reveal(opened, cast)
        services.draw_objects(ceremony=opened, actor=cast.clerk, at=later(5))
        auditor = an_auditor()
        a_key(auditor)
        services.replay(ceremony=opened, actor=auditor, at=later(6))

        outcomes = at_once(*[lambda: sign_result(again(opened), auditor)] * 3)

        assert again(opened).confirmations.count() == 1, outcomes
        assert Entry.objects.filter(act="draw.confirmed").count() == 1
