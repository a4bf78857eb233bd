"""行政检查审批表 — what the form says, for each kind of leave."""

from suiji.inspections.models import ApprovalKind, Visit, VisitApproval, VisitMode
from suiji.organs.days import day_of
from suiji.papers.documents import Approval, Countersignature

TITLES = {
    ApprovalKind.VISITS: "行政检查审批表",
    ApprovalKind.QUIET: "不宜告知审批表",
    ApprovalKind.OFF_SITE: "非现场检查审批表",
    ApprovalKind.RECOGNITION: "检查结果互认审批表",
}
BASES = {
    ApprovalKind.VISITS: "《实施细则》第十八条、第二十条",
    ApprovalKind.QUIET: "《实施细则》第二十条（二）",
    ApprovalKind.OFF_SITE: "《实施细则》第十九条",
    ApprovalKind.RECOGNITION: "《实施细则》第二十四条",
}
NAMED = 12
"""Firms that a form names; more are counted."""


def approval_document(approval: VisitApproval) -> Approval:
    """The form as it is signed; empty lines where nobody has decided yet."""
    kind = ApprovalKind(approval.kind)
    opinion = Countersignature(
        department="分管负责人意见",
        opinion=approval.opinion,
        signed_by=approval.approver.name if approval.approver else "",
        signed_on=day_of(approval.decided_at) if approval.decided_at else None,
    )
    return Approval(
        title=TITLES[kind],
        number=approval.number,
        department=approval.department.name,
        applicant=approval.applicant.name,
        applied_on=day_of(approval.applied_at),
        facts=tuple(facts_of(approval)),
        reason=approval.reason,
        basis=BASES[kind],
        opinions=(opinion,),
    )


def facts_of(approval: VisitApproval) -> list[tuple[str, str]]:
    """What is asked for, line by line; the same on the page and on the form."""
    task = approval.task
    rows = [("检查任务", f"{task.title}（{task.number}）")]
    match ApprovalKind(approval.kind):
        case ApprovalKind.VISITS:
            rows += _visits(approval)
        case ApprovalKind.QUIET:
            rows.append(("不宜告知的事项", "；".join(item.title for item in approval.items.order_by("pk"))))
        case ApprovalKind.OFF_SITE:
            visits = approval.visits.select_related("drawn__object").order_by("pk")
            rows += [("检查方式", str(VisitMode(approval.mode).label)), ("检查对象", _named(list(visits)))]
        case ApprovalKind.RECOGNITION:
            rows += _recognition(approval)
    return rows


def _visits(approval: VisitApproval) -> list[tuple[str, str]]:
    task = approval.task
    departments = [
        part.department.name for part in task.parts.select_related("department").order_by("-leads", "pk")
    ]
    drawn = task.drawn.count()
    helpers = "、".join(body.name for body in task.assisting_bodies.order_by("pk"))
    return [
        ("检查部门", "、".join(departments)),
        ("检查对象", f"公开随机抽取的检查对象{f' {drawn} 户' if drawn else ''}"),
        ("检查事项", "；".join(v.title for v in task.item_versions.order_by("pk"))),
        ("检查期间", f"{task.period_from:%Y年%m月%d日} 至 {task.period_until:%Y年%m月%d日}"),
        ("检查方式", task.method or "实地检查"),
        ("告知", f"不宜告知：{task.unannounced_reason}" if task.unannounced else "检查前告知"),
        ("第三方协助", helpers or "无"),
    ]


def _named(visits: list[Visit]) -> str:
    if visits and visits[0].task.unannounced:
        return f"{len(visits)} 户（不宜告知，名称从略）"
    names = "、".join(visit.drawn.object.name for visit in visits[:NAMED])
    return f"{names}等 {len(visits)} 户" if len(visits) > NAMED else names


def _recognition(approval: VisitApproval) -> list[tuple[str, str]]:
    finding, source = approval.finding, approval.source
    assert finding is not None
    assert source is not None
    ended = source.visit.ended_at
    return [
        ("检查对象", _named([finding.visit])),
        ("检查事项", finding.item_version.title),
        ("互认的结果", f"{source.department.name}：{'、'.join(source.result_words)}"),
        ("结果形成日期", f"{day_of(ended):%Y年%m月%d日}" if ended else ""),
    ]
