"""收回和撤回 — a countersigned scheme is taken back before the freeze, and an open ceremony ends with it (R142)."""

from datetime import datetime

from django.db import transaction

from suiji.draws.models import Ceremony, VoidCause
from suiji.draws.services.voiding import void_with_task
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.ledger.services import hold, sequence
from suiji.tasks import services as tasks
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState

WORDS = {
    TaskState.DRAFT: (VoidCause.REVISED, "名单冻结以前方案收回修改。"),
    TaskState.WITHDRAWN: (VoidCause.WITHDRAWN, "名单冻结以前任务撤回。"),
}
"""What the public log says of the ceremony; the department's own reason stands in the task's record."""


def take_back(*, task: Task, to: TaskState, because: str, actor: Actor, at: datetime) -> Task:
    """The task is a draft again, to be countersigned and confirmed anew, or it is withdrawn for good.

    A ceremony that was open for it is void in the public log. Refused: without a reason, from the freeze on.
    """
    living = Ceremony.objects.filter(task=task, state=CeremonyState.OPEN).order_by("pk")
    with transaction.atomic():
        # The ceremony before its task, as a freeze takes them: whichever comes second sees what the first has done.
        list(living.select_for_update(of=("self",)))
        tasks.take_back(task=hold(task), to=to, because=because, actor=actor, at=at)
        cause, words = WORDS[to]
        for ceremony in living.select_related("host", "task"):
            void_with_task(ceremony=ceremony, cause=cause, because=words, at=at)
    sequence(at=at)
    return task
