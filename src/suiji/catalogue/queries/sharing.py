"""报送公示系统 — which items a department shares with the publicity system, and how they stand there (Art. 6)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import QuerySet

from suiji.catalogue.models import Item, ItemVersion, ListKind
from suiji.catalogue.queries.items import COMPILING_LINE, ratio_words, versions
from suiji.catalogue.states import ItemState
from suiji.exchange import Offer
from suiji.exchange import queries as exchange
from suiji.exchange.offers import Value
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.organs.models import Department
from suiji.organs.queries import department
from suiji.organs.questions import question

KIND = "ITEM"
_STANDING = {
    ItemState.PUBLISHED: "IN_FORCE",
    ItemState.SUSPENDED: "SUSPENDED",
    ItemState.ABOLISHED: "ABOLISHED",
}
_TOLD = ("catalogue.published", "catalogue.suspended", "catalogue.resumed", "catalogue.abolished")
"""Acts by which what is public of a version changes."""


def shared_by(department: Department) -> list[ItemVersion]:
    """What a department compiles: where it compiles it, the joint list of its level and region, and its own list."""
    compiles = department.line == COMPILING_LINE
    return (_joint(department.region_id, department.level) if compiles else []) + _own(department.pk)


@question
def _joint(region: str, level: str) -> QuerySet[ItemVersion]:
    public = versions().filter(state__in=_STANDING, item__kind=ListKind.JOINT)
    return public.filter(item__owner__region_id=region, item__owner__level=level).order_by("item__code")


@question
def _own(owner: int) -> QuerySet[ItemVersion]:
    public = versions().filter(state__in=_STANDING, item__kind=ListKind.DEPARTMENT)
    return public.filter(item__owner_id=owner).order_by("item__code")


def board(actor: Actor) -> exchange.Board:
    """The items that the actor's department shares, each with how it stands there."""
    return board_of(department(actor.department_id))


def board_of(department: Department) -> exchange.Board:
    """As ``board``; an item repealed before it was ever handed out is nobody's business there."""
    whole = exchange.board(KIND, offers(shared_by(department)))
    return exchange.Board(whole.kind, tuple(row for row in whole.rows if not _never_there(row)))


def _never_there(row: exchange.Offered) -> bool:
    never = row.standing.state == exchange.RowState.WAITING
    return never and row.offer.values["standing"] == "ABOLISHED"


def offers(rows: Iterable[ItemVersion]) -> list[Offer]:
    """Public versions as the exchange takes them."""
    found = list(rows)
    told = told_at([row.pk for row in found])
    return [
        Offer(row.item.code, row.item.owner_id, told[row.pk], _values(row)) for row in found if row.pk in told
    ]


def told_at(versions: Iterable[int]) -> dict[int, datetime]:
    """When each version last became public here, as the ledger holds it."""
    keys = [str(pk) for pk in versions]
    acts = Entry.objects.filter(subject_type="catalogue.itemversion", subject_id__in=keys, act__in=_TOLD)
    return {int(key): at for key, at in acts.order_by("id").values_list("subject_id", "at")}


def _values(row: ItemVersion) -> dict[str, Value]:
    parts = row.parts.all()
    return {
        "code": row.item.code,
        "list": row.item.kind,
        "version": row.number,
        "field": row.field,
        "title": row.title,
        "sub_title": row.sub_title,
        "content": row.content,
        "legal_basis": row.legal_basis,
        "owner": row.item.owner.name,
        "participants": "、".join(part.department.name for part in parts if not part.leads),
        "inspecting_body": row.inspecting_body,
        "levels": row.levels,
        "object_scope": row.object_scope,
        "modes": row.modes,
        "item_class": row.item_class,
        "ratio": ratio_words(row),
        "frequency": row.frequency,
        "standing": _STANDING[ItemState(row.state)],
        "effective_from": row.effective_from,
        "effective_until": row.effective_until,
        "remark": row.remark,
    }


def publicity_of(rows: Iterable[ItemVersion]) -> dict[int, exchange.Publicity]:
    """Version → its two publication times."""
    found = list(rows)
    told = told_at([row.pk for row in found])
    forms = {row.pk: (row.item.code, str(row.number), told.get(row.pk)) for row in found}
    return exchange.publicity(KIND, forms, field="version")


def there_since(rows: Iterable[ItemVersion]) -> dict[int, datetime]:
    """Version → since when the publicity system shows it; those it does not show are absent."""
    found = list(rows)
    times = exchange.accepted_times(KIND, {row.item.code for row in found}, "version")
    forms = {row.pk: (row.item.code, str(row.number)) for row in found}
    return {pk: times[form] for pk, form in forms.items() if form in times}


def refused_of(actor: Actor) -> list[tuple[Item, exchange.Standing]]:
    """Items of the actor's department that the publicity system has sent back."""
    refused = exchange.refused_rows(KIND, owner=actor.department_id)
    codes = [row.key for row in refused]
    mine = Item.objects.filter(owner_id=actor.department_id, code__in=codes) if codes else ()
    items = {item.code: item for item in mine}
    return [(items[row.key], row) for row in refused if row.key in items]
