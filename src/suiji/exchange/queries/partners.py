"""Platforms to which batches are carried: what is under way there, whose turn it is, and what was accepted."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery

from suiji.exchange.mapping import Mapping
from suiji.exchange.models import ExchangeBatch, ExchangeRow, Partner, Passage, ReplyLine
from suiji.exchange.states import ANSWERABLE, BatchState

AT_ONCE = 5_000
"""Rows that are looked at together."""
SHOWN = 100


def partners() -> QuerySet[Partner]:
    """Every platform in use."""
    return Partner.objects.filter(ended_at=None).order_by("pk")


def to_carry(partner: Partner) -> QuerySet[ExchangeBatch]:
    """Batches handed out since the platform was entered that are not on their way there yet."""
    rows = ExchangeBatch.objects.filter(
        kind__in=partner.kinds, prepared_at__gte=partner.set_at, state__in=ANSWERABLE
    )
    return rows.exclude(passages__partner=partner).order_by("pk")


@dataclass(frozen=True, slots=True)
class Turn:
    """A batch's way, and who has to do something."""

    passage: Passage
    whose: str
    tone: str
    refused: int
    open_rows: int


def turns(partner: Partner) -> list[Turn]:
    """The newest hundred ways, those that need somebody first."""
    passages = partner.passages.select_related("batch__department").order_by("-batch")[:SHOWN]
    found = list(passages)
    counts = answers_in([passage.batch for passage in found])
    told = [_turn(passage, *counts[passage.batch_id]) for passage in found]
    return sorted(told, key=lambda turn: turn.tone != "bad")


def _turn(passage: Passage, refused: int, open_rows: int) -> Turn:
    if passage.batch.state == BatchState.TAKEN_BACK:
        whose, tone = "已收回，不再发送", "neutral"
    elif passage.trouble:
        whose, tone = f"系统稍后再试：{passage.trouble}", "bad"
    elif passage.taken_at is None:
        whose, tone = "系统发送", "active"
    elif open_rows:
        whose, tone = f"对方答复（还有 {open_rows} 条）", "soon"
    elif refused:
        whose, tone = f"{passage.batch.department.name}改正后重新导出（退回 {refused} 条）", "bad"
    else:
        whose, tone = "已办结", "good"
    return Turn(passage, whose, tone, refused, open_rows)


def answers_in(batches: Sequence[ExchangeBatch]) -> dict[int, tuple[int, int]]:
    """Batch → how many of its rows were sent back at last, and how many have no answer.

    A batch that is answered to the last row is not looked through: of a library there are hundreds of ten thousand.
    """
    every = [one.pk for one in batches]
    later = ReplyLine.objects.filter(row=OuterRef("row"), pk__gt=OuterRef("pk"))
    back = ReplyLine.objects.filter(~Exists(later), reply__batch__in=every, accepted=False)
    refused = dict(back.values("reply__batch").annotate(n=Count("pk")).values_list("reply__batch", "n"))
    silent = dict.fromkeys(every, 0)
    for state, rows in (
        (
            BatchState.PARTLY,
            ExchangeRow.objects.filter(~Exists(ReplyLine.objects.filter(row=OuterRef("pk")))),
        ),
        (BatchState.HANDED_OUT, ExchangeRow.objects.all()),
    ):
        these = rows.filter(batch__in=[one.pk for one in batches if one.state == state])
        silent |= dict(these.values("batch").annotate(n=Count("pk")).values_list("batch", "n"))
    return {pk: (refused.get(pk, 0), silent[pk]) for pk in every}


def accepted_digests(partner: Partner, kind: str) -> Iterator[tuple[str, str]]:
    """Key and hash of the form that the platform accepted last, as it went out there: by key, in pieces."""
    answer = ReplyLine.objects.filter(row=OuterRef("pk")).order_by("-pk").values("accepted")[:1]
    taken = Passage.objects.filter(partner=partner, taken_at__isnull=False).values("batch")
    rows = ExchangeRow.objects.filter(kind=kind, batch__in=taken).annotate(said=Subquery(answer))
    accepted = rows.filter(said=True).order_by("key", "-pk").distinct("key")
    batches: dict[int, tuple[ExchangeBatch, Mapping]] = {}
    last = ""
    while piece := list(accepted.filter(key__gt=last)[:AT_ONCE]):
        strange = {row.batch_id for row in piece} - batches.keys()
        batches |= {one.pk: (one, one.mapping) for one in ExchangeBatch.objects.filter(pk__in=strange)}
        yield from ((row.key, _sha256(row, *batches[row.batch_id])) for row in piece)
        last = piece[-1].key


def row_sha256(row: ExchangeRow) -> str:
    """The hash of a row as it went out: of its cells under their headings, keys sorted, as JSON without spaces."""
    return _sha256(row, row.batch, row.batch.mapping)


def _sha256(row: ExchangeRow, batch: ExchangeBatch, mapping: Mapping) -> str:
    line = [batch.number, row.key, *mapping.cells(batch.about, row.values, row.platform_at)]
    said = dict(zip(mapping.heading, line, strict=True))
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
