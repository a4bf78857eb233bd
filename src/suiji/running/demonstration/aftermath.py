"""What follows the demonstration's visits: publication, a correction, follow-ups, the archive, the office's report."""

from datetime import date, datetime

from suiji.archive import services as archive
from suiji.disclosure import services as disclosure
from suiji.disclosure.models import Publication
from suiji.followup import services as followup
from suiji.followup.models import FollowUpKind
from suiji.inspections.models import Visit
from suiji.law.results import ResultCode
from suiji.organs.days import day_of
from suiji.organs.models import Department
from suiji.organs.queries import calendar
from suiji.oversight import services as oversight
from suiji.running.demonstration.draws import others
from suiji.running.demonstration.firms import is_fictional
from suiji.running.demonstration.moments import moment, workday_after
from suiji.running.demonstration.organs import Cast

USUAL_DELAY, LATE_DELAY = 6, 24
"""Working days from the end of a visit to publication; one department is late once (Art. 29)."""


def publish(cast: Cast, visit: Visit, on: date, *, late: bool) -> None:
    """Every department enters and releases its own result, by two persons (Art. 20(4), 26)."""
    days = calendar()
    departments: list[Department] = [visit.task.initiator, *others(visit.task)]
    for place, department in enumerate(departments):
        tardy = late and place == len(departments) - 1
        released = workday_after(on, LATE_DELAY if tardy else USUAL_DELAY, days)
        publication = disclosure.enter_result(
            visit=visit, actor=cast.clerk_of(department), at=moment(released, 9)
        )
        disclosure.publish(
            publication=publication, actor=cast.holder(department, "sh"), at=moment(released, 15)
        )


def correct_one(cast: Cast, visits: list[Visit], on: date) -> None:
    """A made-up firm's result turns out wrong and is corrected on the principal head's signature (Art. 22)."""
    for visit in visits:
        finding = visit.findings.get(department_id=visit.task.initiator_id)
        if not is_fictional(visit.drawn.object.code) or finding.results != [ResultCode.NOT_DISCLOSED]:
            continue
        publication = Publication.objects.get(visit=visit, department_id=visit.task.initiator_id)
        first = publication.versions.get(number=1)
        rows = [{**row, "results": [ResultCode.NO_PROBLEM.value]} for row in first.rows]
        clerk = cast.clerk_of(visit.task.initiator)
        correction = disclosure.apply_correction(
            publication=publication,
            rows=rows,
            reason="演示：企业年报已于期限内公示，系统同步延迟导致误录",
            evidence="年报公示截图及登记机关出具的说明",
            actor=clerk,
            at=moment(on, 9),
        )
        disclosure.sign_correction(
            correction=correction, actor=cast.holder(visit.task.initiator, "zy"), at=moment(on, 16)
        )
        return


def follow_up(cast: Cast, visits: list[Visit], on: date) -> None:
    """Every made-up finding gets its follow-up; the first is transferred, received and closed (Art. 20(3), 23)."""
    transferred = listed = False
    for visit in visits:
        finding = visit.findings.get(department_id=visit.task.initiator_id)
        clerk, result = cast.clerk_of(visit.task.initiator), finding.results[0]
        ended = visit.ended_at
        assert ended is not None
        day = workday_after(ended.date(), 2, calendar())
        if result == ResultCode.TO_BE_HANDLED:
            _transfer(cast, visit, day, finish=None if transferred else on)
            transferred = True
        elif result in {ResultCode.CORRECTION_ORDERED, ResultCode.UNREACHABLE, ResultCode.NOT_DISCLOSED}:
            kind = {
                ResultCode.CORRECTION_ORDERED: FollowUpKind.RECHECK,
                ResultCode.UNREACHABLE: FollowUpKind.ABNORMAL,
            }.get(ResultCode(result), FollowUpKind.OTHER)
            opened = followup.open_follow_up(
                finding=finding,
                kind=kind,
                due_on=workday_after(day, 15, calendar()),
                actor=clerk,
                at=moment(day),
            )
            if kind is FollowUpKind.ABNORMAL and not listed:
                listed = True  # the first stays open, so that what is overdue can be seen
            else:
                listing = kind is FollowUpKind.ABNORMAL
                followup.close(
                    follow_up=opened,
                    outcome="演示：已列入经营异常名录。" if listing else "演示：已改正，复查通过。",
                    case_number=f"演示列异〔{on.year}〕{opened.pk}号" if listing else "",
                    decided_on=on if listing else None,
                    actor=clerk,
                    at=moment(on, 11),
                )


def _transfer(cast: Cast, visit: Visit, day: date, *, finish: date | None) -> None:
    finding = visit.findings.get(department_id=visit.task.initiator_id)
    clerk, receiver = cast.clerk_of(visit.task.initiator), cast.departments["税务"]
    opened = followup.open_follow_up(
        finding=finding,
        kind=FollowUpKind.TRANSFER,
        receiver=receiver,
        facts=finding.problem,
        evidence=[{"title": "联合抽查情况记录表", "pages": 3}, {"title": "现场笔录", "pages": 2}],
        actor=clerk,
        at=moment(day),
    )
    opened = followup.send(follow_up=opened, actor=clerk, at=moment(day, 16))
    if finish is not None:
        opened = followup.receive(
            follow_up=opened, actor=cast.clerk_of(receiver), at=moment(workday_after(day, 2, calendar()))
        )
        followup.close(
            follow_up=opened,
            outcome="演示：经查证，已依法处理完毕。",
            actor=cast.clerk_of(receiver),
            at=moment(finish, 16),
        )


def file_away(cast: Cast, visits: list[Visit], on: date) -> None:
    """The files of visits with nothing left open (Art. 27)."""
    for visit in visits:
        clerk = cast.clerk_of(visit.task.initiator)
        case_file = archive.open_file(visit=visit, actor=clerk, at=moment(on, 10))
        archive.archive(case_file=case_file, actor=clerk, at=moment(on, 11))


def report(cast: Cast, year: int, at: datetime) -> None:
    """The office's report, frozen at the end of the story (Art. 29)."""
    oversight.refresh_effects(year=year, today=day_of(at), at=at)
    oversight.issue_report(
        year=year, cut_off_at=at, notes="演示数据生成的通报。", actor=cast.actor("bgs"), at=at
    )
