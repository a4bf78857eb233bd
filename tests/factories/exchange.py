"""Offers and batches for tests, made by the real services."""

from datetime import datetime
from typing import Any

from suiji.exchange import Offer, services
from suiji.exchange.models import ExchangeBatch, Reply
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.papers import sheets
from tests.factories.organs import AT, a_department, an_actor

HEADING = ("批次号", "记录标识", "结果", "公示时间", "退回原因", "对方编号")


def an_offer(key: str = "AY-LH-01", *, owner: Department | None = None, **values: Any) -> Offer:
    """An item of the joint list, public since this morning."""
    said = {
        "code": key,
        "list": "JOINT",
        "version": 1,
        "title": "加油站经营情况抽查",
        "legal_basis": "《成品油流通管理办法》第二十一条",
        "owner": "商务局",
        "modes": ["ON_SITE", "TEST"],
        "standing": "IN_FORCE",
    }
    return Offer(key, (owner or a_department("商务")).pk, AT, said | values)


def a_sender() -> Actor:
    """The clerk of the department that compiles the joint list."""
    return an_actor(Role.CLERK, department=a_department("市场监管"))


def a_batch(*offers: Offer, actor: Actor | None = None, at: datetime = AT) -> ExchangeBatch:
    """A batch of items, handed out."""
    return services.prepare_batch(
        kind="ITEM", offers=offers or (an_offer(),), actor=actor or a_sender(), at=at
    )


def answers(*lines: tuple[str, ...]) -> bytes:
    """A reply as a CSV, without the batch's number: key, outcome, time, reason, number."""
    rows = [["", *line, *[""] * (len(HEADING) - 1 - len(line))] for line in lines]
    return sheets.csv_bytes(HEADING, rows)


def answered(batch: ExchangeBatch, *lines: tuple[str, ...], actor: Actor, at: datetime) -> Reply:
    """The batch with these answers."""
    return services.acknowledge(batch=batch, name="回执.csv", content=answers(*lines), actor=actor, at=at)
