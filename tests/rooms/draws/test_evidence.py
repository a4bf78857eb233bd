"""What everybody in the room may see of a ceremony, and what nobody may."""

import dataclasses
from typing import Any

import pytest

from suiji.draws import queries, services
from suiji.draws.models import DrawnObject
from suiji.draws.queries.evidence import Evidence, Name
from suiji.organs.queries import calendar
from tests.factories.draws import a_ceremony, drawn_inspectors, drawn_objects, freeze, hand_in, reveal
from tests.factories.tasks import a_cast, a_ready_task, later

pytestmark = pytest.mark.django_db


class TestIsAbandoned:
    def test_three_working_days_after_the_reveals_should_have_ended(self) -> None:
        days = calendar()

        assert not queries.is_abandoned(later(60), later(3 * 24 * 60).date(), days)
        assert queries.is_abandoned(later(60), later(4 * 24 * 60).date(), days)
        assert not queries.is_abandoned(None, later(4 * 24 * 60).date(), days)


class TestEvidenceOf:
    def test_tells_order_seed_and_names(self) -> None:
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=24), cast)

        found = queries.evidence_of(ceremony)

        assert [event.label for event in found.events] == [
            "开启仪式", "提交份额", "提交份额", "冻结名单并公开承诺", "揭示份额", "揭示份额", "种子来源全部公开",
            "抽取结果", "纪检监察机关签名确认",
        ]  # fmt: skip
        indexes = [event.index for event in found.events]
        assert indexes == sorted(index for index in indexes if index is not None)
        assert found.seed == ceremony.result.seed
        assert found.names is not None
        assert len(found.names) == found.drawn == DrawnObject.objects.count()

    def test_never_says_a_class_of_a_firm(self) -> None:
        words = {field.name for kind in (Evidence, Name) for field in dataclasses.fields(kind)}

        assert not words & {"stratum", "strata", "risk_class", "rating", "class"}

    def test_withholds_names_of_an_unannounced_task(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, unannounced=True, unannounced_reason="易于转移证据")
        ceremony = drawn_objects(task, cast)

        assert queries.evidence_of(ceremony).names is None
        public = queries.bundle(ceremony, audit=False)["result.json"]
        assert b"drawn_sha256" in public
        assert DrawnObject.objects.all()[0].object.code.encode() not in public

    def test_of_inspectors_names_nobody(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        ceremony = drawn_inspectors(task, cast)

        found = queries.evidence_of(ceremony)

        assert found.names is None
        assert found.framed == 2
        assert "人员" not in "".join(event.party for event in found.events)


class TestRoomOf:
    def test_says_in_one_sentence_what_is_waited_for_and_for_whom(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
        assert "已有 0 个" in queries.room_of(ceremony, at=later(1)).now.words
        hand_in(ceremony, cast)
        assert "等待主持部门冻结" in queries.room_of(ceremony, at=later(2)).now.words
        freeze(ceremony, cast)
        reveal(ceremony, cast, cast.initiator)

        waiting = queries.room_of(ceremony, at=later(5)).now
        too_late = queries.room_of(ceremony, at=later(90)).now

        assert waiting.missing == (cast.others[0].short_name,)
        assert waiting.until == ceremony.reveal_by
        assert "本次抽取作废" in too_late.words
        reveal(ceremony, cast, cast.others[0])
        assert "等待抽取" in queries.room_of(ceremony, at=later(6)).now.words

    def test_shows_a_void_with_its_reason(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast, cast.initiator)
        services.void_defaulted(at=later(90))
        ceremony.refresh_from_db()

        room = queries.room_of(ceremony, at=later(91))

        assert room.now.words == "本次抽取已经作废。"
        assert cast.others[0].name in room.reason

    def test_counts_the_bits_and_says_when_shares_stand_alone(self) -> None:
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=24), cast)

        strength = queries.room_of(ceremony, at=later(6)).strength

        assert strength.bits == 256
        assert strength.shares_alone

    def test_of_an_unannounced_task_names_only_departments_that_the_log_names(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        task = a_ready_task(cast, firms=24, unannounced=True, unannounced_reason="易于转移证据")
        ceremony = a_ceremony(task, cast)

        public = queries.room_of(ceremony, at=later(2))
        own = queries.room_of(ceremony, at=later(2), department_id=cast.initiator.pk)

        assert (public.title, public.parties) == ("不宜告知的任务", [])
        assert len(own.parties) == 3

    def test_asks_the_database_a_fixed_number_of_times(self, django_assert_max_num_queries: Any) -> None:
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=60), cast)

        with django_assert_max_num_queries(25):
            queries.room_of(ceremony, at=later(6))
