"""抽查方案 as a paper of the file: the task's scheme, with the numbers that the draw really had (Art. 12, 27)."""

from suiji.draws.models import DrawKind
from suiji.draws.states import CeremonyState
from suiji.papers.documents import Scheme
from suiji.tasks.models import Task
from suiji.tasks.schemes import written


def scheme_document(task: Task) -> Scheme:
    """The scheme without its ratio table: the file is read by more people than the classes are meant for."""
    drawn = task.ceremonies.filter(kind=DrawKind.OBJECTS).exclude(state=CeremonyState.VOID).first()
    return written(
        task,
        population=drawn.members.count() if drawn else 0,
        sample=task.drawn.count(),
        unsigned_on=task.period_from,
        ratios_hidden=True,
    )
