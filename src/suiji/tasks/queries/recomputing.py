"""重算 — the frame once more, from what was confirmed and frozen, without the library's tables (Art. 11, 15)."""

import gzip
import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from suiji.law.parameters import class_of_unclassified, parameter
from suiji.libraries.models import Library
from suiji.libraries.states import EntryState
from suiji.organs.days import day_of
from suiji.sampling.frame import excluded_file, frame_file
from suiji.tasks.models import Confirmation, FrozenScope, Task
from suiji.tasks.queries.excluding import GONE, REASONS, Facts, reason_of
from suiji.tasks.queries.rows import bind, lines_of, lines_sha256, row_of
from suiji.tasks.queries.scope import Scope, meets, scope_of_document

FactLine = tuple[str, str, int, int, bool, bool]
"""(code, class, visits of the year, open frames, waived, exempt)."""


def pack_facts(lines: Iterable[FactLine]) -> bytes:
    """Facts as they are kept: gzipped lines of JSON."""
    text = "".join(f"{json.dumps(line, separators=(',', ':'))}\n" for line in lines)
    return gzip.compress(text.encode(), compresslevel=5, mtime=0)


@dataclass(frozen=True, slots=True)
class PartCheck:
    """A department's confirmation, and the hash of the lines it is supposed to stand for."""

    confirmation: Confirmation
    recomputed: str

    @property
    def agrees(self) -> bool:
        """True when the kept lines are those that were confirmed."""
        return self.confirmation.sha256 == self.recomputed


@dataclass(frozen=True, slots=True)
class Recomputed:
    """The frame as the auditor's own computation finds it, beside what was frozen."""

    frozen: FrozenScope
    parts: list[PartCheck]
    eligible: int
    excluded: list[tuple[str, str, int]]
    """(code, words, number) of each reason."""
    frame_sha256: str
    excluded_sha256: str

    @property
    def agrees(self) -> bool:
        """True when every hash is the one on record."""
        return (
            all(part.agrees for part in self.parts)
            and self.frame_sha256 == self.frozen.frame_sha256
            and self.excluded_sha256 == self.frozen.excluded_sha256
        )


def recompute(frozen: FrozenScope) -> Recomputed:
    """Every confirmed line is read again, judged again by scope and exclusions, and hashed again."""
    given = (
        Confirmation.objects.filter(pk__in=frozen.confirmations).select_related("department").order_by("pk")
    )
    found = list(given)
    judged = sorted(_judged(frozen, found))
    frame = [(code, stratum) for code, stratum, reason in judged if not reason]
    excluded = [row for row in judged if row[2] and row[2] not in GONE]
    numbers = Counter(reason for _, _, reason in judged if reason)
    return Recomputed(
        frozen=frozen,
        parts=[PartCheck(one, _bound(one)) for one in found],
        eligible=len(frame),
        excluded=[(reason, REASONS[reason], number) for reason, number in sorted(numbers.items())],
        frame_sha256=hashlib.sha256(frame_file(frame)).hexdigest(),
        excluded_sha256=hashlib.sha256(excluded_file(excluded)).hexdigest(),
    )


def left_out(frozen: FrozenScope) -> list[tuple[str, str]]:
    """(code, reason) of every object of the scope that does not stand in the frame, by code."""
    given = list(Confirmation.objects.filter(pk__in=frozen.confirmations))
    return sorted((code, reason) for code, _, reason in _judged(frozen, given) if reason)


def _bound(found: Confirmation) -> str:
    return bind(found.department.code, Library.OBJECTS, lines_sha256(bytes(found.content)))


def _judged(frozen: FrozenScope, found: Sequence[Confirmation]) -> Iterator[tuple[str, str, str]]:
    """(code, stratum, reason) of every confirmed row that meets the scope."""
    scope, columns = scope_of_document(frozen.rule), tuple(frozen.rule["columns"])
    today = day_of(frozen.computed_at)
    cap, otherwise = parameter("joint_cap", today), class_of_unclassified(today)
    facts = _facts(frozen)
    for row in _rows(found, columns, scope):
        value, visits, open_frames, waived, exempt = facts[row["code"]]
        entry = row.get("state", EntryState.ACTIVE)
        judged = Facts(row["reg_state"], visits, open_frames, waived, exempt, entry)
        yield row["code"], value or otherwise, reason_of(judged, cap)


def _facts(frozen: FrozenScope) -> dict[str, tuple[str, int, int, bool, bool]]:
    return {code: tuple(rest) for code, *rest in map(json.loads, lines_of(bytes(frozen.facts)))}


def _rows(found: Sequence[Confirmation], columns: tuple[str, ...], scope: Scope) -> Iterator[dict[str, Any]]:
    for one in found:
        for line in lines_of(bytes(one.content)):
            row = row_of(line, columns)
            if meets(row, scope):
                yield row


def frozen_scopes(task: Task) -> list[FrozenScope]:
    """What the task's freezes were computed from, the newest first."""
    return list(task.frozen_scopes.defer("facts").order_by("-pk"))
