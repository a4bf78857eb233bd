"""The demonstration's visits: notified, carried out, recorded, signed. Real firms are found in order; only made-up
firms get made-up findings."""

import io
from dataclasses import dataclass
from datetime import date, datetime

import segno

from suiji.draws.queries import members_now
from suiji.inspections import services as inspections
from suiji.inspections.models import EvidenceKind, Finding, NoticeMode, OrderWay, Visit
from suiji.law.results import ResultCode
from suiji.ledger import Actor
from suiji.libraries.models import Inspector
from suiji.organs.days import day_of
from suiji.organs.queries import actor_of, calendar
from suiji.running.demonstration.firms import is_fictional
from suiji.running.demonstration.moments import moment, workday_after
from suiji.running.demonstration.organs import Cast
from suiji.tasks.models import Task


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the initiating department found at a made-up firm."""

    result: ResultCode
    problem: str = ""
    disposal: str = ""


CLEAN = Outcome(ResultCode.NO_PROBLEM)
MADE_UP = (
    Outcome(
        ResultCode.TO_BE_HANDLED,
        "演示：经营场所悬挂的营业执照与登记事项不一致，涉嫌违法。",
        "提取证据，依法移送处理。",
    ),
    Outcome(ResultCode.CORRECTION_ORDERED, "演示：部分商品未明码标价。", "当场责令改正，十五日内复查。"),
    Outcome(ResultCode.UNREACHABLE, "演示：登记的住所大门紧锁，电话无人接听。", "拍照取证，记录联系经过。"),
    Outcome(ResultCode.NOT_DISCLOSED, "演示：未按规定公示年度报告。", "督促补报并公示。"),
    CLEAN,
    CLEAN,
)
"""Given to made-up firms in turn."""


def outcomes(visits: list[Visit]) -> dict[int, Outcome]:
    """Visit → what is found there: nothing at real firms, the made-up findings at made-up ones in turn."""
    turn = 0
    found: dict[int, Outcome] = {}
    for visit in visits:
        found[visit.pk] = CLEAN
        if is_fictional(visit.drawn.object.code):
            found[visit.pk] = MADE_UP[turn % len(MADE_UP)]
            turn += 1
    return found


def officer(inspector: Inspector, day: date) -> Actor:
    """The inspector as the one who is logged in."""
    actor = actor_of(inspector.person, today=day) if inspector.person else None
    if actor is None:
        raise LookupError(inspector.code)
    return actor


def allow(cast: Cast, task: Task, at: datetime) -> None:
    """The deputy head's leave for the visits of a task (Art. 18)."""
    approval = inspections.apply_for_visits(
        task=task, reason="按年度联合抽查计划实施。", actor=cast.clerk_of(task.initiator), at=at
    )
    inspections.approve(approval=approval, actor=cast.holder(task.initiator, "fg"), at=at)


def notify(visit: Visit, on: date) -> Actor:
    """Pre-check and notice, three working days before the visit, served by two; returns the leader."""
    day = workday_after(on, -3, calendar())
    members = members_now(visit.team)
    leader = officer(members[0].inspector, day)
    inspections.open_pre_check(visit=visit, actor=leader, at=moment(day, 9, 30))
    inspections.serve_notice(
        visit=visit,
        mode=NoticeMode.WRITTEN,
        receiver="企业办公室",
        visit_on=on,
        materials="营业执照\n有关许可证件\n近一年经营台账",
        second=members[1].inspector,
        actor=leader,
        at=moment(day, 10),
    )
    return leader


def carry_out(visit: Visit, on: date, hour: int, outcome: Outcome) -> None:
    """The visit itself: arrival, every department's findings, all signatures (Art. 18–20)."""
    people = [officer(member.inspector, on) for member in members_now(visit.team)]
    leader = people[0]
    inspections.arrive(visit=visit, actor=leader, at=moment(on, hour))
    visit.refresh_from_db()
    unreachable = outcome.result is ResultCode.UNREACHABLE
    if unreachable:
        _prove_absence(visit, leader, moment(on, hour, 10))
    for finding in visit.findings.select_related("part").order_by("department_id"):
        leads = finding.department_id == visit.task.initiator_id
        fill(finding, people, outcome if leads or unreachable else CLEAN, moment(on, hour, 30))
        if leads and outcome.result is ResultCode.CORRECTION_ORDERED:
            _order(finding, people[0], outcome, moment(on, hour, 40))
    for person in people:
        inspections.sign_officer(visit=visit, actor=person, at=moment(on, hour, 45))
    if unreachable:
        for person in people[:2]:
            inspections.note_refusal(
                visit=visit, note="现场无人，无法由被检查对象签字。", actor=person, at=moment(on, hour, 50)
            )
    else:
        inspections.sign_firm(visit=visit, signer="企业负责人", actor=leader, at=moment(on, hour, 50))
    inspections.close_record(visit=visit, actor=leader, at=moment(on, hour, 55))


def fill(finding: Finding, people: list[Actor], outcome: Outcome, at: datetime) -> None:
    """One department's part of the record, filled by its first officer."""
    person = next(p for p in people if p.department_id == finding.department_id)
    good = outcome.result in {ResultCode.NO_PROBLEM, ResultCode.UNREACHABLE}
    inspections.fill_finding(
        finding=finding,
        answers={
            point: "无" if good or place else "有" for place, point in enumerate(finding.part.check_points)
        },
        results=[outcome.result],
        problem=outcome.problem,
        measures=[{"kind": "督促整改", "form": "书面"}] if outcome.disposal and not good else [],
        disposal=outcome.disposal,
        actor=person,
        at=at,
    )


def _order(finding: Finding, person: Actor, outcome: Outcome, at: datetime) -> None:
    due = workday_after(day_of(at), 15, calendar())
    inspections.give_order(
        finding=finding,
        way=OrderWay.WRITTEN,
        problem=outcome.problem,
        basis="《明码标价和禁止价格欺诈规定》（演示）",
        demand="演示：全部商品明码标价。",
        due_on=due,
        recheck_on=workday_after(due, 1, calendar()),
        actor=person,
        at=at,
    )


def _prove_absence(visit: Visit, leader: Actor, at: datetime) -> None:
    picture = io.BytesIO()
    segno.make("演示照片：登记住所现场，虚构").save(picture, kind="png", scale=8)
    inspections.add_evidence(
        visit=visit, kind=EvidenceKind.PHOTO, title="登记住所现场照片（演示）", content=picture.getvalue(),
        file_name="photo.png", place="东经114.35 北纬36.10", taken_at=at, actor=leader, at=at,
    )  # fmt: skip
    inspections.add_evidence(
        visit=visit, kind=EvidenceKind.CONTACT, title="两次拨打登记电话", note="09:10、09:40 两次拨打，均无人接听。",
        taken_at=at, actor=leader, at=at,
    )  # fmt: skip
