"""签收期限 — what was handed over and nobody has signed for yet (Art. 20(3), reading R130)."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.db.models import CharField, Count, F, Min, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, TruncDate
from django.urls import reverse

from suiji.followup.models import FollowUp
from suiji.followup.states import FollowUpState
from suiji.law import parameter
from suiji.law.field_duties import receipt_due
from suiji.law.workdays import Deadline, workdays_between
from suiji.ledger.models import Entry
from suiji.organs.days import SHANGHAI, day_of
from suiji.organs.queries import calendar
from suiji.organs.questions import question
from suiji.organs.shortened import Counted
from suiji.organs.todo import Todo


def with_handover(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """The rows beside the instant of their last sending: after a return the receipt is waited for anew."""
    sent = _sendings().filter(subject_id=Cast(OuterRef("pk"), CharField()))
    return rows.annotate(handed_over_at=Subquery(sent.values("at")[:1]))


def _sendings() -> QuerySet[Entry]:
    """Acts of sending, the last first."""
    sent = Entry.objects.filter(act="followup.sent", subject_type=FollowUp._meta.label_lower)
    return sent.order_by("-id")


def receipt_of(follow_up: FollowUp) -> Deadline | None:
    """The day by which its receiver signs or sends back; None unless it is on its way."""
    if follow_up.state != FollowUpState.SENT:
        return None
    known: datetime | None = getattr(follow_up, "handed_over_at", None)
    if known is None:
        sent = _sendings().filter(subject_id=str(follow_up.pk))
        known = sent.values_list("at", flat=True).first()
    return _receipt(day_of(known or follow_up.sent_at or follow_up.opened_at))


def _receipt(sent_on: date) -> Deadline:
    return receipt_due(sent_on=sent_on, calendar=calendar(), days=parameter("receipt_within", sent_on))


def on_their_way(rows: QuerySet[FollowUp]) -> QuerySet[FollowUp]:
    """Those that wait for a receipt, the nearest first, beside the instant of their last sending."""
    return with_handover(rows.filter(state=FollowUpState.SENT)).order_by(F("handed_over_at"), "pk")


def handed_on() -> TruncDate:
    """The day of the last sending, of rows that stand beside its instant."""
    return TruncDate(Coalesce("handed_over_at", "sent_at"), tzinfo=SHANGHAI)


def receipts_by_term(days: Iterable[tuple[date, int]]) -> Counted:
    """How many receipts are due when, by the days of their sending."""
    return [(_receipt(day), many) for day, many in days]


def awaited(follow_up: FollowUp, *, today: date) -> dict[str, object]:
    """For a page: the day of the receipt and the working days left to it."""
    due = receipt_of(follow_up)
    return {"receipt": due, "receipt_days": workdays_between(today, due.on, calendar()) if due else None}


def pressing(department: int, *, today: date, receiving: bool) -> list[Todo]:
    """What is past its day, a line for each department on the other side.

    The receiver's deputy head presses for it, the sender asks what became of it.
    """
    found: dict[str, _Pressing] = {}
    for other, handed_on, *rest in sorted(
        (_taken if receiving else _given)(department), key=lambda row: (row[-1], row[3])
    ):
        due = _receipt(handed_on)
        if due.on < today:
            mine = _Pressing(due, *rest[:3])
            found[other] = found[other].beside(mine) if other in found else mine
    return [_pressed_for(other, late, receiving=receiving) for other, late in found.items()]


@dataclass(frozen=True, slots=True)
class _Pressing:
    """What one department on the other side has not signed for: how many, and one of them."""

    due: Deadline
    many: int
    pk: int
    name: str

    def beside(self, other: "_Pressing") -> "_Pressing":
        """Both together."""
        due = min(self.due, other.due, key=lambda due: due.on)
        return replace(self, due=due, many=self.many + other.many)


@question
def _given(department: int) -> QuerySet[FollowUp, Any]:
    return _by_day(
        FollowUp.objects.filter(department_id=department, receiver__isnull=False), "receiver__name"
    )


@question
def _taken(department: int) -> QuerySet[FollowUp, Any]:
    return _by_day(FollowUp.objects.filter(receiver_id=department), "department__short_name")


def _by_day(rows: QuerySet[FollowUp], other: str) -> QuerySet[FollowUp, Any]:
    """Whom it is about, the day of the last sending, how many, one of them with its object, when the first was sent."""
    sent = with_handover(rows.filter(state=FollowUpState.SENT)).order_by()
    return sent.values_list(other, handed_on()).annotate(
        Count("pk"), Min("pk"), Min("finding__visit__drawn__object__name"), Min("sent_at")
    )


def _pressed_for(other: str, late: _Pressing, *, receiving: bool) -> Todo:
    what = late.name if late.many == 1 else f" {late.many} 件"
    one = reverse("followup:detail", args=[late.pk])
    url = one if late.many == 1 else f"{reverse('followup:list')}?state={FollowUpState.SENT}"
    sentence = (
        f"{other}移送的{what}逾期没有签收，请督促签收或者退回。"
        if receiving
        else f"移送{other}的{what}，对方逾期没有签收，请联系催办。"
    )
    return Todo(sentence, "查看", url, due=late.due, article=20)
