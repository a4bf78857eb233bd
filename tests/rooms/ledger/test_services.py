"""The ledger: one function moves a state, and nothing that was written can be unwritten."""

from datetime import UTC, datetime
from itertools import product
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.check import problems
from suiji.ledger.models import Checkpoint, Entry, Leaf, Pending
from suiji.ledger.queries import (
    checkpoint_over,
    consistency_path,
    history,
    inclusion_path,
    is_checkpointed,
    proof_of,
)
from suiji.ledger.services import move, record, sequence
from suiji.ledger.signing import verifier_key
from suiji.organs.roles import Role
from suiji.plans.models import PlanLine
from suiji.plans.states import PLAN, PlanState
from suiji.sampling import merkle
from suiji.sampling.note import parse_vkey
from suiji.sampling.proof import parse_proof
from tests.factories.organs import AT, a_department, an_actor

pytestmark = pytest.mark.django_db


def a_line(state: str = PlanState.DRAFT) -> PlanLine:
    return PlanLine.objects.create(
        year=2026,
        number=f"N{PlanLine.objects.count()}",
        title="宾馆旅店",
        initiator=a_department(),
        state=state,
    )


@pytest.mark.article(5)
class TestMove:
    def test_assigns_the_state_and_writes_a_sentence_in_the_same_transaction(self) -> None:
        line, clerk = a_line(), an_actor(Role.CLERK, name="王芳")

        entry = move(line, PlanState.SUBMITTED, actor=clerk, at=AT)

        line.refresh_from_db()
        assert line.state == PlanState.SUBMITTED
        assert entry.sentence == "安阳市市场监管局王芳报送计划 N0《宾馆旅店》。"
        assert (entry.from_state, entry.to_state) == ("DRAFT", "SUBMITTED")
        assert list(history(line)) == [entry]

    def test_refuses_every_move_its_table_does_not_hold_in_the_words_of_article_14(self) -> None:
        allowed = {(e.source, e.target) for e in PLAN.edges}
        clerk = an_actor(Role.CLERK, Role.OFFICE)

        for source, target in product(PlanState.values, PlanState.values):
            if (source, target) in allowed:
                continue
            line = a_line(source)
            with pytest.raises(Refused) as refusal, transaction.atomic():
                move(line, target, actor=clerk, at=AT)
            assert refusal.value.article == 14

        assert Entry.objects.count() == 0

    def test_refuses_a_hand_that_the_edge_does_not_name(self) -> None:
        with pytest.raises(NotYours):
            move(a_line(), PlanState.SUBMITTED, actor=an_actor(Role.OFFICE), at=AT)

    def test_refuses_who_looked_at_an_older_state(self) -> None:
        line = a_line()
        seen_earlier = PlanLine.objects.get(pk=line.pk)
        clerk = an_actor(Role.CLERK)
        move(line, PlanState.SUBMITTED, actor=clerk, at=AT)

        with pytest.raises(Stale):
            move(seen_earlier, PlanState.SUBMITTED, actor=clerk, at=AT)

    def test_keeps_the_databases_own_time_whatever_the_application_sends(self) -> None:
        entry = move(a_line(), PlanState.SUBMITTED, actor=an_actor(Role.CLERK), at=AT)
        Entry.objects.bulk_create(
            [
                Entry(
                    **{
                        f.attname: getattr(entry, f.attname)
                        for f in Entry._meta.fields
                        if f.attname not in {"id", "uid"}
                    }
                )
            ]
        )

        stamped = Entry.objects.order_by("-id").first()

        assert stamped is not None
        assert stamped.recorded_at is not None
        assert stamped.recorded_at > AT

    def test_writes_nothing_that_cannot_be_written_canonically(self) -> None:
        with pytest.raises(ValueError, match=r"number|float|integer"):
            record(
                a_line(), "plans.x", actor=an_actor(Role.CLERK), at=AT, sentence="一。", facts={"ratio": 0.1}
            )


@pytest.mark.article(5)
class TestPast:
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE ledger_entry SET sentence = 'x'",
            "DELETE FROM ledger_entry",
            "TRUNCATE ledger_entry CASCADE",
            "UPDATE ledger_leaf SET index = index + 1",
            "DELETE FROM ledger_checkpoint",
            "TRUNCATE ledger_checkpoint",
            "ALTER TABLE ledger_entry DISABLE TRIGGER ALL",
            "DROP TABLE ledger_entry CASCADE",
            "ALTER TABLE ledger_entry OWNER TO suiji_web",
            "SET session_replication_role = replica",
            "CREATE TABLE public.forged (id int)",
        ],
    )
    def test_cannot_be_altered_by_the_web_role_through_sql(self, statement: str) -> None:
        record(a_line(), "plans.noted", actor=an_actor(Role.CLERK), at=AT, sentence="一。")

        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("suiji_web",)
            with pytest.raises(DatabaseError), transaction.atomic():
                cursor.execute(statement)


class TestSequence:
    def test_numbers_every_waiting_entry_and_signs_the_head(self) -> None:
        line, clerk = a_line(), an_actor(Role.CLERK)
        for number in range(5):
            record(line, "plans.noted", actor=clerk, at=AT, sentence=f"第{number}条。", body={"n": number})

        checkpoint = sequence(at=AT)

        assert checkpoint is not None
        assert checkpoint.size == 5
        assert not Pending.objects.exists()
        assert [leaf.index for leaf in Leaf.objects.order_by("index")] == [0, 1, 2, 3, 4]
        assert list(problems()) == []

    def test_does_nothing_when_nothing_waits(self) -> None:
        assert sequence(at=AT) is None

    def test_proves_every_entry_under_every_size(self) -> None:
        line, clerk = a_line(), an_actor(Role.CLERK)
        entries = []
        for number in range(21):
            entries.append(
                record(
                    line,
                    "plans.noted",
                    actor=clerk,
                    at=AT,
                    sentence="一。",
                    body={"n": number} if number % 2 else None,
                )
            )
            if number % 3 != 1:
                sequence(at=AT)
        sequence(at=AT)
        key = parse_vkey(verifier_key())
        leaves = [bytes(leaf.hash) for leaf in Leaf.objects.order_by("index")]
        roots = {c.size: bytes(c.root) for c in Checkpoint.objects.all()}

        for entry in entries:
            logged = proof_of(entry)
            assert logged is not None
            proof = parse_proof(logged.proof)
            assert proof.opened(key).root == roots[proof.opened(key).size]
        for size, root in roots.items():
            for index in range(size):
                assert merkle.verify_inclusion(leaves[index], index, size, inclusion_path(index, size), root)
            for old, old_root in roots.items():
                if old <= size:
                    path = consistency_path(old, size)
                    assert merkle.verify_consistency(old, size, path, old_root, root)

    def test_lets_an_act_know_whether_a_checkpoint_holds_it(self) -> None:
        entry = record(a_line(), "plans.noted", actor=an_actor(Role.CLERK), at=AT, sentence="一。")

        assert not is_checkpointed(entry)
        assert proof_of(entry) is None
        checkpoint = sequence(at=AT)
        assert checkpoint_over(entry) == checkpoint

    def test_shows_nothing_of_a_confidential_act_but_its_salted_hash(self) -> None:
        entry = record(
            a_line(),
            "draw.key_opened",
            actor=an_actor(Role.CLERK),
            at=AT,
            sentence="机密。",
            facts={"class": "D"},
        )
        sequence(at=AT)

        logged = proof_of(entry)

        assert logged is not None
        leaf = parse_proof(logged.proof).leaf
        assert b"sealed" in leaf
        assert b"key_opened" not in leaf
        assert "机密".encode() not in leaf


@pytest.mark.article(5)
class TestCheck:
    """Somebody with the owner's rights edits the past: ``suiji ledger check`` says where."""

    def entries(self) -> list[Entry]:
        line, clerk = a_line(), an_actor(Role.CLERK)
        made = [
            record(
                line, "plans.noted", actor=clerk, at=datetime(2026, 3, 2, n, tzinfo=UTC), sentence=f"{n}。"
            )
            for n in range(4)
        ]
        sequence(at=AT)
        return made

    @pytest.mark.parametrize(
        ("edit", "told"),
        [
            ("UPDATE ledger_entry SET actor_name = '别人' WHERE id = {}", "在入账后被改动"),
            (
                "UPDATE ledger_leaf SET hash = decode(repeat('00', 32), 'hex') WHERE entry_id = {}",
                "与记录不符",
            ),
            ("UPDATE ledger_checkpoint SET note = replace(note, '4', '5') WHERE {} > 0", "签名无效"),
            ("UPDATE ledger_node SET hash = decode(repeat('00', 32), 'hex') WHERE {} > 0", "树节点"),
            ("DELETE FROM ledger_leaf WHERE entry_id >= {}", "总账"),
        ],
    )
    def test_finds_what_was_edited(self, edit: str, told: str, as_owner: Any) -> None:
        entries = self.entries()
        assert list(problems()) == []

        tables = ("ledger_entry", "ledger_leaf", "ledger_checkpoint", "ledger_node")
        for table in tables:
            as_owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        as_owner.execute(edit.format(entries[1].pk))
        for table in tables:
            as_owner.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")

        assert any(told in problem for problem in problems())

    def test_finds_a_state_that_nobody_moved(self) -> None:
        line = a_line()
        move(line, PlanState.SUBMITTED, actor=an_actor(Role.CLERK), at=AT)
        PlanLine.objects.filter(pk=line.pk).update(state=PlanState.PUBLISHED)

        assert any("不是总账所记的状态" in problem for problem in problems())

    def test_finds_an_entry_that_was_taken_off_the_queue(self) -> None:
        record(a_line(), "plans.noted", actor=an_actor(Role.CLERK), at=AT, sentence="一。")
        Pending.objects.all().delete()

        assert any("既未编号" in problem for problem in problems())
