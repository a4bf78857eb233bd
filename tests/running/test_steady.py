"""A clock that was set decides nothing for good: what cannot be taken back waits until it has run on evenly."""

from datetime import datetime, timedelta

import pytest

from suiji.draws.models import Ceremony
from suiji.draws.states import CeremonyState
from suiji.ledger.models import Entry
from suiji.organs.services import found
from suiji.running import draw_jobs, steady
from suiji.running.steady import AFTER_A_JUMP, AT_FIRST, Watch
from tests.factories.draws import a_ceremony, freeze, hand_in, reveal
from tests.factories.organs import AT
from tests.factories.tasks import a_cast, a_ready_task, later

HOUR = timedelta(hours=1)


class Machine:
    """A clock that can be set, and a count that cannot."""

    def __init__(self, at: datetime = AT) -> None:
        self.at, self.count = at, 1000.0
        self.watch = Watch(lambda: self.at, lambda: self.count)

    def runs(self, time: timedelta) -> "Machine":
        self.at += time
        self.count += time.total_seconds()
        return self

    def is_set(self, by: timedelta) -> "Machine":
        self.at += by
        return self


@pytest.mark.django_db
class TestAWatch:
    def test_trusts_the_clock_after_an_hour(self) -> None:
        machine = Machine()

        assert not machine.watch.is_steady()
        assert not machine.runs(AT_FIRST - timedelta(seconds=1)).watch.is_steady()
        assert machine.runs(timedelta(seconds=1)).watch.is_steady()

    @pytest.mark.parametrize("by", [timedelta(days=3), -2 * HOUR], ids=["ahead", "back"])
    def test_waits_a_day_after_the_clock_was_set_and_says_so(self, by: timedelta) -> None:
        found(demonstration=False, at=AT)
        a_cast()
        machine = Machine().runs(2 * HOUR)

        assert not machine.is_set(by).watch.is_steady()
        assert not machine.runs(AFTER_A_JUMP - HOUR).watch.is_steady()
        assert machine.runs(HOUR).watch.is_steady()

        told = Entry.objects.get(act="organs.clock_was_set")
        assert told.facts == {"seconds": by.total_seconds()}
        assert ("拨快" if by > timedelta() else "拨慢") in told.sentence

    def test_does_not_mind_what_a_time_server_corrects(self) -> None:
        machine = Machine().runs(2 * HOUR).is_set(timedelta(seconds=20))

        assert machine.watch.is_steady()


@pytest.mark.django_db
def test_a_clock_set_ahead_voids_no_ceremony_and_once_it_is_right_again_the_party_reveals(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cast = a_cast()
    ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
    hand_in(ceremony, cast)
    freeze(ceremony, cast)
    reveal(ceremony, cast, cast.initiator)
    machine = Machine(later(10)).runs(2 * HOUR)
    monkeypatch.setattr(steady, "WATCH", machine.watch)
    monkeypatch.setattr("suiji.config.clock.now", lambda: machine.at)

    machine.at = later(10) + timedelta(days=2)
    draw_jobs.settle_draws(0)

    assert Ceremony.objects.get().state == CeremonyState.COMMITTED
    machine.at = later(20)
    draw_jobs.settle_draws(0)
    reveal(ceremony, cast, cast.others[0])
    assert Ceremony.objects.get().state == CeremonyState.COMMITTED
