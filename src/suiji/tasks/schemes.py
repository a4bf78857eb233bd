"""抽查方案 as a paper, with the countersignatures it has (Art. 12)."""

from collections.abc import Sequence
from datetime import date

from suiji.catalogue.queries import parts_in_order
from suiji.organs.days import day_of
from suiji.papers import word
from suiji.papers.documents import Assignment, Countersignature, Ratio, Scheme
from suiji.papers.services import render
from suiji.plans.models import PlanKind
from suiji.tasks.models import Execution, LeaderRule, Task, TaskPart
from suiji.tasks.queries import floors, mode_of, officers_of, parts_of, scope_of


def scheme_pdf(task: Task, *, today: date, demonstration: bool) -> bytes:
    """The scheme as it stands, to be read and signed."""
    return render(scheme_of(task, today), demonstration=demonstration)


def scheme_docx(task: Task, *, today: date, demonstration: bool) -> bytes:
    """The same scheme as a Word file."""
    return word.scheme_docx(scheme_of(task, today), demonstration=demonstration)


def scheme_of(task: Task, today: date) -> Scheme:
    """What the paper says before the draw. It bears the day of the last countersignature, or today while unsigned."""
    return written(task, population=scope_of(task).count(), sample=task.count or 0, unsigned_on=today)


def written(
    task: Task, *, population: int, sample: int, unsigned_on: date, ratios_hidden: bool = False
) -> Scheme:
    """What the paper says of so many objects, of which so many are to be drawn or were (0: by the rates).

    The rates are the rule's, never a firm's: of how many firms there are in a class the paper says nothing
    (Art. 25). ``ratios_hidden`` where readers may not know even the rates.
    """
    parts = list(parts_of(task))
    rows = task.item_versions.select_related("item").prefetch_related(parts_in_order())
    versions = list(rows.order_by("item__code"))
    signed = [day_of(part.countersigned_at) for part in parts if part.countersigned_at]
    line = task.plan_line
    return Scheme(
        number=task.number,
        name=task.title,
        task_number=task.number,
        issuer=task.initiator.name,
        issued_on=max(signed) if len(signed) == len(parts) else unsigned_on,
        basis="；".join(version.legal_basis for version in versions if version.legal_basis),
        source=f"{PlanKind(line.kind).label} {line.number}《{line.title}》",
        scope="；".join(version.object_scope for version in versions if version.object_scope),
        population=population,
        sample=sample,
        assignments=tuple(
            Assignment(part.department.name, version.title, part.content)
            for version in versions
            for part in version.parts.all()
        ),
        starts_on=task.period_from,
        ends_on=task.period_until,
        methods=task.method.rstrip("。"),
        number_rule=_number(task),
        ratios=() if ratios_hidden else _ratios(task, unsigned_on),
        inspector_draw=_people(task, parts),
        leader_rule=_leader(task),
        third_party=_third_parties(task),
        notice_rule="不宜告知，不发放告知书。" if task.unannounced else "现场检查前告知被检查对象。",
        countersignatures=tuple(map(_countersignature, parts)),
    )


def _number(task: Task) -> str:
    if task.whole:
        return "全部检查，先后由随机抽取决定" + (f"，分 {task.batches} 批实施" if task.batches > 1 else "")
    return f"共抽取 {task.count} 户，各类不低于下列比例" if task.count else "按下列比例分类抽取"


def _ratios(task: Task, today: date) -> tuple[Ratio, ...]:
    if task.whole:
        return ()
    least = floors(today)
    return tuple(
        Ratio(f"{label} 类", rate, least.get(label, 0)) for label, rate in sorted(task.rates_bp.items())
    )


def _people(task: Task, parts: Sequence[TaskPart]) -> str:
    where = "每个县（市、区）" if task.execution == Execution.LOWER else ""
    how = (
        "由发起部门统一随机抽取" if task.central_inspectors else "由承担检查的各部门各开一场仪式分别随机抽取"
    )
    numbers = "，".join(
        f"{part.department.short_name} {officers_of(part)} 人"
        + (f"（{part.officers_reason}）" if part.officers_reason else "")
        + (f"、专家 {part.experts} 人" if part.experts else "")
        for part in parts
    )
    again = "；上次检查过该对象的人员不再检查该对象" if task.avoid_last else ""
    return f"{mode_of(task).label}。检查人员{how}，{where}分 {task.teams} 个小组，每组：{numbers}{again}"


def _leader(task: Task) -> str:
    who = "下级对口部门" if task.execution == Execution.LOWER else "发起部门"
    if task.leader_rule == LeaderRule.SENIOR:
        return f"{who}抽中的执法检查人员中职务职级最高的为组长，相同的由种子确定"
    return f"{who}抽中的执法检查人员中，由种子随机确定组长"


def _third_parties(task: Task) -> str:
    """Who assists, with what, on which letter; none of them inspects or signs (Art. 19)."""
    words = [
        f"{body.name}协助{body.scope}" + (f"（委托书：{body.entrustment}）" if body.entrustment else "")
        for body in task.assisting_bodies.order_by("pk")
    ]
    return "；".join(words) + "。协助机构不实施检查、不签字、不计入检查人员" if words else ""


def _countersignature(part: TaskPart) -> Countersignature:
    return Countersignature(
        department=part.department.name,
        opinion="同意" if part.countersigned_at else "",
        signed_by=part.countersigned_by,
        signed_on=day_of(part.countersigned_at) if part.countersigned_at else None,
    )
