"""每日办理 — the jobs the background worker runs by the clock: reminders, and letters on their way out.

The one place besides the edge where the clock is read. Every job may run twice or late without harm, so reminders
are looked at every hour: a house that was switched off in the morning still reminds that day, and nobody twice.
"""

import os
import subprocess
import sys
from contextlib import suppress

from django.conf import settings
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from suiji.accounts import services as accounts
from suiji.api import services as machines
from suiji.archive import services as archive
from suiji.config import clock
from suiji.desk import services as desk
from suiji.disclosure import services as disclosure
from suiji.exchange import services as exchange
from suiji.inspections import services as inspections
from suiji.libraries import services as libraries
from suiji.messages import services as messages
from suiji.messages import sms
from suiji.organs import pacing
from suiji.organs.days import day_of
from suiji.oversight import services as oversight
from suiji.plans import services as plans
from suiji.running import journal, national
from suiji.running.backup import public_key
from suiji.running.steady import is_steady
from suiji.running.trouble import Trouble

HEARD_OF, MOST_TRIES = 30, 5
"""Seconds after which a silent worker is dead, and how often a job may take one with it."""


@app.periodic(cron="20 * * * *", periodic_id="remind")
@app.task(name="suiji.remind", queueing_lock="suiji.remind")
def remind(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Tell people of the terms that come near; nobody twice for the same step of the same term."""
    at = clock.now()
    plans.remind(today=day_of(at), at=at)
    disclosure.remind(today=day_of(at), at=at)
    desk.remind(today=day_of(at), at=at)


@app.periodic(cron="40 * * * *", periodic_id="refresh_effects")
@app.task(name="suiji.refresh_effects", queueing_lock="suiji.refresh_effects")
def refresh_effects(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Sum up the running year's effect, so that the dashboards read one row; in January the last year's as well."""
    at = clock.now()
    today = day_of(at)
    for year in (today.year - 1, today.year) if today.month == 1 else (today.year,):
        oversight.refresh_effects(year=year, today=today, at=at)
        oversight.refresh_work(year=year, at=at)


@app.periodic(cron="10 3 * * *", periodic_id="sweep_pieces")
@app.task(name="suiji.sweep_pieces", queueing_lock="suiji.sweep_pieces")
def sweep_pieces(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Clear away what phones began to send and never finished, and files that were to go with a destroyed one."""
    if not is_steady():
        return
    inspections.sweep_pieces(at=clock.now())
    archive.sweep_destroyed(at=clock.now())


@app.periodic(cron="* * * * *", periodic_id="rescue")
@app.task(name="suiji.rescue", queueing_lock="suiji.rescue", pass_context=True)
async def rescue(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """What a killed worker was at is done again; what kills a worker every time is given up, as failed."""
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=HEARD_OF):
        if job.attempts < MOST_TRIES:
            with suppress(UniqueViolation):  # the same is waiting already: that one will do it
                await jobs.retry_job(job)
                continue
        await jobs.finish_job(job, status=Status.FAILED, delete_job=False)


@app.periodic(cron="50 3 * * *", periodic_id="forget")
@app.task(name="suiji.forget", queueing_lock="suiji.forget")
def forget(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Whatever has outlived its term (``running.retention``): data about people, log-ins, sessions, jobs long done."""
    if not is_steady():
        return
    at = clock.now()
    accounts.forget_old_entries(at=at)
    libraries.erase_what_has_ended(at=at)
    messages.forget_addresses(at=at)
    pacing.forget(at=at)
    app.configure_task("procrastinate.builtin_tasks.remove_old_jobs").defer(
        max_hours=90 * 24, remove_failed=True
    )


@app.periodic(cron="15 * * * *", periodic_id="sign_nationally")
@app.task(name="suiji.sign_nationally", queueing_lock="suiji.sign_nationally")
def sign_nationally(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """The newest checkpoint under SM2 as well, where the house has such a key."""
    national.sign_newest(at=clock.now())


@app.periodic(cron="30 2 * * *", periodic_id="back_up")
@app.task(name="suiji.back_up", queueing_lock="suiji.back_up", lock="suiji.back_up")
def back_up(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """A backup every night, once somebody holds the key it is sealed to; a failure stays in the job's record."""
    try:
        public_key(settings.ENVIRONMENT)
    except Trouble:
        return
    command = [sys.executable, "-m", "suiji.running.command", "backup"]
    subprocess.run(command, check=True, env={**os.environ, "SUIJI_DATABASE_POOL": "0"})  # noqa: S603 — our own command


@app.periodic(cron="* * * * *", periodic_id="seal_journal")
@app.task(name="suiji.seal_journal", queueing_lock="suiji.seal_journal", lock="suiji.seal_journal")
def seal_journal(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """What the database left of its journal is sealed and put where the site keeps it (``SUIJI_JOURNAL_DIR``).

    Without a key to seal it to, it waits in the tray: the doctor says so, and not this job every minute.
    """
    try:
        public = public_key(settings.ENVIRONMENT)
    except Trouble:
        return
    journal.seal_pieces(settings.ENVIRONMENT, public=public)


@app.periodic(cron="*/5 * * * *", periodic_id="deliver")
@app.task(name="suiji.deliver", queueing_lock="suiji.deliver")
def deliver(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Carry out the letters that wait."""
    messages.deliver(at=clock.now())
    sms.carry_out(at=clock.now())


@app.periodic(cron="* * * * *", periodic_id="push")
@app.task(name="suiji.push", queueing_lock="suiji.push", lock="suiji.push")
def push(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Tell other systems what happened, those that asked to be told."""
    machines.push(at=clock.now())


@app.periodic(cron="* * * * *", periodic_id="carry")
@app.task(name="suiji.carry", queueing_lock="suiji.carry", lock="suiji.carry")
def carry(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Carry batches to the platforms that are entered, fetch their answers, and what they hand over to us."""
    exchange.carry(at=clock.now())
    exchange.fetch(at=clock.now())
    libraries.take_received(at=clock.now())


@app.periodic(cron="* * * * *", periodic_id="compare")
@app.task(name="suiji.compare", queueing_lock="suiji.compare", lock="suiji.compare")
def compare(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Ask platforms what they hold, where somebody wants to know."""
    exchange.compare_asked(at=clock.now())


@app.periodic(cron="* * * * *", periodic_id="feed")
@app.task(name="suiji.feed", queueing_lock="suiji.feed", lock="suiji.feed")
def feed(timestamp: int) -> None:  # noqa: ARG001 — procrastinate names when it was due
    """Make batches of the libraries that departments report."""
    libraries.feed_out(at=clock.now())
