"""A joint check as it stands after the record was signed: everything a follow-up, a file and a report rest on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from suiji.catalogue.models import Item, ItemPart, ItemVersion, ListKind
from suiji.draws.models import Ceremony, DrawKind, DrawnObject, DrawResult, Team, TeamMember, TeamObject
from suiji.draws.states import CeremonyState
from suiji.followup.models import FollowUp, FollowUpKind
from suiji.followup.services import open_follow_up
from suiji.inspections.models import Evidence, Finding, Notice, Signature, SignatureKind, Visit
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger.services import move
from suiji.libraries.models import InspectedObject, Inspector
from suiji.organs.models import Department, Person
from suiji.organs.roles import Role
from suiji.plans.models import PlanKind, PlanLine
from suiji.plans.states import PlanState
from suiji.tasks.models import Task, TaskPart
from suiji.tasks.states import TaskState
from tests.factories.organs import AT, a_department, a_person, an_actor

SIGNED_AT = datetime(2026, 4, 30, 8, 0, tzinfo=UTC)
"""A Thursday before the May holiday: its 7th working day is 13 May, its 20th 1 June (requirements §1.5)."""
DRAWN_AT = datetime(2026, 3, 10, 2, 0, tzinfo=UTC)
EVIDENCE = ({"title": "现场笔录", "pages": 3},)


def a_clerk(department: Department | None = None, *, name: str = "李华") -> Actor:
    """Somebody who handles the department's papers."""
    return an_actor(Role.CLERK, department=department, name=name)


def a_hand(department: Department) -> Actor:
    """An actor who may make every move, for setting a scene; no person ever holds all roles."""
    person = a_person("王办", department=department)
    return Actor(person.pk, person.name, department.pk, department.name, frozenset(Role))


def an_item(
    owner: Department, others: Sequence[Department] = (), *, code: str = "", special: bool = False
) -> ItemVersion:
    """A published joint item with a part for each department."""
    item = Item.objects.create(
        code=code or f"SX-{Item.objects.count() + 1:03d}", kind=ListKind.JOINT, owner=owner
    )
    version = ItemVersion.objects.create(
        item=item,
        number=1,
        state="PUBLISHED",
        field="餐饮服务",
        title="餐饮服务食品安全检查",
        content="许可、原料、环境",
        legal_basis="《中华人民共和国食品安全法》第一百一十条",
        object_scope="餐饮服务提供者",
        effective_from=date(2026, 1, 1),
        special_focus=special,
    )
    for department in (owner, *others):
        ItemPart.objects.create(
            version=version,
            department=department,
            leads=department == owner,
            content="本部门检查内容",
            check_points=["证照"],
        )
    return version


def a_plan_line(
    initiator: Department, *, state: str = PlanState.PUBLISHED, kind: str = PlanKind.ANNUAL, year: int = 2026
) -> PlanLine:
    """A line of the year's plan."""
    return PlanLine.objects.create(
        state=state,
        year=year,
        number=f"JH-{year}-{PlanLine.objects.count() + 1:03d}",
        kind=kind,
        title="餐饮服务联合抽查",
        initiator=initiator,
        period_from=date(year, 3, 1),
        period_until=date(year, 11, 30),
    )


def a_drawn_task(
    initiator: Department | None = None,
    others: Sequence[Department] | None = None,
    *,
    line: PlanLine | None = None,
    at: datetime = DRAWN_AT,
) -> Task:
    """A task whose objects are about to be on a list, moved to 人员已抽取 through the ledger."""
    initiator = initiator or a_department()
    others = (a_department("消防救援"),) if others is None else others
    line = line or a_plan_line(initiator)
    task = Task.objects.create(
        state=TaskState.FROZEN,
        number=f"RW-{Task.objects.count() + 1:03d}",
        title="餐饮服务联合抽查",
        plan_line=line,
        initiator=initiator,
        period_from=date(2026, 4, 1),
        period_until=date(2026, 6, 30),
        method="实地检查",
        rates_bp={},
        frozen_at=at,
    )
    task.item_versions.add(an_item(initiator, others))
    for department in (initiator, *others):
        TaskPart.objects.create(
            task=task,
            department=department,
            leads=department == initiator,
            countersigned_at=at,
            countersigned_by="李华",
        )
    hand = a_hand(initiator)
    for state in (TaskState.OBJECTS_DRAWN, TaskState.DISPATCHED, TaskState.INSPECTORS_DRAWN):
        move(task, state, actor=hand, at=at)
    return task


def a_ceremony(task: Task, kind: DrawKind = DrawKind.OBJECTS, *, at: datetime = DRAWN_AT) -> Ceremony:
    """The task's resulted ceremony of a kind; the same one when asked twice."""
    found = Ceremony.objects.filter(task=task, kind=kind).first()
    if found is not None:
        return found
    operator, witness = (a_person(name, department=task.initiator) for name in ("操作员", "见证员"))
    number = Ceremony.objects.count() + 1
    ceremony = Ceremony.objects.create(
        state=CeremonyState.RESULTED,
        task=task,
        kind=kind,
        host=task.initiator,
        ceremony=f"{number:032x}",
        operator=operator,
        witness=witness,
        opened_at=at,
    )
    DrawResult.objects.create(
        ceremony=ceremony,
        seed="ab" * 32,
        result_sha256="cd" * 32,
        audited_at=at,
        audit_report="一致",
        drawn_at=at,
    )
    return ceremony


def an_object(name: str = "安阳市甲餐饮有限公司", *, code: str = "") -> InspectedObject:
    """A firm of the library."""
    number = InspectedObject.objects.count() + 1
    return InspectedObject.objects.create(
        code=code or f"OBJ-{number:04d}",
        name=name,
        region_id="410502",
        address="安阳市文峰区某路 1 号",
        source=a_department(),
        updated_at=AT,
    )


def an_inspector(department: Department, *, name: str = "") -> Inspector:
    """A certified officer who can log in."""
    number = Inspector.objects.count() + 1
    person: Person = a_person(name or f"检查员{number}", Role.INSPECTOR, department=department)
    return Inspector.objects.create(
        code=f"INS-{number:04d}",
        staff_number=f"{number:04d}",
        name=person.name,
        department=department,
        person=person,
        certificate_number=f"豫E{number:06d}",
        certificate_until=date(2028, 12, 31),
        updated_at=AT,
    )


def a_drawn_object(
    task: Task, thing: InspectedObject | None = None, *, at: datetime = DRAWN_AT
) -> DrawnObject:
    """A line of the task's list."""
    return DrawnObject.objects.create(
        ceremony=a_ceremony(task, at=at), task=task, object=thing or an_object(), year=at.year
    )


def a_team(task: Task) -> Team:
    """The task's team with one officer of each department, the initiator's leading."""
    ceremony = a_ceremony(task, DrawKind.INSPECTORS)
    team = Team._default_manager.create(
        ceremony=ceremony, task=task, code=f"{Team._default_manager.count() + 1}"
    )
    for part in task.parts.select_related("department"):
        TeamMember.objects.create(team=team, inspector=an_inspector(part.department), leads=part.leads)
    return team


@dataclass(frozen=True, slots=True)
class Scene:
    """A signed visit and everybody in it."""

    task: Task
    visit: Visit
    lead: Department
    other: Department


def a_visit(task: Task, *, state: str = VisitState.ON_SITE, arrived_at: datetime = SIGNED_AT) -> Visit:
    """A visit of a new team to a newly drawn object, with an empty finding for each department."""
    drawn, team = a_drawn_object(task), a_team(task)
    TeamObject.objects.create(team=team, drawn=drawn)
    visit = Visit.objects.create(
        state=state, task=task, drawn=drawn, team=team, arrived_at=arrived_at, scheduled_on=date(2026, 4, 30)
    )
    version = task.item_versions.get()
    for part in version.parts.select_related("department").order_by("pk"):
        Finding.objects.create(visit=visit, department=part.department, item_version=version, part=part)
    return visit


def sign(visit: Visit, *, results: Sequence[str] = ("NO_PROBLEM",), at: datetime = SIGNED_AT) -> Visit:
    """The record filled, signed by everybody, and the visit ended."""
    for finding in visit.findings.select_related("department"):
        finding.results, finding.problem, finding.filled_at = list(results), "未按要求公示", at
        finding.answers = {"证照": "有"}
        finding.save()
    for member in visit.team.members.select_related("inspector__department"):
        Signature.objects.create(
            visit=visit,
            kind=SignatureKind.OFFICER,
            signer=member.inspector.name,
            inspector=member.inspector,
            department=member.inspector.department,
            record_sha256="ef" * 32,
            signed_at=at,
        )
    Signature.objects.create(
        visit=visit, kind=SignatureKind.FIRM, signer="赵经理", record_sha256="ef" * 32, signed_at=at
    )
    visit.ended_at = at
    visit.save(update_fields=["ended_at"])
    move(visit, VisitState.SIGNED, actor=a_hand(visit.task.initiator), at=at)
    return visit


def a_notice(visit: Visit) -> Notice:
    """The notice that preceded the visit."""
    return Notice.objects.create(
        visit=visit,
        number=f"安市监抽告〔2026〕{Notice.objects.count() + 1}号",
        mode="WRITTEN",
        receiver="赵经理",
        visit_on=date(2026, 4, 30),
        served_by=a_person("送达人", department=visit.task.initiator),
        served_at=datetime(2026, 4, 27, 1, 0, tzinfo=UTC),
    )


def some_evidence(visit: Visit, *, kind: str = "PHOTO", title: str = "门头照片") -> Evidence:
    """A located photo, with its hash but no bytes."""
    return Evidence.objects.create(
        visit=visit,
        department=visit.task.initiator,
        kind=kind,
        title=title,
        sha256="aa" * 32,
        place="某路 1 号",
        taken_at=SIGNED_AT,
        received_at=SIGNED_AT,
    )


def a_signed_visit(*, results: Sequence[str] = ("TO_BE_HANDLED",), lead: Department | None = None) -> Scene:
    """A notified, signed visit of two departments, with the same results for both."""
    lead = lead or a_department()
    other = a_department("消防救援")
    task = a_drawn_task(lead, (other,))
    visit = a_visit(task)
    a_notice(visit)
    return Scene(task, sign(visit, results=results), lead, other)


def finding_of(scene: Scene, department: Department | None = None) -> Finding:
    """One department's finding of the scene, the initiator's unless said otherwise."""
    return scene.visit.findings.select_related("visit").get(department=department or scene.lead)


def a_transfer(scene: Scene | None = None, *, at: datetime = SIGNED_AT, outside: str = "") -> FollowUp:
    """An unsent transfer from the initiator to the other department, or to an organ outside the directory."""
    scene = scene or a_signed_visit()
    return open_follow_up(
        finding=finding_of(scene),
        kind=FollowUpKind.TRANSFER,
        receiver=None if outside else scene.other,
        receiver_outside=outside,
        facts="涉嫌未经许可从事餐饮服务。",
        evidence=EVIDENCE,
        actor=a_clerk(scene.lead),
        at=at,
    )
