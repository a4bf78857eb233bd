"""第二双手 — much work of the processor is shared with a second process, while the database takes in what is done.

Threads would not do: Python computes in one of them at a time. ``ProcessPoolExecutor`` would not either: its workers
hold both ends of their queue, so that after a ``kill -9`` of their parent they wait for ever, with what they read in
their memory. The second process here knows no database. It reads from
its standard input and ends with it, so that it does not outlive a killed worker; and where it is slow to begin, or has
enough to do, the first one goes on by itself.
"""

import os
import pickle
import subprocess
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

Given = TypeVar("Given")
Made = TypeVar("Made")

AHEAD = 2
"""Pieces of work that wait at the second process."""
MOST = 8
"""Pieces that are done, or begun, before the first of them is asked for."""
MANY_BYTES, MANY_ROWS = 2 << 20, 20_000
"""From here on the work is worth the second that a process takes to begin."""
_CHILD = "import django; django.setup(); from suiji.libraries.services import hands; hands.serve()"


@dataclass(frozen=True, slots=True)
class Hand(Generic[Given, Made]):
    """Work, and who does it with us."""

    work: Callable[[Given], Made]
    ask: Callable[[Given], Made] | None
    """Lets the second process do it; None where we are alone."""
    clerk: Executor

    def in_order(self, pieces: Iterable[Given]) -> Iterator[Made]:
        """What becomes of each piece, in their order."""
        waiting: deque[Future[Made]] = deque()
        for piece in pieces:
            waiting.append(self._begun(piece, waiting))
            while waiting and (waiting[0].done() or len(waiting) > MOST):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()

    def _begun(self, piece: Given, waiting: Iterable["Future[Made]"]) -> "Future[Made]":
        if self.ask is not None and sum(not one.done() for one in waiting) < AHEAD:
            return self.clerk.submit(self.ask, piece)
        done: Future[Made] = Future()
        done.set_result(self.work(piece))
        return done


@contextmanager
def second_hand(work: Callable[[Given], Made], *, worth: bool) -> Iterator[Hand[Given, Made]]:
    """Work that a second process shares, where there is enough of it and more than one core."""
    with ThreadPoolExecutor(max_workers=1) as clerk:
        if not worth or len(os.sched_getaffinity(0)) < 2:
            yield Hand(work, None, clerk)
            return
        with _process(work) as ask:
            yield Hand(work, ask, clerk)


@contextmanager
def _process(work: Callable[[Given], Made]) -> Iterator[Callable[[Given], Made]]:
    child = subprocess.Popen(  # noqa: S603 — our own interpreter, our own words
        [sys.executable, "-c", _CHILD],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert child.stdin is not None
    assert child.stdout is not None
    into, out = child.stdin, child.stdout

    def ask(given: Given) -> Made:
        _hand_over(given, into)
        made: Made = pickle.load(out)  # noqa: S301 — our own child wrote it
        return made

    try:
        _hand_over(work, into)
        yield ask
    finally:
        with suppress(BrokenPipeError):  # it was killed; whoever waits for its answer has been told
            into.close()
        child.wait()
        out.close()


def _hand_over(what: Any, into: Any) -> None:
    pickle.dump(what, into, protocol=5)
    into.flush()


def serve() -> None:
    """The second process: told once what the work is, it does every piece it is given, until there is no more."""
    source, out = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints does not disturb the answers
    work = pickle.load(source)  # noqa: S301 — our own parent wrote it
    while (given := _next(source)) is not None:
        _hand_over(work(given), out)


def _next(source: Any) -> Any:
    try:
        return pickle.load(source)  # noqa: S301 — our own parent wrote it
    except EOFError:
        return None
