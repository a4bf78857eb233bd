"""What may be asked of figures sent round: who reads them, what was said, what waits."""

from datetime import date

from django.db.models import QuerySet
from django.shortcuts import get_object_or_404
from django.urls import reverse

from suiji.law.workdays import Deadline
from suiji.ledger import Actor
from suiji.ledger import queries as ledger
from suiji.ledger.models import Entry
from suiji.organs.questions import question
from suiji.organs.roles import Role
from suiji.organs.todo import Todo
from suiji.oversight.models import Circulation, ReportComment
from suiji.oversight.queries.scope import office_of_actor, under_office
from suiji.oversight.states import CirculationState

SPEAKERS = (Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD)


def circulations() -> QuerySet[Circulation]:
    """Every set of figures that went round, the newest first."""
    return Circulation.objects.select_related("office", "sent_by").order_by("-sent_at", "-pk")


def find_circulation(pk: int) -> Circulation:
    """One of them; 404 otherwise."""
    return get_object_or_404(circulations(), pk=pk)


def comments_on(circulation: Circulation) -> QuerySet[ReportComment]:
    """What was said, in order, with the answers."""
    return circulation.comments.select_related("department", "made_by", "answer__made_by").order_by(
        "made_at", "pk"
    )


def find_comment(pk: int) -> ReportComment:
    """One comment; 404 otherwise."""
    return get_object_or_404(ReportComment.objects.select_related("circulation__office", "department"), pk=pk)


def unanswered(circulation: Circulation) -> int:
    """How many comments wait for the office's answer."""
    return circulation.comments.filter(answer=None).count()


def circulation_history(circulation: Circulation) -> QuerySet[Entry]:
    """What happened around it."""
    return ledger.history(circulation)


def may_comment(circulation: Circulation, actor: Actor, *, today: date) -> bool:
    """True for a department that the figures name, while the period lasts."""
    open_ = circulation.state == CirculationState.OPEN and today <= circulation.comment_until
    named = under_office(circulation.office).filter(pk=actor.department_id)
    return open_ and actor.holds(*SPEAKERS) and named.exists()


def may_issue(circulation: Circulation, actor: Actor, *, today: date) -> bool:
    """True for the office once the period is over and nothing waits for an answer."""
    mine = actor.holds(Role.OFFICE) and circulation.office_id == actor.department_id
    over = circulation.state == CirculationState.OPEN and today > circulation.comment_until
    return mine and over and not unanswered(circulation)


def circulation_to_dos(actor: Actor, *, today: date) -> list[Todo]:
    """Departments are asked once for their word; the office answers, then issues."""
    return [todo for row in _going_round() if (todo := _todo(row, actor, today)) is not None]


@question
def _going_round() -> QuerySet[Circulation]:
    return circulations().filter(state=CirculationState.OPEN)


def _todo(row: Circulation, actor: Actor, today: date) -> Todo | None:
    url, until = (
        reverse("oversight:circulation", args=[row.pk]),
        Deadline(row.comment_until, provisional=False),
    )
    if actor.holds(Role.CLERK) and may_comment(row, actor, today=today):
        if row.comments.filter(department_id=actor.department_id).exists():
            return None
        return Todo(
            f"{row.year}年度通报正在征求意见，请核对本部门数据。", "核对并反馈", url, due=until, article=29
        )
    office = office_of_actor(actor) if actor.holds(Role.OFFICE) else None
    if office is None or office.pk != row.office_id:
        return None
    if waiting := unanswered(row):
        return Todo(f"{row.year}年度通报征求意见稿有 {waiting} 条意见没有答复。", "答复意见", url, article=29)
    if today > row.comment_until:
        return Todo(f"{row.year}年度通报征求意见期已满，可以印发。", "印发通报", url, article=29)
    return None
