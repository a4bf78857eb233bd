"""任务进展 — where a task stands after its draw, derived from its visits, results, follow-ups and files (Art. 14).

A task's own states end where its inspectors are drawn; what comes later belongs to the rooms where it happens and is
never stored twice. A task with open follow-ups is 检查完成、处置中, not closed (Art. 23).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.shortcuts import get_object_or_404

from suiji.archive.models import CaseFile
from suiji.archive.states import FILED
from suiji.disclosure.models import Publication
from suiji.disclosure.states import MADE_PUBLIC, WithholdingState
from suiji.followup.models import FollowUp
from suiji.followup.queries import needed_of_tasks
from suiji.followup.states import ENDED, FollowUpState
from suiji.inspections.models import Finding, Visit
from suiji.inspections.states import VisitState
from suiji.law.aftercare import no_open_follow_up
from suiji.ledger import Actor
from suiji.tasks import queries as tasks
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

AFTER_DRAW = (TaskState.OBJECTS_DRAWN, TaskState.DISPATCHED, TaskState.INSPECTORS_DRAWN)


PAIR = Concat("visit_id", Value("-"), "department_id", output_field=CharField())
"""A department's part in a visit."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of Article 14's flow, as the timeline shows it."""

    label: str
    status: str
    who: str = ""
    when: date | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """Where a task stands."""

    task: Task
    objects: int
    signed: int
    owed: int
    """Results to publish: one for each department of each signed visit."""
    published: int
    """Of these: public, or kept inside by a decision that names its law (Art. 4)."""
    follow_ups: int
    open_follow_ups: int
    unregistered: int
    """Findings that lack a follow-up."""
    files: int
    """Sealed files."""

    @property
    def checked(self) -> bool:
        """True when every object on the list was visited."""
        return self.objects > 0 and self.signed == self.objects

    @property
    def disclosed(self) -> bool:
        """True when every result is public, or lawfully kept inside."""
        return self.checked and self.published >= self.owed

    @property
    def settled(self) -> bool:
        """True when nothing is left open (Art. 23)."""
        return self.disclosed and no_open_follow_up(open=self.open_follow_ups + self.unregistered)

    @property
    def filed(self) -> bool:
        """True when every file is sealed."""
        return self.settled and self.files == self.objects

    @property
    def label(self) -> str:
        """The state in the words of the trade."""
        if self.task.state not in AFTER_DRAW:
            return self.task.state_label
        if self.filed:
            return "已归档"
        if self.settled:
            return "已办结"
        if self.disclosed:
            return "检查完成、处置中"
        if self.checked:
            return "检查完成、公示中"
        return "检查中" if self.signed else self.task.state_label

    @property
    def tone(self) -> str:
        """How it is shown; the word always stands beside it."""
        if self.task.state == TaskState.VOID:
            return "bad"
        return "good" if self.settled else "active"


def stages(course: Course) -> list[Stage]:
    """The five steps of Article 14 and the file."""
    drawn = course.task.state in AFTER_DRAW
    done = [drawn, course.checked, course.disclosed, course.settled, course.filed]
    told = [
        ("抽取检查对象和人员", f"{course.objects} 户"),
        ("实施检查", f"{course.signed} / {course.objects} 户"),
        ("录入并公示结果", f"{course.published} / {course.owed} 份"),
        ("后续处理", f"未办结 {course.open_follow_ups} 件，未登记 {course.unregistered} 项"),
        ("立卷归档", f"{course.files} / {course.objects} 卷"),
    ]
    current = next((place for place, is_done in enumerate(done) if not is_done), len(done))
    words = ["done" if place < current else "current" if place == current else "next" for place in range(5)]
    return [Stage(label, status, note) for (label, note), status in zip(told, words, strict=True)]


def courses(rows: Iterable[Task]) -> list[Course]:
    """Where each task stands; a fixed number of questions, however many tasks."""
    found = list(rows)
    those = Task.objects.filter(pk__in=[task.pk for task in found])
    by_task = "task_id"
    objects = _numbers(those.values_list("pk").annotate(number=Count("drawn")))
    signed = _numbers(
        Visit.objects.filter(task__in=those, state=VisitState.SIGNED)
        .values_list(by_task)
        .annotate(Count("pk"))
    )
    owed = _numbers(
        Finding.objects.filter(visit__task__in=those, visit__state=VisitState.SIGNED)
        .values_list("visit__task_id")
        .annotate(
            number=Count(
                Concat("visit_id", Value("-"), "department_id", output_field=CharField()), distinct=True
            )
        )
    )
    told = Q(state__in=MADE_PUBLIC) | Q(withholdings__state=WithholdingState.APPROVED)
    published = _numbers(
        Publication.objects.filter(told, visit__task__in=those)
        .values_list("visit__task_id")
        .annotate(Count("pk", distinct=True))
    )
    all_, open_ = _follow_ups(those)
    files = _numbers(
        CaseFile.objects.filter(visit__task__in=those, state__in=FILED)
        .values_list("visit__task_id")
        .annotate(Count("pk"))
    )
    lacking = needed_of_tasks(those)
    counts = (objects, signed, owed, published, all_, open_, lacking, files)
    return [Course(task, *(count.get(task.pk, 0) for count in counts)) for task in found]


def _numbers(rows: Iterable[tuple[int, int]]) -> dict[int, int]:
    return dict(rows)


def _follow_ups(those: QuerySet[Task]) -> tuple[dict[int, int], dict[int, int]]:
    still = Count("pk", filter=~Q(state__in=ENDED))
    rows = list(
        FollowUp.objects.filter(finding__visit__task__in=those)
        .exclude(state=FollowUpState.WITHDRAWN)
        .values_list("finding__visit__task_id")
        .annotate(number=Count("pk"), still=still)
    )
    return {pk: number for pk, number, _ in rows}, {pk: number for pk, _, number in rows}


def visible_courses(actor: Actor) -> QuerySet[Task]:
    """The tasks an actor may read, the newest first."""
    return tasks.visible_to(actor).select_related("initiator").order_by("-pk")


def course_of(actor: Actor, pk: int) -> Course:
    """One task the actor may read; 404 otherwise."""
    task = get_object_or_404(visible_courses(actor), pk=pk)
    return courses(Task.objects.filter(pk=task.pk).select_related("initiator"))[0]
