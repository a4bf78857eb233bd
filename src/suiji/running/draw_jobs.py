"""抽取的定时办理 — draws that a default has made void, and beacons that have come out (protocol §3).

Every job may run twice or late without harm: what is settled is not settled again.
"""

import logging
from datetime import datetime

from django.conf import settings
from procrastinate.contrib.django import app

from suiji.config import clock
from suiji.draws import queries, services
from suiji.organs.queries import system_actor
from suiji.running.beacons import fetch
from suiji.running.steady import is_steady
from suiji.sampling.canonical import Unusable
from suiji.sampling.sources import Beacon

log = logging.getLogger(__name__)


@app.periodic(cron="*/10 * * * *", periodic_id="settle_draws")
@app.task(name="suiji.settle_draws", queueing_lock="suiji.settle_draws")
def settle_draws(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """What a default made void is given up in public; late signatures are named; silence accepts a dispatch.

    Only by a clock that has run on evenly: none of this can be taken back (decision 0108).
    """
    if not is_steady():
        return
    at = clock.now()
    services.void_defaulted(at=at)
    services.note_late_confirmations(at=at)
    services.accept_silent(at=at)
    services.forget_old_shares(at=at)


@app.periodic(cron="* * * * *", periodic_id="fetch_beacons")
@app.task(name="suiji.fetch_beacons", queueing_lock="suiji.fetch_beacons")
def fetch_beacons(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Rounds of drand that draws wait for are fetched where the network allows."""
    bring_beacons(settings.ENVIRONMENT.drand, at=clock.now())


def bring_beacons(server: str, *, at: datetime) -> int:
    """How many rounds came in; what a server answers wrongly is left out and named in the log."""
    brought = 0
    for ceremony, later in queries.beacons_due(at):
        content = fetch(server, later.source) if isinstance(later.source, Beacon) else None
        if content is None:
            continue
        house = system_actor(ceremony.task.initiator)
        try:
            services.bring_beacon(ceremony=ceremony, place=later.place, content=content, actor=house, at=at)
        except Unusable as error:
            log.warning("beacon refused: %s", error)
            continue
        brought += 1
    return brought
