"""取件 — rows are fetched from a platform page by page; may be stopped and begun again anywhere (decision 0094)."""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote

from django.db import transaction

from suiji import law, vault
from suiji.exchange import outward
from suiji.exchange.inward import digest_of_cells, read_row
from suiji.exchange.kinds import KINDS
from suiji.exchange.models import Inflow, Partner, ReceivedRow, Settlement
from suiji.exchange.outward import Unanswered
from suiji.exchange.queries.mappings import mapping_in_use
from suiji.exchange.queries.received import AT_ONCE, TROUBLED, newest, standing
from suiji.exchange.services.carry import PAUSES
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role

EVERY = timedelta(minutes=10)
PAGES_A_TURN = 20
"""So many pages, then the next inflow: one large platform does not keep the others waiting."""


@dataclass(frozen=True, slots=True)
class Page:
    """Rows as they came, and where the next ones begin."""

    rows: list[tuple[str, dict[str, str]]]
    cursor: str
    more: bool


@transaction.atomic
def set_inflow(
    *, partner: Partner, kind: str, department: Department, basis: str, actor: Actor, at: datetime
) -> Inflow:
    """From now on rows of this kind are fetched there, in the department's name; a second call changes nothing."""
    require_role(actor, Role.SYSTEM_ADMIN)
    inflow, made = Inflow.objects.get_or_create(
        partner=partner,
        kind=KINDS[kind].name,
        ended_at=None,
        defaults={"department": department, "basis": basis, "set_by": actor.name, "set_at": at, "due_at": at},
    )
    if made:
        sentence = f"{actor.name}登记由{department.name}{inflow}（{basis}）。"
        record(inflow, "exchange.inflow_set", actor=actor, at=at, sentence=sentence)
    return inflow


@transaction.atomic
def end_inflow(*, inflow: Inflow, actor: Actor, at: datetime) -> Inflow:
    """Nothing more is fetched; what came stays."""
    require_role(actor, Role.SYSTEM_ADMIN)
    inflow = Inflow.objects.select_for_update(of=("self",)).select_related("partner").get(pk=inflow.pk)
    law.require(law.general.steps_in_order, allowed=inflow.ended_at is None)
    inflow.ended_at = at
    inflow.save(update_fields=["ended_at"])
    record(inflow, "exchange.inflow_ended", actor=actor, at=at, sentence=f"{actor.name}停止{inflow}。")
    return inflow


def fetch(*, at: datetime) -> int:
    """Fetch what is new everywhere; how many rows came. A page is kept together with the place after it."""
    came = 0
    due = Inflow.objects.filter(ended_at=None, partner__ended_at=None, due_at__lte=at)
    for inflow in due.select_related("partner").order_by("due_at", "pk"):
        _read_again(inflow, at)
        came += _fetched(inflow, at)
    return came


@transaction.atomic
def _read_again(inflow: Inflow, at: datetime) -> None:
    """What nobody could read is read by the mapping that came since; the row as it came stays beside the new one."""
    number, mapping = mapping_in_use(inflow.kind)
    Inflow.objects.select_for_update().get(pk=inflow.pk)
    odd = standing(newest(inflow), TROUBLED).filter(mapping_number__lt=number)
    again = []
    for row in odd[:AT_ONCE]:
        values, troubles = read_row(inflow.about, mapping, row.cells)
        again.append(
            ReceivedRow(
                inflow=inflow,
                key=row.key,
                digest=row.digest,
                cells=row.cells,
                values=values,
                troubles=troubles,
                mapping_number=number,
                received_at=at,
            )
        )
    ReceivedRow.objects.bulk_create(again)


def _fetched(inflow: Inflow, at: datetime) -> int:
    came = 0
    try:
        for _ in range(PAGES_A_TURN):
            page = _page(inflow)
            came += _keep(inflow, page, at)
            if not page.more:
                _wait(inflow, at + EVERY, fetched_at=at)
                return came
        _wait(inflow, at)
    except Unanswered as trouble:
        pause = PAUSES[min(inflow.tries, len(PAUSES) - 1)]
        _wait(inflow, at + pause, tries=inflow.tries + 1, trouble=str(trouble)[:200])
    return came


def _wait(inflow: Inflow, due_at: datetime, *, tries: int = 0, trouble: str = "", **more: Any) -> None:
    for name, value in {"due_at": due_at, "tries": tries, "trouble": trouble, **more}.items():
        setattr(inflow, name, value)
    inflow.save(update_fields=["due_at", "tries", "trouble", *more])


def _page(inflow: Inflow) -> Page:
    said = asked(inflow.partner, f"outgoing?kind={quote(inflow.kind)}&cursor={quote(inflow.cursor, safe='')}")
    try:
        rows = [(str(row["key"]), _cells(row)) for row in said["rows"]]
        page = Page(rows, str(said["next"]), more=said["more"] is True)
    except (KeyError, TypeError, AttributeError):
        raise Unanswered("对方的答复读不懂") from None
    if len(page.cursor) > 500 or any(not 0 < len(key) <= 100 for key, _ in rows):
        raise Unanswered("对方的答复读不懂")
    if page.more and page.cursor == inflow.cursor:
        raise Unanswered("对方的列表没有往下走")
    return page


def _cells(row: dict[str, Any]) -> dict[str, str]:
    cells = {str(heading): "" if word is None else str(word) for heading, word in row["cells"].items()}
    if row["sha256"] != digest_of_cells(cells):
        raise Unanswered(f"“{str(row['key'])[:60]}”与它的校验值不符")
    return cells


def asked(partner: Partner, what: str) -> dict[str, Any]:
    """What the platform answers to one question. Raises ``Unanswered``."""
    token = vault.take(partner, "token")
    headers = {"Accept": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    answer = outward.ask("GET", f"{partner.base}/{what}", headers=headers)
    if answer.status != 200:
        raise Unanswered(f"对方答复 {answer.status}")
    try:
        found = json.loads(answer.content)
    except ValueError:
        raise Unanswered("对方的答复读不懂") from None
    if not isinstance(found, dict):
        raise Unanswered("对方的答复读不懂")
    return found


@transaction.atomic
def _keep(inflow: Inflow, page: Page, at: datetime) -> int:
    """The page's rows that say something new, and the place where the next page begins: both, or neither."""
    Inflow.objects.select_for_update().get(pk=inflow.pk)
    keys = {key for key, _ in page.rows}
    known = dict(newest(inflow).filter(key__in=keys).values_list("key", "digest"))
    number, mapping = mapping_in_use(inflow.kind)
    fresh = []
    for key, cells in page.rows:
        digest = digest_of_cells(cells)
        if known.get(key) == digest:
            continue
        known[key] = digest
        values, troubles = read_row(inflow.about, mapping, cells)
        fresh.append(
            ReceivedRow(
                inflow=inflow,
                key=key,
                digest=digest,
                cells=cells,
                values=values,
                troubles=troubles,
                mapping_number=number,
                received_at=at,
            )
        )
    ReceivedRow.objects.bulk_create(fresh)
    inflow.cursor = page.cursor
    inflow.save(update_fields=["cursor"])
    return len(fresh)


@transaction.atomic
def settle_row(*, row: ReceivedRow, taken: bool, because: str, actor: Actor, at: datetime) -> Settlement:
    """What became of a row: used, and where, or set aside, and why. Once."""
    require_role(actor, Role.CLERK, Role.LIBRARIAN, Role.OFFICE, department_id=row.inflow.department_id)
    Inflow.objects.select_for_update().get(pk=row.inflow_id)
    settled = Settlement.objects.filter(row=row).exists()
    law.require(law.general.steps_in_order, allowed=not settled and (not taken or not row.troubles))
    found = Settlement.objects.create(row=row, taken=taken, because=because, by=actor.name, at=at)
    what = "办理" if taken else "不采用"
    record(
        row.inflow,
        "exchange.row_settled",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}{what}{row.inflow}中的{row.key}：{because}",
        facts={"sha256": row.digest},
    )
    return found
