"""What waits for somebody at the lists."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from suiji.catalogue.models import CheckMode, ItemPart, ItemVersion, ListKind
from suiji.catalogue.queries.items import COMPILING_LINE, missing_fields, ratio_words, versions
from suiji.catalogue.queries.sharing import board, refused_of
from suiji.catalogue.queries.yearly import yearly
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor
from suiji.organs.models import Kind
from suiji.organs.queries import department
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo

FEW = 4
"""So many items of one kind stand as lines of their own."""


def to_do(actor: Actor, *, today: date) -> list[Todo]:
    """What waits for this actor: countersignatures, reviews, publications."""
    rows: list[Todo] = []
    if actor.holds(Role.CLERK):
        rows += _todos(actor, "countersign", "等待本部门会签。", "会签事项")
        rows += _todos(actor, "publish", "已经审核并会签齐全，等待公布。", "公布事项")
        rows += _yearly(actor, today)
        rows += _to_share(actor) + _refused(actor)
    if actor.holds(Role.DEPUTY_HEAD):
        rows += _todos(actor, "review", "等待您审核。", "审核事项")
    return rows


def waiting_for(actor: Actor, act: str) -> list[ItemVersion]:
    """What waits for this actor to ``countersign``, ``review`` or ``publish``; nothing where the role is missing."""
    if act == "review":
        return _waiting_for_review(actor) if actor.holds(Role.DEPUTY_HEAD) else []
    if not actor.holds(Role.CLERK):
        return []
    return _unsigned_by(actor.department_id) if act == "countersign" else _waiting_for_publication(actor)


@dataclass(frozen=True, slots=True)
class Beside:
    """A version as it stands in a table beside others."""

    version: ItemVersion
    modes: str
    ratio: str


def beside(rows: Iterable[ItemVersion]) -> list[Beside]:
    """Versions with the words that the table needs."""
    return [
        Beside(
            row, "、".join(CheckMode(mode).label for mode in row.modes), row.ratio_text or ratio_words(row)
        )
        for row in rows
    ]


def _todos(actor: Actor, act: str, waits: str, action: str) -> list[Todo]:
    """One line an item; many become one line that leads to all of them."""
    rows = waiting_for(actor, act)
    if len(rows) <= FEW:
        return [_todo(row, waits, action) for row in rows]
    sentence = f"{len(rows)} 项抽查事项{waits}"
    return [Todo(sentence, f"一并{action}", reverse("catalogue:together", args=[act]), article=6, rank=20)]


def _waiting_for_review(actor: Actor) -> list[ItemVersion]:
    drafts = _drafts_of(actor.department_id)
    return [v for v in drafts if v.legal_basis.strip() and not missing_fields(v, list(v.parts.all()))]


@question
def _drafts_of(department: int) -> QuerySet[ItemVersion]:
    return versions().filter(state=ItemState.DRAFT, item__owner_id=department).order_by("pk")


def _yearly(actor: Actor, today: date) -> list[Todo]:
    """The January confirmation, until it is given; only of departments that have something to confirm."""
    sheet = yearly(actor, today=today)
    if sheet.given is not None or not sheet.versions:
        return []
    words = "已经逾期" if sheet.overdue else "应在 1 月底前确认"
    sentence = f"本部门 {sheet.year} 年抽查事项清单（{len(sheet.versions)} 项）{words}。"
    return [Todo(sentence, "确认清单", reverse("catalogue:yearly"), article=6, rank=15)]


def _to_share(actor: Actor) -> list[Todo]:
    waiting = len(board(actor).to_send)
    if not waiting:
        return []
    sentence = f"{waiting} 项抽查事项已经公布，还没有报送公示系统，或者内容有变。"
    return [Todo(sentence, "报送公示系统", reverse("catalogue:sharing"), article=6, rank=25)]


def _refused(actor: Actor) -> list[Todo]:
    return [
        Todo(
            f"事项 {item.code} 被公示系统退回：{standing.reason}",
            "查看事项",
            f"{reverse('catalogue:list')}?text={item.code}",
            article=6,
            rank=12,
        )
        for item, standing in refused_of(actor)
    ]


def _todo(row: ItemVersion, waits: str, action: str) -> Todo:
    return Todo(f"{row}{waits}", action, reverse("catalogue:detail", args=[row.pk]), article=6, rank=20)


@question
def _unsigned_by(department: int) -> QuerySet[ItemVersion]:
    own = ItemPart.objects.filter(
        version=OuterRef("pk"), department_id=department, leads=False, countersigned_at=None
    )
    waiting = versions().filter(Exists(own), state__in=[ItemState.DRAFT, ItemState.REVIEWED])
    return waiting.filter(item__kind=ListKind.JOINT).order_by("pk")


def _waiting_for_publication(actor: Actor) -> list[ItemVersion]:
    rows = _reviewed_of(actor.department_id)
    compiling = department(actor.department_id)
    if compiling.kind == Kind.REGULATOR and compiling.line == COMPILING_LINE:
        rows += _reviewed_in(compiling.region_id, compiling.level)
    return sorted(rows, key=lambda row: row.pk)


@question
def _reviewed_of(owner: int) -> QuerySet[ItemVersion]:
    mine = versions().filter(state=ItemState.REVIEWED, item__owner_id=owner)
    return mine.filter(item__kind=ListKind.DEPARTMENT).order_by("pk")


@question
def _reviewed_in(region: str, level: str) -> QuerySet[ItemVersion]:
    """Joint items of a region and level that everybody has signed."""
    unsigned = ItemPart.objects.filter(version=OuterRef("pk"), leads=False, countersigned_at=None)
    joint = versions().filter(~Exists(unsigned), state=ItemState.REVIEWED, item__kind=ListKind.JOINT)
    return joint.filter(item__owner__region_id=region, item__owner__level=level).order_by("pk")
