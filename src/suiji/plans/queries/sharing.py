"""报送公示系统 — published plans and temporary checks as they must stand in the publicity system too (Art. 7, 8)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from suiji.exchange import Offer
from suiji.exchange import queries as exchange
from suiji.exchange.offers import Value
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.plans.models import PlanLine
from suiji.plans.queries.consolidating import region_of
from suiji.plans.queries.public import PublicLine, public_lines
from suiji.plans.queries.reading import lines
from suiji.plans.states import PlanState

KIND = "PLAN"
_STANDING = {PlanState.PUBLISHED: "IN_FORCE", PlanState.WITHDRAWN: "WITHDRAWN"}


def shared_in(region: str) -> QuerySet[PlanLine]:
    """What the region's office shares: lines in force, and lines that were public and then withdrawn."""
    rows = lines().filter(initiator__region_id=region, published_at__isnull=False, state__in=_STANDING)
    return rows.order_by("-year", "period_from", "number")


def sharing_board(actor: Actor) -> exchange.Board:
    """The plans of the actor's region, each with how it stands there."""
    return board_of(region_of(actor))


def board_of(region: str) -> exchange.Board:
    """As ``sharing_board``; a line withdrawn before it was ever handed out is nobody's business there."""
    whole = exchange.board(KIND, offers(shared_in(region)))
    return exchange.Board(whole.kind, tuple(row for row in whole.rows if not _never_there(row)))


def _never_there(row: exchange.Offered) -> bool:
    never = row.standing.state == exchange.RowState.WAITING
    return never and row.offer.values["standing"] == "WITHDRAWN"


def offers(rows: Iterable[PlanLine]) -> list[Offer]:
    """Public lines as the exchange takes them: of an unannounced check, what the public may read."""
    found = list(rows)
    keys, gone = keys_of(found), _withdrawn_at(found)
    return [
        Offer(
            keys[row.pk],
            row.initiator_id,
            gone.get(row.pk) or row.published_at,
            _values(row, public),
        )
        for row, public in zip(found, public_lines(found), strict=True)
        if row.published_at is not None
    ]


def keys_of(rows: Iterable[PlanLine]) -> dict[int, str]:
    """What names a line for ever: its number, or for an unannounced one a word that tells nothing."""
    found = list(rows)
    later = any(row.unannounced and row.version > 1 for row in found)
    former = dict(PlanLine.objects.filter(version__gt=1).values_list("pk", "replaces_id")) if later else {}
    return {row.pk: f"JH-{_first(row.pk, former)}" if row.unannounced else row.number for row in found}


def _first(pk: int, former: Mapping[int, int | None]) -> int:
    while (before := former.get(pk)) is not None:
        pk = before
    return pk


def _withdrawn_at(rows: list[PlanLine]) -> dict[int, datetime]:
    keys = [str(row.pk) for row in rows if row.state == PlanState.WITHDRAWN]
    acts = Entry.objects.filter(subject_type="plans.planline", subject_id__in=keys, act="plans.recalled")
    return {int(key): at for key, at in acts.order_by("id").values_list("subject_id", "at")}


def _values(row: PlanLine, public: PublicLine) -> dict[str, Value]:
    return {
        "number": public.number,
        "year": public.year,
        "version": public.version,
        "source": row.kind,
        "title": public.title,
        "fields": "、".join(public.fields),
        "items": "、".join(public.items),
        "selection": public.selection,
        "object_scope": public.object_scope,
        "object_count": public.object_count,
        "ratio": public.ratio,
        "planned_count": public.planned_count,
        "frequency": public.frequency,
        "risk_note": public.risk_note,
        "mode": public.mode,
        "initiator": public.initiator,
        "participants": "、".join(public.participants),
        "period": public.period,
        "basis": public.basis,
        "change_reason": public.change_reason,
        "standing": _STANDING[PlanState(row.state)],
    }


def publicity_of(rows: Iterable[PlanLine]) -> dict[int, exchange.Publicity]:
    """Line → its two publication times; a line that was never public has none."""
    found = [row for row in rows if row.published_at is not None]
    keys = keys_of(found)
    forms = {row.pk: (keys[row.pk], str(row.version), row.published_at) for row in found}
    return exchange.publicity(KIND, forms, field="version")


def there_since(rows: Iterable[PlanLine]) -> dict[int, datetime]:
    """Line → since when the publicity system shows it; those it does not show are absent."""
    found = list(rows)
    keys = keys_of(found)
    times = exchange.accepted_times(KIND, set(keys.values()), "version")
    forms = {row.pk: (keys[row.pk], str(row.version)) for row in found}
    return {pk: times[form] for pk, form in forms.items() if form in times}


def refused_of(actor: Actor) -> list[tuple[PlanLine, exchange.Standing]]:
    """Plans of the actor's department that the publicity system has sent back."""
    refused = {one.key: one for one in exchange.refused_rows(KIND, owner=actor.department_id)}
    if not refused:
        return []
    mine = list(lines().filter(initiator_id=actor.department_id, state__in=_STANDING).order_by("number"))
    keys = keys_of(mine)
    return [(row, refused[keys[row.pk]]) for row in mine if keys[row.pk] in refused]
