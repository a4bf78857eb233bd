"""What the public may know of a draw, and what it may not."""

import dataclasses

import pytest

from suiji.draws import queries, services
from suiji.draws.models import Ceremony, DrawnObject
from tests.factories.draws import a_ceremony, drawn_inspectors, drawn_objects, freeze, hand_in, reveal
from tests.factories.tasks import a_cast, a_ready_task, later

pytestmark = pytest.mark.django_db


class TestPublishedDraws:
    def test_shows_a_draw_from_its_freeze(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
        hand_in(ceremony, cast)
        assert queries.published_draws() == []

        freeze(ceremony, cast)

        (found,) = queries.published_draws()
        assert (found.ceremony, found.state, found.framed, found.drawn) == (
            ceremony.ceremony,
            "COMMITTED",
            24,
            None,
        )

    def test_calls_a_commitment_without_an_end_abandoned(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)

        in_time = queries.published_draws(today=later(3 * 24 * 60).date())
        too_late = queries.published_draws(today=later(4 * 24 * 60).date())

        assert [one.abandoned for one in in_time + too_late] == [False, True]


class TestPublicDraw:
    def test_tells_order_sources_seed_names_and_files(self) -> None:
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=24), cast)

        detail = queries.public_draw(ceremony.ceremony)

        assert [event.label for event in detail.events] == [
            "开启仪式", "提交份额", "提交份额", "冻结名单并公开承诺", "揭示份额", "揭示份额", "份额全部公开",
            "抽取结果",
        ]  # fmt: skip
        indexes = [event.index for event in detail.events]
        assert indexes == sorted(index for index in indexes if index is not None)
        assert [source.name for source in detail.sources] == [one.name for one in cast.departments]
        assert all(len(source.value) == 64 for source in detail.sources)
        assert detail.draw.seed == ceremony.result.seed
        assert detail.names is not None
        assert len(detail.names) == detail.draw.drawn == DrawnObject.objects.count()
        assert "log/result.proof" in detail.files
        assert not any(path.startswith("audit/") for path in detail.files)

    def test_never_says_a_class_of_a_firm(self) -> None:
        words = {
            field.name
            for kind in (queries.public.PublicDraw, queries.public.PublicDetail, queries.public.PublicName)
            for field in dataclasses.fields(kind)
        }

        assert not words & {"stratum", "strata", "risk_class", "rating", "class"}

    def test_withholds_names_of_an_unannounced_task(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, unannounced=True, unannounced_reason="易于转移证据")
        ceremony = drawn_objects(task, cast)

        detail = queries.public_draw(ceremony.ceremony)

        assert detail.names is None
        assert detail.draw.task_title == "不宜告知的任务"
        public = queries.bundle(ceremony, audit=False)["result.json"]
        assert b"drawn_sha256" in public
        assert DrawnObject.objects.all()[0].object.code.encode() not in public

    def test_of_inspectors_names_nobody(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        ceremony = drawn_inspectors(task, cast)

        detail = queries.public_draw(ceremony.ceremony)

        assert detail.names is None
        assert detail.draw.framed == 2
        assert "人员" not in "".join(event.party for event in detail.events)

    def test_shows_a_void_with_its_reason(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast, cast.initiator)
        services.void_defaulted(at=later(90))

        detail = queries.public_draw(ceremony.ceremony)

        assert detail.draw.state == "VOID"
        assert cast.others[0].name in detail.draw.void_reason
        assert detail.sources[1].value == ""

    def test_of_an_unknown_number_is_not_there(self) -> None:
        with pytest.raises(Ceremony.DoesNotExist):
            queries.public_draw("0" * 32)

    def test_asks_the_database_a_fixed_number_of_times(self, django_assert_max_num_queries) -> None:  # type: ignore[no-untyped-def]
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=60), cast)

        with django_assert_max_num_queries(40):
            queries.public_draw(ceremony.ceremony)
        with django_assert_max_num_queries(3):
            queries.published_draws()
