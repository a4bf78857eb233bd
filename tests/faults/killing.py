"""A step run in a process of its own that dies by SIGKILL, or whose database session is ended, at a chosen moment."""

import os
import signal
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

import psycopg
import psycopg.conninfo
from django.db import connection

from suiji.law import Refused
from suiji.ledger import Stale
from suiji.ledger.services import sequence
from tests.factories.tasks import later

Step = Callable[[], object]
DONE, STRUCK, FAILED = 0, 70, 71


class MissedStrike(BaseException):
    """The session is still there: nothing was tried."""


class Moments:
    """Counts what is said to the database: before every statement, before and after every commit."""

    def __init__(self, at: int, strike: Callable[[], None], *, commits_only: bool) -> None:
        self.left, self.strike, self.commits_only = at, strike, commits_only

    def passed(self) -> None:
        """One moment more; at the chosen one it strikes."""
        self.left -= 1
        if self.left == 0:
            self.strike()

    def statement(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """As Django calls it around every statement."""
        if not self.commits_only:
            self.passed()
        return execute(sql, params, many, context)


def kill_me() -> None:
    """What kill -9 does: no handler, no clean-up, no farewell to the server."""
    os.kill(os.getpid(), signal.SIGKILL)


def end_my_session() -> None:
    """What a fallen database server or a cut cable does to a program that goes on.

    A role may end its own sessions only: the one that strikes is the web role's as well. Whether it ended is asked,
    since a strike that only raises would look like one that struck.
    """
    known = connection.settings_dict
    address = psycopg.conninfo.make_conninfo(
        dbname=known["NAME"], user=known["USER"], password=known["PASSWORD"], host=known["HOST"],
        port=known["PORT"] or None,
    )  # fmt: skip
    try:
        with psycopg.connect(address, autocommit=True) as second:
            pid = connection.connection.info.backend_pid
            ended = second.execute("SELECT pg_terminate_backend(%s, 20000)", [pid]).fetchone()
    except psycopg.Error:
        ended = None
    if ended != (True,):
        raise MissedStrike


def struck(step: Step, at: int, *, strike: Callable[[], None] = kill_me, commits_only: bool = False) -> bool:
    """Whether the step was struck at that moment; False where it came to its end before."""
    child = os.fork()
    if child == 0:
        os._exit(_in_the_child(step, Moments(at, strike, commits_only=commits_only)))
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code in (DONE, STRUCK, -signal.SIGKILL), f"the step ended with {code}, and nobody had struck it"
    return code != DONE


def _in_the_child(step: Step, moments: Moments) -> int:
    connection.connection = None  # the parent's session stays the parent's
    connection.close_at = None
    whole = connection._commit

    def commit() -> None:
        moments.passed()
        whole()
        moments.passed()

    connection._commit = commit  # type: ignore[method-assign]
    with ExitStack() as stack:
        stack.enter_context(connection.execute_wrapper(moments.statement))
        try:
            return _done(step)
        except MissedStrike:
            return FAILED
        except Exception:  # noqa: BLE001 — a session that was ended comes up as one of many errors
            return STRUCK if moments.left <= 0 else FAILED


def _done(step: Step) -> int:
    try:
        step()
    except (Refused, Stale):
        # What was to be done is done; what the sequencer had still to number, it numbers.
        sequence(at=later(9))
    return DONE


def until_it_ends(
    step: Step,
    look: Callable[[], object],
    *,
    stride: int = 1,
    commits_only: bool = False,
    strike: Callable[[], None] = kill_me,
) -> int:
    """Strike the step at its first moment, then at a later one, until it ends; how often it was struck.

    After every death ``look`` says how things stand, and raises where that is ambiguous. Once something new was kept
    the moments are counted anew, so that none is passed over.
    """
    deaths, at, before = 0, 1, look()
    while struck(step, at, strike=strike, commits_only=commits_only):
        deaths += 1
        now = look()
        at, before = (1 if now != before else at + stride), now
    look()
    return deaths
