"""抽查方案 as a paper of the file: what the task's scheme said when it was countersigned (Art. 12)."""

from suiji.draws.models import DrawKind
from suiji.organs.days import day_of
from suiji.papers.documents import Assignment, Countersignature, Scheme
from suiji.plans.models import PlanKind
from suiji.tasks.models import Task, TaskPart


def scheme_document(task: Task) -> Scheme:
    """The scheme without its ratio table: the file is read by more people than the classes are meant for."""
    parts = list(task.parts.select_related("department").order_by("-leads", "department__code"))
    versions = list(task.item_versions.select_related("item").order_by("item__code"))
    signed = [day_of(part.countersigned_at) for part in parts if part.countersigned_at]
    ceremony = task.ceremonies.filter(kind=DrawKind.OBJECTS).exclude(state="VOID").first()
    return Scheme(
        number=task.number,
        name=task.title,
        task_number=task.number,
        issuer=task.initiator.name,
        issued_on=max(signed) if signed else task.period_from,
        basis="；".join(version.legal_basis for version in versions if version.legal_basis),
        source=_source(task),
        scope="；".join(version.object_scope for version in versions if version.object_scope),
        population=ceremony.members.count() if ceremony else 0,
        sample=task.drawn.count(),
        assignments=tuple(
            Assignment(part.department.name, version.title, part.content)
            for version in versions
            for part in version.parts.select_related("department").order_by("-leads", "department__code")
        ),
        starts_on=task.period_from,
        ends_on=task.period_until,
        methods=task.method,
        inspector_draw=_inspector_draw(task),
        leader_rule="发起部门的执法检查人员为组长。",
        notice_rule="不宜告知，不发放告知书。" if task.unannounced else "现场检查前告知被检查对象。",
        countersignatures=tuple(_countersignature(part) for part in parts),
    )


def _source(task: Task) -> str:
    line = task.plan_line
    return f"{PlanKind(line.kind).label} {line.number}《{line.title}》"


def _inspector_draw(task: Task) -> str:
    who = "由发起部门统一随机抽取" if task.central_inspectors else "由各部门分别随机抽取"
    return f"{who}，每组每部门 {task.officers} 人"


def _countersignature(part: TaskPart) -> Countersignature:
    return Countersignature(
        department=part.department.name,
        opinion="同意" if part.countersigned_at else "",
        signed_by=part.countersigned_by,
        signed_on=day_of(part.countersigned_at) if part.countersigned_at else None,
    )
