"""Every move of an item version by every wrong hand, and every pair of states the table does not hold."""

from itertools import permutations

import pytest

from suiji.catalogue.models import ItemVersion
from suiji.catalogue.states import ITEM, ItemState
from suiji.law import Refused
from suiji.ledger import Edge, NotYours
from suiji.ledger.services import move
from suiji.organs.roles import OFFICIALS
from tests.factories.catalogue import a_draft_item
from tests.factories.organs import AT, an_actor

pytestmark = pytest.mark.django_db


def in_state(version: ItemVersion, state: str) -> ItemVersion:
    ItemVersion.objects.filter(pk=version.pk).update(state=state)
    return ItemVersion.objects.get(pk=version.pk)


@pytest.mark.parametrize("edge", ITEM.edges, ids=lambda edge: f"{edge.source}-{edge.target}")
def test_a_move_is_open_to_the_named_roles_and_to_nobody_else(edge: Edge) -> None:
    version = a_draft_item()

    for role in OFFICIALS:
        subject = in_state(version, edge.source)
        if role in edge.by:
            assert move(subject, edge.target, actor=an_actor(role), at=AT, because="理由").act == edge.act
        else:
            with pytest.raises(NotYours):
                move(subject, edge.target, actor=an_actor(role), at=AT)


def test_a_move_the_table_does_not_hold_is_refused_to_everybody() -> None:
    version = a_draft_item()
    everybody = an_actor(*OFFICIALS)

    for source, target in permutations(ItemState.values, 2):
        if ITEM.edge(source, target) is None:
            with pytest.raises(Refused) as caught:
                move(in_state(version, source), target, actor=everybody, at=AT)
            assert caught.value.article == 14


def test_an_abolished_version_goes_nowhere() -> None:
    assert not [edge for edge in ITEM.edges if edge.source in (ItemState.ABOLISHED, ItemState.SUPERSEDED)]
