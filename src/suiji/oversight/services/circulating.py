"""征求意见 — the figures go round, departments comment, the office answers; a word changes no figure (Art. 29)."""

from datetime import date, datetime

from django.db import transaction

from suiji.law import require
from suiji.law.confidence import comments_are_heard, figure_comes_from_platform
from suiji.law.general import steps_in_order
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import hold, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.oversight.models import Circulation, CommentAnswer, Report, ReportComment
from suiji.oversight.queries import office_of_actor, sha256_of, snapshot, unanswered, under_office
from suiji.oversight.services.reporting import issue
from suiji.oversight.states import CirculationState


@transaction.atomic
def circulate(
    *,
    year: int,
    cut_off_at: datetime,
    comment_until: date,
    notes: str = "",
    seen_sha256: str = "",
    actor: Actor,
    at: datetime,
) -> Circulation:
    """The figures of an instant, frozen and sent to every department for comments until a day."""
    require_role(actor, Role.OFFICE)
    office = office_of_actor(actor)
    if office is None:
        raise NotYours("通报由联席会议办公室印发。")
    content = snapshot(year, cut_off_at, office)
    digest = sha256_of(content)
    require(figure_comes_from_platform, overridden=cut_off_at > at or seen_sha256 not in ("", digest))
    require(steps_in_order, allowed=comment_until >= day_of(at))
    circulation = Circulation.objects.create(
        state=Circulation.machine.initial,
        office=office,
        year=year,
        cut_off_at=cut_off_at.replace(microsecond=0),
        snapshot=content,
        sha256=digest,
        notes=notes.strip(),
        comment_until=comment_until,
        sent_by_id=actor.id,
        sent_at=at,
    )
    record(
        circulation,
        "oversight.circulated",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}就{circulation}征求意见，{comment_until:%Y年%m月%d日}截止。",
        facts={"sha256": digest, "year": year},
    )
    return circulation


@transaction.atomic
def comment(*, circulation: Circulation, text: str, actor: Actor, at: datetime) -> ReportComment:
    """A department's word on its figures, within the period."""
    hold(circulation)
    require_role(actor, Role.CLERK, Role.DEPUTY_HEAD, Role.PRINCIPAL_HEAD)
    if not under_office(circulation.office).filter(pk=actor.department_id).exists():
        raise NotYours("意见由通报所列的部门提出。")
    in_time = circulation.state == CirculationState.OPEN and day_of(at) <= circulation.comment_until
    require(steps_in_order, allowed=in_time and bool(text.strip()))
    made = ReportComment.objects.create(
        circulation=circulation,
        department_id=actor.department_id,
        text=text.strip(),
        made_by_id=actor.id,
        made_at=at,
    )
    record(
        circulation,
        "oversight.commented",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}对{circulation}反馈意见。",
        because=made.text,
    )
    return made


@transaction.atomic
def answer_comment(*, comment: ReportComment, text: str, actor: Actor, at: datetime) -> CommentAnswer:
    """The office's answer. Where the department is right, it corrects its record and new figures are sent round."""
    circulation = hold(comment.circulation)
    require_role(actor, Role.OFFICE, department_id=circulation.office_id)
    require(steps_in_order, allowed=bool(text.strip()) and not hasattr(comment, "answer"))
    answer = CommentAnswer.objects.create(comment=comment, text=text.strip(), made_by_id=actor.id, made_at=at)
    record(
        circulation,
        "oversight.comment_answered",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}答复{comment.department.name}对{circulation}的意见。",
        because=answer.text,
    )
    return answer


@transaction.atomic
def withdraw_circulation(
    *, circulation: Circulation, because: str, actor: Actor, at: datetime
) -> Circulation:
    """Taken back, when records were put right and the figures must be counted anew."""
    hold(circulation)
    require_role(actor, Role.OFFICE, department_id=circulation.office_id)
    require(steps_in_order, allowed=bool(because.strip()))
    move(circulation, CirculationState.WITHDRAWN, actor=actor, at=at, because=because.strip())
    return circulation


@transaction.atomic
def issue_circulated(*, circulation: Circulation, actor: Actor, at: datetime) -> Report:
    """The report over exactly the figures that went round, once the period is over and every comment answered."""
    hold(circulation)
    require_role(actor, Role.OFFICE, department_id=circulation.office_id)
    require(figure_comes_from_platform, overridden=sha256_of(circulation.snapshot) != circulation.sha256)
    require(
        comments_are_heard,
        period_over=day_of(at) > circulation.comment_until,
        unanswered=unanswered(circulation),
    )
    move(circulation, CirculationState.ISSUED, actor=actor, at=at)
    return issue(
        content=circulation.snapshot,
        office=circulation.office,
        cut_off_at=circulation.cut_off_at,
        notes=circulation.notes,
        circulation=circulation,
        actor=actor,
        at=at,
    )
