"""Platforms to which batches are carried: what is under way there, whose turn it is, and what was accepted."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from suiji.exchange.models import ExchangeBatch, ExchangeRow, Partner, Passage, ReplyLine
from suiji.exchange.states import ANSWERABLE, BatchState


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
    passages = list(partner.passages.select_related("batch__department").order_by("-batch")[:100])
    batches = [passage.batch_id for passage in passages]
    answers = _newest_answers(batches)
    counts: dict[int, list[ReplyLine | None]] = {pk: [] for pk in batches}
    for batch, row in ExchangeRow.objects.filter(batch__in=batches).values_list("batch_id", "pk"):
        counts[batch].append(answers.get(row))
    found = [_turn(passage, counts[passage.batch_id]) for passage in passages]
    return sorted(found, key=lambda turn: turn.tone != "bad")


def _turn(passage: Passage, said: Sequence[ReplyLine | None]) -> Turn:
    refused = sum(one is not None and not one.accepted for one in said)
    open_rows = sum(one is None for one in said)
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


def _newest_answers(batches: Iterable[int]) -> dict[int, ReplyLine]:
    lines = ReplyLine.objects.filter(row__batch__in=list(batches)).order_by("pk")
    return {line.row_id: line for line in lines}


def accepted_digests(partner: Partner, kind: str) -> dict[str, str]:
    """Key → hash of the form that the platform accepted last, as it went out there."""
    rows = ExchangeRow.objects.filter(
        kind=kind, batch__passages__partner=partner, batch__passages__taken_at__isnull=False
    ).select_related("batch")
    known = list(rows.order_by("pk"))
    answers = _newest_answers({row.batch_id for row in known})
    found: dict[str, str] = {}
    for row in known:
        answer = answers.get(row.pk)
        if answer is not None and answer.accepted:
            found[row.key] = row_sha256(row)
    return found


def row_sha256(row: ExchangeRow) -> str:
    """The hash of a row as it went out: of its cells under their headings, keys sorted, as JSON without spaces."""
    batch = row.batch
    line = [batch.number, row.key, *batch.mapping.cells(batch.about, row.values, row.platform_at)]
    said = dict(zip(batch.mapping.heading, line, strict=True))
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
