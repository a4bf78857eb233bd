"""接收信用风险分类结果 — the class comes in by this way only, and goes out by none (Art. 25)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.models import InspectedObject, RiskClass, RiskRating
from suiji.libraries.queries.rating import may_rate
from suiji.libraries.services.runs import BATCH, one_at_a_time
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role


@dataclass(frozen=True, slots=True)
class Received:
    """What became of the rows; no class is in it."""

    added: int
    unchanged: int
    refused: tuple[tuple[str, str], ...]
    """Code and reason of each row that was not taken."""


@transaction.atomic
def receive_ratings(
    *,
    rows: Iterable[tuple[str, str]],
    rated_on: date,
    source: str,
    version: str,
    actor: Actor,
    at: datetime,
) -> Received:
    """Add ratings by object code; earlier ones stay on record, and the same one twice is kept once.

    The ledger says that and how many ratings came, never which.
    """
    require_role(actor, Role.LIBRARIAN)
    law.require(law.libraries.ratings_come_from_their_department, entitled=may_rate(actor.department_id))
    law.require(law.libraries.ratings_name_source_and_version, source=source, version=version)
    one_at_a_time()
    wanted = list(rows)
    known = _known({code for code, _ in wanted})
    seen = set(RiskRating.objects.filter(rated_on=rated_on).values_list("object_id", "value"))
    added: list[RiskRating] = []
    unchanged = 0
    refused: list[tuple[str, str]] = []
    for code, value in wanted:
        pk = known.get(code)
        if pk is None:
            refused.append((code, "检查对象名录库中没有这个代码"))
        elif value not in RiskClass.values:
            refused.append((code, "类别无法辨认"))
        elif (pk, value) in seen:
            unchanged += 1
        else:
            seen.add((pk, value))
            added.append(
                RiskRating(
                    object_id=pk,
                    value=value,
                    rated_on=rated_on,
                    source=source[:100],
                    version=version[:40],
                    received_at=at,
                )
            )
    RiskRating.objects.bulk_create(added, batch_size=BATCH)
    _note(len(added), rated_on, f"{source}，分类版本 {version}", actor=actor, at=at)
    return Received(len(added), unchanged, tuple(refused))


def _known(codes: set[str]) -> dict[str, int]:
    wanted = sorted(codes)
    found: dict[str, int] = {}
    for start in range(0, len(wanted), BATCH):
        rows = InspectedObject.objects.filter(code__in=wanted[start : start + BATCH])
        found.update(rows.values_list("code", "pk"))
    return found


def _note(count: int, rated_on: date, source: str, *, actor: Actor, at: datetime) -> None:
    record(
        Department.objects.get(pk=actor.department_id),
        "libraries.ratings_received",
        actor=actor,
        at=at,
        sentence=(
            f"{actor.department_name}{actor.name}接收信用风险分类结果 {count} 条，评定日期 {rated_on:%F}，"
            f"来源：{source}。"
        ),
        facts={"count": count, "rated_on": f"{rated_on:%F}"},
    )
