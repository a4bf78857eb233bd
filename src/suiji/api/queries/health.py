"""What a monitor may ask: does the database answer, and do the guards of the past hold."""

import logging
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pgtrigger
from django.conf import settings
from django.db import DatabaseError, connection
from django.db.backends.utils import CursorWrapper
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.multiprocess import MultiProcessCollector

from suiji.organs.replica import Nearness, watch

logger = logging.getLogger(__name__)

GUARD = "append_only"
LEDGER = "ledger_entry"


@dataclass(frozen=True, slots=True)
class Readiness:
    """Whether this process may be given work."""

    database: bool
    guards: bool
    replica: Nearness = Nearness.NONE
    """How the replica stands; without it the primary answers everybody, so it does not decide readiness."""

    @property
    def is_ready(self) -> bool:
        """True when all holds."""
        return self.database and self.guards


def readiness() -> Readiness:
    """Two short statements, whatever the size of the database; a failure is logged, never told to strangers."""
    try:
        with connection.cursor() as cursor:
            return Readiness(database=True, guards=_guards_hold(cursor), replica=watch.look().nearness)
    except DatabaseError:
        logger.exception("the database does not answer")
        return Readiness(database=False, guards=False, replica=watch.look().nearness)


def _guards_hold(cursor: CursorWrapper) -> bool:
    """Every protecting trigger is there and awake, and this role cannot rewrite the ledger."""
    names = [t.get_pgid(model) for model, t in pgtrigger.registered() if t.name == GUARD]
    cursor.execute(
        "SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND tgname = ANY(%s)",
        [names],
    )
    awake = cursor.fetchone()
    cursor.execute(
        "SELECT has_any_column_privilege(current_user, %s, 'UPDATE')"
        " OR has_table_privilege(current_user, %s, 'DELETE') OR has_table_privilege(current_user, %s, 'TRUNCATE')",
        [LEDGER] * 3,
    )
    may_rewrite = cursor.fetchone()
    return bool(awake == (len(names),) and may_rewrite == (False,))


EXPOSITION = CONTENT_TYPE_LATEST
FIGURES = {
    "suiji_database_bytes": ("Size of the database.", "SELECT pg_database_size(current_database())"),
    "suiji_ledger_entries": ("Acts on record.", "SELECT coalesce(max(size), 0) FROM ledger_checkpoint"),
    "suiji_ledger_waiting": ("Acts that wait for their number.", "SELECT count(*) FROM ledger_pending"),
    "suiji_ledger_waiting_seconds": (
        "Age of the oldest act without a number.",
        (
            "SELECT coalesce(extract(epoch FROM clock_timestamp() - min(e.recorded_at)), 0)"
            " FROM ledger_pending p JOIN ledger_entry e ON e.id = p.entry_id"
        ),
    ),
    "suiji_worker_silent_seconds": (
        "Since a worker was heard of; -1 where none ever was.",
        "SELECT coalesce(extract(epoch FROM clock_timestamp() - max(last_heartbeat)), -1) FROM procrastinate_workers",
    ),
    "suiji_jobs_waiting": (
        "Jobs to be done.",
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'",
    ),
    "suiji_jobs_failed": (
        "Jobs that failed.",
        "SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'",
    ),
    "suiji_login_failures_hour": (
        "Failed log-ins within an hour.",
        "SELECT count(*) FROM axes_accessfailurelog WHERE attempt_time > clock_timestamp() - interval '1 hour'",
    ),
}
"""Name → what it is, and the one number that says it."""


class Figures:
    """What the database says of the house, asked when it is asked for."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def collect(self) -> Iterator[Metric]:
        """One gauge a figure; without a database the one that says so."""
        found = readiness()
        yield GaugeMetricFamily(
            "suiji_ready", "Whether the house may be given work.", value=int(found.is_ready)
        )
        if found.replica is not Nearness.NONE:
            seen = watch.look()
            yield GaugeMetricFamily(
                "suiji_replica_fit",
                "Whether strangers read the replica.",
                value=int(seen.nearness is Nearness.FRESH),
            )
            yield GaugeMetricFamily(
                "suiji_replica_behind_seconds", "How far it is behind.", value=seen.seconds
            )
        if newest := newest_backup():
            age = (self.at - newest).total_seconds()
            yield GaugeMetricFamily(
                "suiji_backup_age_seconds", "Since the newest verified backup.", value=age
            )
        if not found.database:
            return
        with connection.cursor() as cursor:
            for name, (words, statement) in FIGURES.items():
                cursor.execute(statement)
                yield GaugeMetricFamily(name, words, value=float((cursor.fetchone() or (0,))[0]))


def newest_backup() -> datetime | None:
    """When the newest backup that counts was finished."""
    place = settings.ENVIRONMENT.backup_dir or settings.ENVIRONMENT.data_dir / "backups"
    moments = [note.stat().st_mtime for note in place.glob("*/backup.json")]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def exposition(*, at: datetime) -> bytes:
    """Everything in Prometheus's text form: this house's figures, and what all web processes have counted."""
    own = CollectorRegistry()
    own.register(Figures(at))
    counted = REGISTRY
    if "PROMETHEUS_MULTIPROC_DIR" in os.environ:
        counted = CollectorRegistry()
        MultiProcessCollector(counted)  # type: ignore[no-untyped-call]
    return generate_latest(own) + generate_latest(counted)
