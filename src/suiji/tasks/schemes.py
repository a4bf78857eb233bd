"""抽查方案 as a paper, with the countersignatures it has (Art. 12)."""

from datetime import date

from suiji.organs.days import day_of
from suiji.papers import word
from suiji.papers.documents import Assignment, Countersignature, Scheme
from suiji.papers.services import render
from suiji.plans.models import PlanKind
from suiji.tasks.models import Task, TaskPart
from suiji.tasks.queries import parts_of, scope_of


def scheme_pdf(task: Task, *, today: date, demonstration: bool) -> bytes:
    """The scheme as it stands, to be read and signed; without its ratio table (Art. 25)."""
    return render(scheme_of(task, today), demonstration=demonstration)


def scheme_docx(task: Task, *, today: date, demonstration: bool) -> bytes:
    """The same scheme as a Word file."""
    return word.scheme_docx(scheme_of(task, today), demonstration=demonstration)


def scheme_of(task: Task, today: date) -> Scheme:
    """What the paper says before the draw. It bears the day of the last countersignature, or today while unsigned."""
    return written(task, population=scope_of(task).count(), sample=task.count or 0, unsigned_on=today)


def written(task: Task, *, population: int, sample: int, unsigned_on: date) -> Scheme:
    """What the paper says of so many objects, of which so many are to be drawn or were."""
    parts = list(parts_of(task))
    versions = list(task.item_versions.select_related("item").order_by("item__code"))
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
            for part in version.parts.select_related("department").order_by("-leads", "department__code")
        ),
        starts_on=task.period_from,
        ends_on=task.period_until,
        methods=task.method,
        inspector_draw=("由发起部门统一随机抽取" if task.central_inspectors else "由各部门分别随机抽取")
        + f"，每组每部门 {task.officers} 人",
        leader_rule="发起部门的执法检查人员为组长。",
        third_party=_third_parties(task),
        notice_rule="不宜告知，不发放告知书。" if task.unannounced else "现场检查前告知被检查对象。",
        countersignatures=tuple(map(_countersignature, parts)),
    )


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
