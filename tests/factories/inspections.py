"""Visits for tests: two departments with two officers each, and the steps by real services."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from suiji.catalogue.models import Item, ItemPart, ItemVersion, ListKind
from suiji.draws.models import Ceremony, DrawKind, DrawnObject, Team, TeamMember, TeamObject
from suiji.draws.states import CeremonyState
from suiji.inspections import services
from suiji.inspections.models import Finding, Visit
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject, Inspector
from suiji.libraries.names import grams_of
from suiji.organs.models import Department
from suiji.organs.queries import actor_of
from suiji.organs.roles import Role
from suiji.plans.models import PlanLine
from suiji.plans.states import PlanState
from suiji.tasks.models import Task, TaskPart
from suiji.tasks.states import TaskState
from tests.factories.organs import TODAY, a_department, a_person, an_actor

TOLD_AT = datetime(2026, 4, 27, 1, 0, tzinfo=UTC)
"""A Monday morning."""
ARRIVED_AT = datetime(2026, 4, 30, 1, 0, tzinfo=UTC)
"""The Thursday before the May holiday, 09:00."""
ENDED_AT = datetime(2026, 4, 30, 8, 0, tzinfo=UTC)
"""16:00 of that day: the 20th working day is 1 June (requirements §1.5)."""
POINTS = ["证照齐全", "台账完整"]
JPEG = b"\xff\xd8\xff\xe0" + b"photo" * 20
MP4 = b"\x00\x00\x00\x18ftypisom" + b"video" * 20


def a_checked_item(
    departments: Sequence[Department], *, code: str = "", tests_products: bool = False
) -> ItemVersion:
    """A published joint item, each department with two check points; the first department leads."""
    item = Item.objects.create(
        code=code or f"JC-{Item.objects.count() + 1:03d}", kind=ListKind.JOINT, owner=departments[0]
    )
    version = ItemVersion.objects.create(
        item=item,
        number=1,
        state="PUBLISHED",
        field="餐饮服务",
        title="餐饮服务安全检查",
        legal_basis="《中华人民共和国食品安全法》第一百一十条",
        tests_products=tests_products,
        effective_from=date(2026, 1, 1),
    )
    for department in departments:
        ItemPart.objects.create(
            version=version,
            department=department,
            leads=department == departments[0],
            content="检查本部门许可和台账",
            check_points=POINTS,
        )
    return version


def a_certified_officer(department: Department, name: str = "") -> Inspector:
    """An inspector of the library who can log in."""
    number = Inspector.objects.count() + 1
    person = a_person(name or f"检查员{number}", Role.INSPECTOR, department=department)
    return Inspector.objects.create(
        code=f"INSP-{number:04d}",
        staff_number=f"G{number:04d}",
        name=person.name,
        department=department,
        person=person,
        certificate_number=f"豫EA{number:05d}",
        certificate_until=date(2028, 12, 31),
        updated_at=TOLD_AT,
    )


def a_firm(name: str = "安阳市乙餐饮有限公司") -> InspectedObject:
    """A firm of the library."""
    number = InspectedObject.objects.count() + 1
    return InspectedObject.objects.create(
        code=f"DX-{number:05d}",
        name=name,
        name_grams=grams_of(name),
        region_id="410502",
        address="安阳市文峰区朝霞路 8 号",
        source=a_department(),
        updated_at=TOLD_AT,
    )


def a_task_with_inspectors(
    *, unannounced: bool = False, objects: int = 1, tests_products: bool = False, officers: int = 2
) -> Task:
    """A task whose objects and inspectors are drawn: one team, two departments, two officers of each."""
    lead, other = a_department(), a_department("消防救援")
    number = Task.objects.count() + 1
    line = PlanLine.objects.create(
        state=PlanState.PUBLISHED, year=2026, number=f"P-{number:03d}", title="餐饮联合抽查", initiator=lead
    )
    task = Task.objects.create(
        state=TaskState.INSPECTORS_DRAWN,
        number=f"T-{number:03d}",
        title="餐饮服务联合抽查",
        plan_line=line,
        initiator=lead,
        period_from=date(2026, 4, 1),
        period_until=date(2026, 6, 30),
        method="实地检查",
        unannounced=unannounced,
        unannounced_reason="防止提前准备" if unannounced else "",
    )
    task.item_versions.add(a_checked_item([lead, other], tests_products=tests_products))
    for department in (lead, other):
        TaskPart.objects.create(task=task, department=department, leads=department == lead)
    _a_team(task, [lead, other], objects=objects, officers=officers)
    return task


def a_draw(task: Task, kind: DrawKind) -> Ceremony:
    """A ceremony of the task that has its result."""
    operator, witness = (a_person(name, department=task.initiator) for name in ("操作员", "见证员"))
    return Ceremony.objects.create(
        state=CeremonyState.RESULTED,
        task=task,
        kind=kind,
        host=task.initiator,
        ceremony=f"{Ceremony.objects.count() + 1:032x}",
        operator=operator,
        witness=witness,
        opened_at=TOLD_AT - timedelta(days=7),
    )


def _a_team(task: Task, departments: Sequence[Department], *, objects: int, officers: int) -> Team:
    drawn_in, staffed_in = a_draw(task, DrawKind.OBJECTS), a_draw(task, DrawKind.INSPECTORS)
    team = Team(ceremony=staffed_in, task=task, code="1")
    team.save()
    for department in departments:
        for place in range(officers):
            TeamMember.objects.create(
                team=team,
                inspector=a_certified_officer(department),
                leads=department == task.initiator and place == 0,
            )
    for _ in range(objects):
        drawn = DrawnObject.objects.create(ceremony=drawn_in, task=task, object=a_firm(), year=2026)
        TeamObject.objects.create(team=team, drawn=drawn)
    return team


def the_actor(officer: Inspector) -> Actor:
    """The officer, logged in."""
    assert officer.person is not None
    found = actor_of(officer.person, today=TODAY)
    assert found is not None
    return found


@dataclass(frozen=True)
class Crew:
    """A visit and the people at it: two officers of the initiator, two of the other department."""

    visit: Visit
    leader: Actor
    second: Actor
    guest: Actor
    guest_second: Actor

    @property
    def everybody(self) -> tuple[Actor, ...]:
        """All four officers."""
        return self.leader, self.second, self.guest, self.guest_second

    def again(self) -> Visit:
        """The visit as it stands in the database."""
        return Visit.objects.get(pk=self.visit.pk)

    def finding(self, actor: Actor) -> Finding:
        """The finding that the actor's department fills in."""
        return self.again().findings.get(department_id=actor.department_id)


def approved(task: Task, *, at: datetime = TOLD_AT - timedelta(days=1)) -> Task:
    """The deputy head of the initiator has approved the task's visits."""
    clerk = an_actor(Role.CLERK, department=task.initiator, name="李华")
    deputy = an_actor(Role.DEPUTY_HEAD, department=task.initiator, name="周璟")
    approval = services.apply_for_visits(task=task, reason="按年度计划实施", actor=clerk, at=at)
    services.approve(approval=approval, actor=deputy, at=at)
    return task


def a_crew(*, unannounced: bool = False, tests_products: bool = False, leave: bool = True) -> Crew:
    """A visit just taken over and approved: nobody has been told."""
    task = a_task_with_inspectors(unannounced=unannounced, tests_products=tests_products)
    clerk = an_actor(Role.CLERK, department=task.initiator, name="李华")
    visit = services.take_over(task=task, actor=clerk, at=TOLD_AT - timedelta(days=2))[0]
    if leave:
        approved(task)
    officers = [the_actor(m.inspector) for m in visit.team.members.order_by("pk")]
    return Crew(visit, *officers)


def officer_of(actor: Actor) -> Inspector:
    """The actor as an inspector of the library."""
    return Inspector.objects.get(person_id=actor.id)


def told(crew: Crew, *, at: datetime = TOLD_AT) -> Crew:
    """The object has its notice."""
    services.serve_notice(
        visit=crew.again(),
        mode="WRITTEN",
        receiver="李经理",
        visit_on=date(2026, 4, 30),
        materials="营业执照\n进货台账",
        second=officer_of(crew.second),
        actor=crew.leader,
        at=at,
    )
    return crew


def on_site(crew: Crew | None = None) -> Crew:
    """The team has arrived, after notice unless the check is unannounced."""
    crew = crew or a_crew()
    if not crew.visit.task.unannounced:
        told(crew)
    services.arrive(visit=crew.again(), actor=crew.leader, at=ARRIVED_AT)
    return crew


def ordered(crew: Crew, actor: Actor) -> None:
    """The actor's department has ordered a correction."""
    services.give_order(
        finding=crew.finding(actor),
        way="ORAL",
        problem="台账不完整",
        basis="《中华人民共和国食品安全法》第五十三条",
        demand="补齐台账",
        due_on=date(2026, 5, 15),
        recheck_on=date(2026, 5, 18),
        actor=actor,
        at=ARRIVED_AT + timedelta(hours=1),
    )


def fill(
    crew: Crew,
    actor: Actor,
    results: Sequence[str] = ("NO_PROBLEM",),
    *,
    answer: str = "无",
    problem: str = "",
) -> Finding:
    """One department's finding filled in."""
    return services.fill_finding(
        finding=crew.finding(actor),
        answers=dict.fromkeys(POINTS, answer),
        results=results,
        problem=problem,
        actor=actor,
        at=ARRIVED_AT + timedelta(hours=2),
    )


def filled(crew: Crew | None = None, results: Sequence[str] = ("NO_PROBLEM",), *, problem: str = "") -> Crew:
    """Both departments have filled in their findings, with the same results."""
    crew = crew or on_site()
    for actor in (crew.leader, crew.guest):
        fill(crew, actor, results, answer="有" if problem else "无", problem=problem)
        if "CORRECTION_ORDERED" in results:
            ordered(crew, actor)
    return crew


def signed_by_all(crew: Crew) -> Crew:
    """Every officer and the object have signed."""
    at = ENDED_AT - timedelta(minutes=10)
    for actor in crew.everybody:
        services.sign_officer(visit=crew.again(), actor=actor, at=at)
    services.sign_firm(visit=crew.again(), signer="李经理", actor=crew.leader, at=at)
    return crew


def ended(results: Sequence[str] = ("NO_PROBLEM",), *, problem: str = "", at: datetime = ENDED_AT) -> Crew:
    """A visit whose record is signed and closed."""
    crew = signed_by_all(filled(results=results, problem=problem))
    services.close_record(visit=crew.again(), actor=crew.leader, at=at)
    return crew


def a_photo(crew: Crew, *, place: str = "朝霞路 8 号门前", at: datetime = ARRIVED_AT) -> None:
    """A photo of the address, taken and handed in at that instant."""
    services.add_evidence(
        visit=crew.again(), kind="PHOTO", title="住所大门", content=JPEG, file_name="门.jpg", place=place,
        taken_at=at, actor=crew.leader, at=at,
    )  # fmt: skip


def a_contact(crew: Crew, *, at: datetime = ARRIVED_AT) -> None:
    """An attempt to reach the object, made and handed in at that instant."""
    services.add_evidence(
        visit=crew.again(), kind="CONTACT", title="第一次电话", note="拨打登记电话，无人接听",
        taken_at=at, actor=crew.leader, at=at,
    )  # fmt: skip
