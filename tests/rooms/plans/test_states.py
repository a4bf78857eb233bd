"""Every move of a plan line by every wrong hand, and every pair of states the table does not hold."""

from itertools import permutations

import pytest

from suiji.law import Refused
from suiji.ledger import Edge, NotYours
from suiji.ledger.services import move
from suiji.organs.roles import OFFICIALS
from suiji.plans.models import PlanLine
from suiji.plans.states import PLAN, PlanState
from tests.factories.organs import AT, an_actor
from tests.factories.plans import a_draft_line

pytestmark = pytest.mark.django_db


def in_state(line: PlanLine, state: str) -> PlanLine:
    PlanLine.objects.filter(pk=line.pk).update(state=state)
    return PlanLine.objects.get(pk=line.pk)


@pytest.mark.parametrize("edge", PLAN.edges, ids=lambda edge: f"{edge.source}-{edge.target}")
def test_a_move_is_open_to_the_named_roles_and_to_nobody_else(edge: Edge) -> None:
    line = a_draft_line(items=[])

    for role in OFFICIALS:
        subject = in_state(line, edge.source)
        if role in edge.by:
            assert move(subject, edge.target, actor=an_actor(role), at=AT, because="理由").act == edge.act
        else:
            with pytest.raises(NotYours):
                move(subject, edge.target, actor=an_actor(role), at=AT)


def test_a_move_the_table_does_not_hold_is_refused_to_everybody() -> None:
    line = a_draft_line(items=[])
    everybody = an_actor(*OFFICIALS)

    for source, target in permutations(PlanState.values, 2):
        if PLAN.edge(source, target) is None:
            with pytest.raises(Refused) as caught:
                move(in_state(line, source), target, actor=everybody, at=AT)
            assert caught.value.article == 14
