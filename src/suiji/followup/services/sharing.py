"""互认、联合惩戒、批量查询 — asked for by a clerk, decided by a deputy head, always with a reason (Art. 24, 25)."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db import transaction

from suiji.disclosure.models import Publication
from suiji.disclosure.states import MADE_PUBLIC
from suiji.followup.models import BulkQuery, Discipline, FollowUp, Recognition
from suiji.followup.queries import covers
from suiji.followup.states import DisciplineState, FollowUpState, RecognitionState
from suiji.law import parameter, require
from suiji.law.aftercare import (
    discipline_has_a_legal_basis,
    outcome_has_its_document,
    recognition_ends,
    result_may_be_recognised,
    result_may_stand_for_another,
)
from suiji.law.general import steps_in_order
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.tasks.models import Task, Waiver, WaiverKind
from suiji.tasks.services import apply_waiver

CLASS = re.compile(r"风险分[类级]|信用风险|[A-DＡ-Ｄ][类级]|风险等级")
"""Words that betray the risk class behind a punishment (Art. 25)."""


@transaction.atomic
def apply_recognition(*, publication: Publication, reason: str, actor: Actor, at: datetime) -> Recognition:
    """Another department's result is to be taken over for as long as it holds; the deputy head decides."""
    require_role(actor, Role.CLERK)
    ended_at = publication.visit.ended_at
    assert ended_at is not None
    months = parameter("recognition_window", day_of(at))
    until = recognition_ends(ended_on=day_of(ended_at), months=months)
    if publication.department_id == actor.department_id:
        raise NotYours("本部门的结果不用互认。")
    publication = hold(publication)
    if publication.recognitions.filter(department_id=actor.department_id).exclude(
        state=RecognitionState.REJECTED
    ):
        raise Stale("本部门已经申请或者同意互认这个结果，不用再申请。")
    public = publication.state in MADE_PUBLIC
    require(result_may_be_recognised, published=public, today=day_of(at), until=until)
    require(steps_in_order, allowed=bool(reason.strip()))
    recognition = Recognition.objects.create(
        state=Recognition.machine.initial,
        publication=publication,
        department_id=actor.department_id,
        reason=reason.strip(),
        valid_until=until,
        applied_by_id=actor.id,
        applied_at=at,
    )
    record(
        recognition,
        "followup.recognition_applied",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}申请{recognition}，有效期至{recognition.valid_until:%Y年%m月%d日}。",
        because=recognition.reason,
    )
    return recognition


@transaction.atomic
def decide_recognition(
    *, recognition: Recognition, agreed: bool, because: str = "", actor: Actor, at: datetime
) -> Recognition:
    """The deputy head's word, who is not the applicant."""
    hold(recognition)
    require_role(actor, Role.DEPUTY_HEAD, department_id=recognition.department_id)
    require(
        steps_in_order,
        allowed=recognition.applied_by_id != actor.id and (agreed or bool(because.strip())),
    )
    recognition.decided_at = at
    recognition.save(update_fields=["decided_at"])
    target = RecognitionState.RECOGNISED if agreed else RecognitionState.REJECTED
    move(recognition, target, actor=actor, at=at, because=because.strip())
    return recognition


@transaction.atomic
def spare(*, recognition: Recognition, task: Task, actor: Actor, at: datetime) -> Waiver:
    """The firm is to be left out of a task's frame: asked for as an exception, which is approved and filed (Art. 24).

    Only where the task would ask of it nothing but what was found clean there, and only before the freeze: a list once
    drawn is not changed by anybody (Art. 15).
    """
    hold(recognition)
    require_role(actor, Role.CLERK, department_id=recognition.department_id)
    agreed = recognition.state == RecognitionState.RECOGNISED
    require(result_may_be_recognised, published=agreed, today=day_of(at), until=recognition.valid_until)
    publication = recognition.publication
    require(
        result_may_stand_for_another,
        same_object=True,
        same_item=covers(publication, task),
        clean=True,
        today=day_of(at),
        until=recognition.valid_until,
    )
    return apply_waiver(
        task=task,
        kind=WaiverKind.EXEMPT,
        reason=f"部门间结果互认：{recognition.reason}",
        basis=f"实施细则第二十四条；{publication}（任务 {publication.visit.task.number}）",
        codes=[publication.visit.drawn.object.code],
        actor=actor,
        at=at,
    )


@transaction.atomic
def propose_discipline(
    *,
    follow_up: FollowUp,
    measure: str,
    legal_basis: str,
    from_on: date,
    until_on: date,
    actor: Actor,
    at: datetime,
) -> Discipline:
    """A joint punishment on a decision with its number, by who took it or brought it about, with its law.

    Refused where it rests on the risk class (Art. 24, 25).
    """
    require_role(actor, Role.CLERK)
    if actor.department_id not in (follow_up.department_id, follow_up.receiver_id):
        raise NotYours("联合惩戒由作出处理的部门或者移送部门提出。")
    require(
        steps_in_order,
        allowed=follow_up.state == FollowUpState.CLOSED and bool(measure.strip()) and until_on > from_on,
    )
    require(
        outcome_has_its_document,
        needed=True,
        number=follow_up.case_number,
        decided_on=follow_up.decided_on,
    )
    require(
        discipline_has_a_legal_basis,
        has_basis=bool(legal_basis.strip()),
        rests_on_class=bool(CLASS.search(legal_basis + measure)),
    )
    discipline = Discipline.objects.create(
        state=Discipline.machine.initial,
        follow_up=follow_up,
        department_id=actor.department_id,
        measure=measure.strip(),
        legal_basis=legal_basis.strip(),
        from_on=from_on,
        until_on=until_on,
        proposed_by_id=actor.id,
        proposed_at=at,
    )
    record(
        discipline,
        "followup.discipline_proposed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}提出{discipline}：{discipline.measure}。",
        because=discipline.legal_basis,
    )
    return discipline


@transaction.atomic
def decide_discipline(
    *, discipline: Discipline, agreed: bool, because: str = "", actor: Actor, at: datetime
) -> Discipline:
    """The deputy head's word, who did not propose it."""
    hold(discipline)
    require_role(actor, Role.DEPUTY_HEAD, department_id=discipline.department_id)
    require(
        steps_in_order,
        allowed=discipline.proposed_by_id != actor.id and (agreed or bool(because.strip())),
    )
    target = DisciplineState.IN_FORCE if agreed else DisciplineState.REJECTED
    move(discipline, target, actor=actor, at=at, because=because.strip())
    return discipline


@transaction.atomic
def lift_discipline(*, discipline: Discipline, because: str, actor: Actor, at: datetime) -> Discipline:
    """Ended before its day by the head who may impose it, and why."""
    hold(discipline)
    require_role(actor, Role.DEPUTY_HEAD, department_id=discipline.department_id)
    require(steps_in_order, allowed=bool(because.strip()))
    move(discipline, DisciplineState.LIFTED, actor=actor, at=at, because=because.strip())
    return discipline


@transaction.atomic
def log_bulk_query(
    *, what: str, reason: str, conditions: Mapping[str, Any], rows: int, actor: Actor, at: datetime
) -> BulkQuery:
    """Many results left the page: who took them, with which conditions, what for (Art. 25)."""
    require(steps_in_order, allowed=bool(reason.strip()))
    query = BulkQuery.objects.create(
        department_id=actor.department_id,
        what=what,
        reason=reason.strip(),
        conditions={key: str(value) for key, value in conditions.items() if value},
        rows=rows,
        made_by_id=actor.id,
        made_at=at,
    )
    record(
        query,
        "followup.bulk_query",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}批量取得{what} {rows} 条。",
        because=query.reason,
        facts=query.conditions,
    )
    return query
