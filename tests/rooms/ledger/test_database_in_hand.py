"""Somebody with the database in hand, triggers asleep and the log's own key beside it: what a witness saw tells.

Each numbers and signs the log anew after the deed, so that it agrees with itself from the first entry to the last.
"""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from suiji.ledger.check import problems
from suiji.ledger.models import Checkpoint, Cosignature, Entry, Leaf
from suiji.ledger.services import record, sequence, take_cosignatures
from suiji.organs.roles import Role
from suiji.plans.models import PlanLine
from tests.factories.organs import AT, an_actor
from tests.rooms.ledger.test_services import a_line
from tests.rooms.ledger.test_witnesses import Notary, grow

TABLES = ("ledger_entry", "ledger_leaf", "ledger_node", "ledger_checkpoint", "ledger_cosignature")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def notary(monkeypatch: pytest.MonkeyPatch) -> Notary:
    """A witness whom the installation knows."""
    made = Notary()
    monkeypatch.setattr(settings.ENVIRONMENT, "witnesses", [made.vkey])
    return made


class Owner:
    """Sends every protecting trigger to sleep, does what it came for, and wakes them, to leave no trace."""

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def execute(self, statement: str) -> None:
        """One statement against the past."""
        for state in ("DISABLE", "ENABLE"):
            for table in TABLES:
                self.connection.execute(f"ALTER TABLE {table} {state} TRIGGER USER")
            if state == "DISABLE":
                self.connection.execute(statement)


@pytest.fixture
def dba(as_owner: Any) -> Owner:
    """Somebody who can do everything with the database."""
    return Owner(as_owner)


def signed_anew(dba: Owner) -> None:
    """The tree is built and signed once more over what is left, with whatever key the house has now."""
    for table in ("ledger_cosignature", "ledger_checkpoint", "ledger_leaf", "ledger_node", "ledger_pending"):
        dba.execute(f"DELETE FROM {table}")  # noqa: S608
    dba.execute("INSERT INTO ledger_pending (entry_id) SELECT id FROM ledger_entry")
    assert sequence(at=AT) is not None
    assert list(problems()) == [], "by itself the log looks whole"


def witnessed(notary: Notary) -> str:
    """What a stranger keeps: our newest checkpoint as we publish it, cosigned."""
    checkpoint = grow(5)
    take_cosignatures(size=checkpoint.size, lines=[notary.sign(checkpoint.note)])
    return Client().get("/log/checkpoint").content.decode()


def edit_a_row(dba: Owner) -> None:
    dba.execute(
        "UPDATE ledger_entry SET actor_name = '别人' WHERE id = (SELECT min(id) + 1 FROM ledger_entry)"
    )
    signed_anew(dba)


def delete_a_row(dba: Owner) -> None:
    dba.execute("DELETE FROM ledger_leaf")
    dba.execute("DELETE FROM ledger_entry WHERE id = (SELECT min(id) + 1 FROM ledger_entry)")
    signed_anew(dba)


def replay_an_old_backup(dba: Owner) -> None:
    """Everything after the second entry never happened."""
    dba.execute("DELETE FROM ledger_leaf")
    dba.execute("DELETE FROM ledger_entry WHERE id > (SELECT min(id) + 1 FROM ledger_entry)")
    signed_anew(dba)


def slip_one_in(dba: Owner) -> None:
    """Deleted and replaced by another act, so that the number of entries is right."""
    delete_a_row(dba)
    actor = an_actor(Role.CLERK)
    record(a_line(), "plans.noted", actor=actor, at=AT, sentence="另一件事。")
    signed_anew(dba)


def sign_with_another_key(dba: Owner) -> None:
    settings.ENVIRONMENT.ledger_key = "42" * 32
    signed_anew(dba)


@pytest.mark.parametrize(
    ("deed", "told"),
    [
        (edit_a_row, "被改写后重新签过"),
        (delete_a_row, "被截短，或者恢复的是旧备份"),
        (replay_an_old_backup, "见证人见过 5 条，现在只有 2 条"),
        (slip_one_in, "被改写后重新签过"),
        (sign_with_another_key, "另一把密钥重新签过"),
    ],
)
def test_is_caught_by_what_a_witness_saw(
    deed: Callable[[Owner], None],
    told: str,
    dba: Owner,
    notary: Notary,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = witnessed(notary)
    monkeypatch.setattr(settings.ENVIRONMENT, "ledger_key", settings.ENVIRONMENT.ledger_key)

    deed(dba)

    assert any(told in problem for problem in problems(witnessed=seen))


def test_a_log_that_only_grew_agrees_with_every_witness(notary: Notary) -> None:
    seen = witnessed(notary)
    grow(4)

    assert list(problems(witnessed=seen)) == []


class TestWhatIsHandedIn:
    def test_must_bear_the_signature_of_a_witness_we_know(self, notary: Notary) -> None:
        own = grow(3).note

        assert list(problems(witnessed=own)) == ["交来的检查点上没有见证人的联署，不能作为依据。"]

    def test_must_bear_a_true_one(self, notary: Notary) -> None:
        checkpoint = grow(3)
        false = notary.sign("", message="another tree\n")

        assert any("联署是假的" in one for one in problems(witnessed=f"{checkpoint.note}{false}\n"))

    def test_without_witnesses_an_own_copy_will_do(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "witnesses", [])

        assert list(problems(witnessed=grow(3).note)) == []

    def test_must_be_a_checkpoint(self) -> None:
        grow(1)

        assert any("拿错了文件" in one for one in problems(witnessed="hello"))


class TestWithoutTheKey:
    """Who cannot sign is caught by the log alone, witness or not."""

    def test_an_edited_row(self, dba: Owner) -> None:
        grow(3)
        dba.execute(
            "UPDATE ledger_entry SET sentence = '没有这回事。' WHERE id = (SELECT max(id) FROM ledger_entry)"
        )

        assert any("在入账后被改动" in one for one in problems())

    def test_a_deleted_row(self, dba: Owner) -> None:
        grow(3)
        dba.execute("DELETE FROM ledger_leaf WHERE index = 2")
        dba.execute("DELETE FROM ledger_entry WHERE id = (SELECT max(id) FROM ledger_entry)")

        assert any("截短或改写" in one for one in problems())
        assert Leaf.objects.count() == Entry.objects.count() == 2

    def test_an_edited_result_of_the_business(self, dba: Owner) -> None:
        line = a_line()
        grow(1)
        PlanLine.objects.filter(pk=line.pk).update(state="PUBLISHED")

        assert any("不是总账所记的状态" in one for one in problems())


def test_the_deeds_leave_no_cosignature_of_their_own(dba: Owner, notary: Notary) -> None:
    witnessed(notary)

    edit_a_row(dba)

    assert not Cosignature.objects.exists()
    assert Checkpoint.objects.count() == 1
