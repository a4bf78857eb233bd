"""How very many rows of a room stand at the publicity system: asked by the database, not one by one."""

from typing import TypeVar

from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.fields.json import KT
from django.db.models.functions import Cast

from suiji.exchange.models import ExchangeRow, ReplyLine
from suiji.exchange.queries.standings import RowState
from suiji.exchange.states import BatchState

SENT, SENT_FORM, SAID = "sent_row", "sent_form", "sent_accepted"
M = TypeVar("M", bound=Model)


def with_standing(
    rows: QuerySet[M], kind: str, *, key: str, form: str, field: str = "version"
) -> QuerySet[M]:
    """Rows annotated with ``standing``, a ``RowState``: ``key`` and ``form`` name their own fields or annotations.

    ``form`` is a number that grows with every change of what is public, as it was handed out under ``field``.
    """
    sent = ExchangeRow.objects.filter(kind=kind, key=OuterRef(key))
    last = sent.exclude(batch__state=BatchState.TAKEN_BACK).order_by("-pk")
    handed = last.annotate(handed_form=Cast(KT(f"values__{field}"), IntegerField())).values("handed_form")[:1]
    answer = ReplyLine.objects.filter(row=OuterRef(SENT)).order_by("-pk").values("accepted")[:1]
    found: QuerySet[M] = (
        rows.annotate(**{SENT: Subquery(last.values("pk")[:1]), SENT_FORM: Subquery(handed)})
        .annotate(**{SAID: Subquery(answer)})
        .annotate(
            standing=Case(
                When(**{f"{SENT}__isnull": True}, then=Value(RowState.WAITING)),
                When(**{SAID: False}, then=Value(RowState.REFUSED)),
                When(~Q(**{SENT_FORM: F(form)}), then=Value(RowState.CHANGED)),
                When(**{f"{SAID}__isnull": True}, then=Value(RowState.EXPORTED)),
                default=Value(RowState.ACCEPTED),
                output_field=CharField(),
            )
        )
    )
    return found
