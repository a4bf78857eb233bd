"""What leaves for the publicity system, and what it answers."""

import csv
import hashlib
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from suiji.exchange import KINDS, queries, services, writing
from suiji.exchange.mapping import Column, Mapping
from suiji.exchange.models import ExchangeBatch, ExchangeRow, Reply, ReplyLine
from suiji.exchange.queries import RowState
from suiji.exchange.states import BatchState
from suiji.exchange.writing import json_bytes
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.organs.roles import Role
from suiji.papers import sheets
from tests.factories.exchange import a_batch, a_sender, an_offer, answered
from tests.factories.organs import AT, a_department, an_actor, an_office

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(days=2)
THERE = datetime(2026, 3, 3, 1, 30, tzinfo=UTC)
YES = ("AY-LH-01", "接收", "2026-03-03 09:30", "", "GS-77")


@pytest.mark.article(6)
class TestPrepareBatch:
    def test_gives_what_waits_a_number_and_a_hash(self) -> None:
        batch = a_batch(an_offer(), an_offer("AY-LH-02"))

        assert batch.number == "410500-SX-2026-0001"
        assert [row.key for row in queries.rows_of(batch)] == ["AY-LH-01", "AY-LH-02"]
        assert batch.digest == hashlib.sha256(json_bytes(batch, queries.rows_of(batch))).hexdigest()

    def test_tells_the_public_log_number_kind_count_and_hash(self) -> None:
        batch = a_batch()

        entry = Entry.objects.get(act="exchange.handed_out")
        assert entry.body == {
            "batch": batch.number,
            "kind": "抽查事项清单",
            "rows": 1,
            "mapping": 0,
            "sha256": batch.digest,
        }

    def test_leaves_out_what_is_under_way_or_accepted(self) -> None:
        actor = a_sender()
        answered(a_batch(actor=actor), YES, actor=actor, at=LATER)
        a_batch(an_offer("AY-LH-02"), actor=actor)

        third = a_batch(an_offer(), an_offer("AY-LH-02"), an_offer("AY-LH-03"), actor=actor)

        assert [row.key for row in queries.rows_of(third)] == ["AY-LH-03"]
        assert third.number.endswith("-0003")

    def test_sends_again_what_was_refused_or_has_changed(self) -> None:
        actor = a_sender()
        batch = a_batch(an_offer(), an_offer("AY-LH-02"), actor=actor)
        answered(batch, YES, ("AY-LH-02", "退回", "", "依据缺条款"), actor=actor, at=LATER)

        again = a_batch(an_offer(version=2), an_offer("AY-LH-02"), actor=actor)

        assert [row.key for row in queries.rows_of(again)] == ["AY-LH-01", "AY-LH-02"]

    def test_refuses_when_nothing_waits(self) -> None:
        actor = a_sender()
        a_batch(actor=actor)

        with pytest.raises(Refused):
            a_batch(actor=actor)

    def test_refuses_a_hand_that_sends_nothing(self) -> None:
        with pytest.raises(NotYours):
            a_batch(actor=an_actor(Role.INSPECTOR))

    def test_takes_no_field_and_no_code_that_the_kind_does_not_know(self) -> None:
        with pytest.raises(ValueError, match="colour"):
            a_batch(an_offer(colour="红"))
        with pytest.raises(ValueError, match="BY_TELEPATHY"):
            a_batch(an_offer(modes=["BY_TELEPATHY"]))

    def test_keeps_what_was_handed_out_as_it_was(self) -> None:
        batch = a_batch()

        for change in (
            lambda: ExchangeRow.objects.update(key="别的"),
            lambda: ExchangeBatch.objects.update(number="别的"),
            lambda: batch.delete(),
        ):
            with pytest.raises(DatabaseError), transaction.atomic():
                change()


class TestHandOut:
    def test_writes_the_rows_under_the_receivers_headings(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)

        content = services.hand_out(batch=batch, form="csv", actor=actor, at=LATER)

        (row,) = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
        assert row["批次号"] == batch.number
        assert row["检查方式"] == "实地检查、检验检测"
        assert row["事项状态"] == "有效"
        assert row["平台公布时间"] == "2026-03-02 09:00:00"

    def test_gives_the_same_rows_as_a_workbook_and_as_json(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)

        book = services.hand_out(batch=batch, form="xlsx", actor=actor, at=LATER)
        said = json.loads(services.hand_out(batch=batch, form="json", actor=actor, at=LATER))

        table = sheets.read_table(book, {"记录标识": "key"}, (("key",),))
        assert [row.get("key") for row in table.rows] == ["AY-LH-01"]
        assert said["batch"] == batch.number
        assert said["rows"][0]["抽查事项"] == "加油站经营情况抽查"

    def test_records_who_took_which_file(self) -> None:
        actor = a_sender()
        content = services.hand_out(batch=a_batch(actor=actor), form="json", actor=actor, at=LATER)

        entry = Entry.objects.get(act="exchange.downloaded")
        assert entry.facts == {"form": "json", "sha256": hashlib.sha256(content).hexdigest()}
        assert entry.actor_id == actor.id

    def test_is_for_the_department_that_made_the_batch(self) -> None:
        other = an_actor(Role.CLERK, department=a_department("商务"))

        with pytest.raises(NotYours):
            services.hand_out(batch=a_batch(), form="csv", actor=other, at=LATER)

    def test_knows_three_forms(self) -> None:
        actor = a_sender()
        with pytest.raises(ValueError, match="pdf"):
            services.hand_out(batch=a_batch(actor=actor), form="pdf", actor=actor, at=LATER)


class TestAcknowledge:
    def test_keeps_the_two_times_apart(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)

        answered(batch, YES, actor=actor, at=LATER)

        standing = queries.status_of("ITEM", ["AY-LH-01"])["AY-LH-01"]
        assert standing.state == RowState.ACCEPTED
        assert (standing.platform_at, standing.publicity_at) == (AT, THERE)
        assert standing.foreign_number == "GS-77"
        assert batch.state == BatchState.SETTLED

    def test_waits_for_the_rest(self) -> None:
        actor = a_sender()
        batch = a_batch(an_offer(), an_offer("AY-LH-02"), actor=actor)

        answered(batch, YES, actor=actor, at=LATER)

        assert batch.state == BatchState.PARTLY
        answered(batch, ("AY-LH-02", "退回", "", "重复报送"), actor=actor, at=LATER)
        assert batch.state == BatchState.SETTLED
        assert queries.status_of("ITEM", ["AY-LH-02"])["AY-LH-02"].reason == "重复报送"

    def test_changes_nothing_when_the_same_file_comes_twice(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)
        first = answered(batch, YES, actor=actor, at=LATER)
        entries = Entry.objects.count()

        again = answered(batch, YES, actor=actor, at=LATER + timedelta(days=1))

        assert again == first
        assert (Reply.objects.count(), ReplyLine.objects.count()) == (1, 1)
        assert Entry.objects.count() == entries

    def test_writes_no_answer_twice_that_another_file_repeats(self) -> None:
        actor = a_sender()
        batch = a_batch(an_offer(), an_offer("AY-LH-02"), actor=actor)
        answered(batch, YES, actor=actor, at=LATER)

        answered(batch, YES, ("AY-LH-02", "接收", "2026-03-03"), actor=actor, at=LATER)

        assert ReplyLine.objects.count() == 2

    def test_lets_the_newest_answer_count_and_keeps_the_older(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)
        answered(batch, ("AY-LH-01", "退回", "", "依据缺条款"), actor=actor, at=LATER)

        answered(batch, YES, actor=actor, at=LATER)

        assert queries.status_of("ITEM", ["AY-LH-01"])["AY-LH-01"].state == RowState.ACCEPTED
        assert ReplyLine.objects.count() == 2
        assert Entry.objects.filter(act="exchange.answered").count() == 1

    @pytest.mark.parametrize(
        ("line", "why"),
        [
            (("AY-LH-09", "接收", "2026-03-03"), "没有“AY-LH-09”这条记录"),
            (("AY-LH-02", "接收", ""), "没有写公示时间"),
            (("AY-LH-02", "接收", "2026-13-40"), "时间看不懂"),
            (("AY-LH-02", "接收", "2030-01-01"), "晚于现在"),
            (("AY-LH-02", "接收", "2026-03-01"), "早于本批次导出的日期"),
            (("AY-LH-02", "退回", "", ""), "没有写原因"),
            (("AY-LH-02", "也许"), "看不懂"),
            (("", "接收", "2026-03-03"), "没有写记录标识"),
            (("AY-LH-01", "退回", "", "重复"), "答复了两次"),
        ],
    )
    def test_names_the_lines_that_cannot_be_taken_and_keeps_the_others(
        self, line: tuple[str, ...], why: str
    ) -> None:
        actor = a_sender()
        batch = a_batch(an_offer(), an_offer("AY-LH-02"), actor=actor)

        reply = answered(batch, YES, line, actor=actor, at=LATER)

        assert [number for number, said in reply.troubles if why in said] == [3]
        assert reply.accepted == 1

    def test_takes_nothing_from_a_file_of_another_batch(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)
        content = sheets.csv_bytes(
            ["批次号", "记录标识", "结果", "公示时间"], [["410500-SX-2020-0001", *YES[:3]]]
        )

        with pytest.raises(sheets.Unreadable, match="不是 410500-SX-2026-0001 的"):
            services.acknowledge(batch=batch, name="别.csv", content=content, actor=actor, at=LATER)

        assert not Reply.objects.exists()

    def test_reads_json_and_the_filled_blank_as_well(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)
        said = {"rows": [{"记录标识": "AY-LH-01", "结果": "成功", "公示时间": "2026-03-03T01:30:00Z"}]}

        services.acknowledge(
            batch=batch, name="r.json", content=json.dumps(said).encode(), actor=actor, at=LATER
        )

        assert queries.status_of("ITEM", ["AY-LH-01"])["AY-LH-01"].publicity_at == THERE

    @pytest.mark.parametrize("content", [b"{]", b"[1]", b'{"rows": 3}', b"[]", "键,值\n1,2".encode()])
    def test_says_when_a_file_is_no_reply(self, content: bytes) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)

        with pytest.raises(sheets.Unreadable):
            services.acknowledge(batch=batch, name="r", content=content, actor=actor, at=LATER)

    def test_refuses_answers_to_a_batch_that_was_taken_back(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)
        services.take_back(batch=batch, because="没有报送", actor=actor, at=AT)

        with pytest.raises(Refused):
            answered(batch, YES, actor=actor, at=LATER)

    def test_is_for_the_department_that_made_the_batch(self) -> None:
        batch = a_batch()

        with pytest.raises(NotYours):
            answered(batch, YES, actor=an_actor(Role.CLERK, department=a_department("商务")), at=LATER)

    def test_never_says_accepted_without_a_time(self) -> None:
        actor = a_sender()
        reply = answered(a_batch(actor=actor), YES, actor=actor, at=LATER)
        row = ExchangeRow.objects.get()
        Reply.objects.create(
            batch=reply.batch,
            name="x",
            sha256="0" * 64,
            content=b"",
            accepted=1,
            refused=0,
            brought_by="x",
            brought_at=AT,
        )

        with pytest.raises(DatabaseError), transaction.atomic():
            ReplyLine.objects.create(reply=Reply.objects.latest("pk"), row=row, accepted=True)


@pytest.mark.article(6)
class TestTakeBack:
    def test_lets_the_rows_wait_again_and_keeps_the_number(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)

        services.take_back(batch=batch, because="导出后清单又有修订", actor=actor, at=AT)

        assert queries.status_of("ITEM", ["AY-LH-01"])["AY-LH-01"].state == RowState.WAITING
        assert a_batch(actor=actor).number.endswith("-0002")

    def test_needs_a_reason(self) -> None:
        actor = a_sender()

        with pytest.raises(Refused) as refused:
            services.take_back(batch=a_batch(actor=actor), because=" ", actor=actor, at=AT)

        assert refused.value.rule.article == 6

    def test_refuses_once_something_was_answered(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)
        answered(batch, YES, actor=actor, at=LATER)

        with pytest.raises(Refused):
            services.take_back(batch=batch, because="想重来", actor=actor, at=LATER)


class TestBoard:
    def test_says_in_which_fields_a_row_differs_and_whose_turn_it_is(self) -> None:
        actor = a_sender()
        answered(a_batch(actor=actor), YES, actor=actor, at=LATER)

        (row,) = queries.board("ITEM", [an_offer(version=2, modes=["ON_SITE"])]).rows

        assert row.standing.state == RowState.CHANGED
        assert row.standing.publicity_at == THERE
        assert row.standing.turn == "等待导出单位生成批次"
        assert [(one.label, one.before, one.after) for one in row.differences] == [
            ("版本", "1", "2"),
            ("检查方式", "实地检查、检验检测", "实地检查"),
        ]

    def test_counts_every_standing(self) -> None:
        actor = a_sender()
        a_batch(actor=actor)

        board = queries.board("ITEM", [an_offer(), an_offer("AY-LH-02")])

        assert {state: number for state, number in board.figures if number} == {
            RowState.EXPORTED: 1,
            RowState.WAITING: 1,
        }
        assert [row.offer.key for row in board.to_send] == ["AY-LH-02"]
        assert board.of("AY-LH-01") is not None
        assert board.of("nobody") is None


class TestReviseMapping:
    def test_counts_for_later_batches_only(self) -> None:
        actor, office = a_sender(), an_actor(Role.OFFICE, department=an_office())
        first = a_batch(actor=actor)
        shipped = Mapping.shipped(KINDS["ITEM"])
        mapping = Mapping(
            tuple(Column("SXMC", one.field) if one.field == "title" else one for one in shipped.columns),
            {"modes": {"ON_SITE": "01"}},
            "COMPACT",
            ";",
        )

        services.revise_mapping(
            kind="ITEM", mapping=mapping, source="接口文件 1.2 版", actor=office, at=LATER
        )
        second = a_batch(an_offer("AY-LH-02"), actor=actor)

        assert "抽查事项" in first.mapping.heading
        assert second.mapping_number == 1
        said = json.loads(services.hand_out(batch=second, form="json", actor=actor, at=LATER))["rows"][0]
        assert said["SXMC"] == "加油站经营情况抽查"
        assert said["检查方式"] == "01;检验检测"
        assert said["平台公布时间"] == "20260302 09:00:00"

    @pytest.mark.parametrize(
        ("columns", "codes", "fault"),
        [
            ((), {}, "缺“事项编号”"),
            ((Column("甲", "code"), Column("甲", "title")), {}, "列名“甲”重复"),
            ((Column("甲", "code"), Column("乙", "code")), {}, "写了两次"),
            ((Column("批次号", "code"),), {}, "由系统占用"),
            ((Column("长" * 61, "code"),), {}, "过长"),
            ((Column("甲", "colour"),), {}, "没有“colour”"),
            ((), {"title": {"x": "1"}}, "没有代码"),
            ((), {"modes": {"x": "1"}}, "没有“x”"),
            ((), {"modes": {"ON_SITE": "1", "TEST": "1"}}, "用了两次"),
        ],
    )
    def test_refuses_a_mapping_nobody_can_use(
        self, columns: tuple[Column, ...], codes: dict[str, dict[str, str]], fault: str
    ) -> None:
        office = an_actor(Role.OFFICE, department=an_office())

        with pytest.raises(services.Unfit, match=fault):
            services.revise_mapping(
                kind="ITEM", mapping=Mapping(columns, codes), source="x", actor=office, at=AT
            )

    def test_is_kept_by_office_and_system_administrator_alone(self) -> None:
        mapping = Mapping.shipped(KINDS["PLAN"])

        with pytest.raises(NotYours):
            services.revise_mapping(kind="PLAN", mapping=mapping, source="x", actor=a_sender(), at=AT)


def test_every_kind_has_a_shipped_mapping_without_fault() -> None:
    assert not [name for name, kind in KINDS.items() if Mapping.shipped(kind).faults(kind)]


def test_a_batch_as_json_is_what_the_standard_library_writes() -> None:
    batch = a_batch(an_offer(title='引号"、反斜杠\\、换行\n和𠮷'), an_offer("AY-LH-02"))
    rows = queries.rows_of(batch)
    said = {
        "batch": batch.number,
        "kind": "抽查事项清单",
        "mapping": 0,
        "rows": [
            dict(zip(batch.mapping.heading, line, strict=True)) for line in writing.lines_of(batch, rows)
        ],
    }

    assert writing.json_bytes(batch, rows) == json.dumps(said, ensure_ascii=False, indent=1).encode() + b"\n"
    empty = json.dumps({**said, "rows": []}, ensure_ascii=False, indent=1).encode() + b"\n"
    assert writing.json_bytes(batch, []) == empty
