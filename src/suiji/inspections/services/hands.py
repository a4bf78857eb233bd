"""Who has a hand in a visit, and when: what every act of this room asks first."""

from suiji import law
from suiji.inspections.models import Visit
from suiji.inspections.queries import officer_of
from suiji.inspections.states import VisitState
from suiji.ledger import Actor, NotYours
from suiji.libraries.models import Inspector
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.tasks.states import TaskState


def require_member(visit: Visit, actor: Actor) -> Inspector:
    """The officer this person is in the visit's team; raises ``NotYours`` for everybody else.

    Refused (Art. 14) once the whole task was given up: nobody is visited on a void list.
    """
    require_role(actor, Role.INSPECTOR)
    law.require(law.general.steps_in_order, allowed=visit.task.state != TaskState.VOID)
    officer = officer_of(visit, actor)
    if officer is None:
        raise NotYours("只有本次检查小组的成员可以办理。")
    return officer


def require_state(visit: Visit, *states: VisitState) -> None:
    """Raise ``Refused`` (Art. 14) unless the visit is at one of these steps."""
    law.require(law.general.steps_in_order, allowed=VisitState(visit.state) in states)
