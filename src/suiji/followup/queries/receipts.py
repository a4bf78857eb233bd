"""签收期限 — what was handed over and nobody has signed for yet (Art. 20(3), reading R130)."""

from datetime import date, datetime

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.urls import reverse

from suiji.followup.models import FollowUp
from suiji.followup.states import FollowUpState
from suiji.law import parameter
from suiji.law.field_duties import receipt_due
from suiji.law.workdays import Deadline, workdays_between
from suiji.ledger.models import Entry
from suiji.organs.days import day_of
from suiji.organs.queries import calendar
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
    sent_on = day_of(known or follow_up.sent_at or follow_up.opened_at)
    return receipt_due(sent_on=sent_on, calendar=calendar(), days=parameter("receipt_within", sent_on))


def awaited(follow_up: FollowUp, *, today: date) -> dict[str, object]:
    """For a page: the day of the receipt and the working days left to it."""
    due = receipt_of(follow_up)
    return {"receipt": due, "receipt_days": workdays_between(today, due.on, calendar()) if due else None}


def unsigned(rows: QuerySet[FollowUp], *, today: date, receiving: bool) -> list[Todo]:
    """What is past its day, a line for each department on the other side.

    The receiver's deputy head presses for it, the sender asks what became of it.
    """
    late: dict[str, list[tuple[Deadline, FollowUp]]] = {}
    for row in with_handover(rows.filter(state=FollowUpState.SENT)).order_by("sent_at", "pk"):
        due = receipt_of(row)
        if due is not None and due.on < today:
            other = row.department.short_name if receiving else row.receiver_name
            late.setdefault(other, []).append((due, row))
    return [_pressed_for(other, found, receiving=receiving) for other, found in late.items()]


def _pressed_for(other: str, found: list[tuple[Deadline, FollowUp]], *, receiving: bool) -> Todo:
    first = found[0][1]
    what = str(first.finding.visit.drawn.object) if len(found) == 1 else f" {len(found)} 件"
    one = reverse("followup:detail", args=[first.pk])
    url = one if len(found) == 1 else f"{reverse('followup:list')}?state={FollowUpState.SENT}"
    sentence = (
        f"{other}移送的{what}逾期没有签收，请督促签收或者退回。"
        if receiving
        else f"移送{other}的{what}，对方逾期没有签收，请联系催办。"
    )
    return Todo(sentence, "查看", url, due=min((due for due, _ in found), key=lambda due: due.on), article=20)
