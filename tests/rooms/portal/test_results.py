"""What anybody may read of results: the newest version, no person, no class."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from suiji.disclosure import services
from suiji.disclosure.queries import sharing
from suiji.organs.days import day_of
from suiji.portal.queries import results
from suiji.portal.window import window
from tests.factories.disclosure import PUBLISHED_AT, SIGNED_AT, applied, entered, published, sent_back
from tests.factories.exchange import answered

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def shown() -> list[results.Result]:
    with window():
        return results.as_results(results.find())


@pytest.mark.article(20)
class TestPublishedResults:
    def test_show_what_the_law_wants_public_and_no_person(self) -> None:
        desk = published()

        row = shown()[0]

        assert row.code == desk.crew.visit.drawn.object.code
        assert [(line.title, line.results) for line in row.rows] == [
            ("餐饮服务安全检查", "未按规定公示应当公示的信息")
        ]
        assert (row.ended_on, day_of(row.published_at)) == (date(2026, 4, 30), date(2026, 5, 8))
        assert (row.corrected, row.version) == (False, 1)
        for person in (*desk.crew.everybody, desk.clerk, desk.reviewer):
            assert person.name not in repr(row)

    @pytest.mark.article(26)
    def test_hide_what_is_entered_or_sent_back(self) -> None:
        entered()
        sent_back()

        assert shown() == []

    @pytest.mark.parametrize("few", [0, 200], ids=["many", "few"])
    def test_are_found_by_name_code_and_department(self, few: int, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(results, "FEW", few)
        desk = published()
        thing = desk.crew.visit.drawn.object

        with window():
            assert results.find(text=thing.name[2:6]).count() == 1
            assert len(results.of_object(thing.code)) == 1
            assert results.find(department=desk.department.pk).count() == 1
            assert [one.code for one in results.newest_of(desk.department.pk)] == [thing.code]
            assert results.find(text="查无此户").count() == 0

    def test_tell_since_when_the_publicity_system_shows_this_very_version(self) -> None:
        desk = published()
        batch = services.share_results(actor=desk.clerk, at=PUBLISHED_AT + timedelta(days=6))
        line = (sharing.key_of(desk.publication().pk), "接收", "2026-05-14 09:30")
        answered(batch, line, actor=desk.clerk, at=PUBLISHED_AT + timedelta(days=7))
        before = shown()[0]

        services.sign_correction(correction=applied(desk), because="属实", actor=desk.principal, at=SIGNED_AT)
        after = shown()[0]

        assert (before.first_at, before.publicity_at) == (
            PUBLISHED_AT,
            datetime(2026, 5, 14, 1, 30, tzinfo=UTC),
        )
        assert (after.first_at, after.published_at, after.publicity_at) == (PUBLISHED_AT, SIGNED_AT, None)

    @pytest.mark.parametrize(
        "asked", [{}, {"code": "NO_PROBLEM"}, {"code": "FALSE_PUBLICATION"}, {"text": "查无此户"}]
    )
    def test_are_counted_as_many_as_are_listed(self, asked: dict[str, Any]) -> None:
        published()

        with window():
            assert results.pages(**asked).count == len(results.find(**asked))

    @pytest.mark.article(25)
    def test_name_a_natural_person_by_family_name_only(self) -> None:
        desk = published()
        thing = desk.crew.visit.drawn.object
        type(thing).objects.filter(pk=thing.pk).update(kind="PERSON", name="赵小明")

        assert shown()[0].name == "赵某（自然人）"

    @pytest.mark.article(22)
    def test_show_the_corrected_version_and_say_so(self) -> None:
        desk = published()
        services.sign_correction(correction=applied(desk), actor=desk.principal, at=SIGNED_AT)

        assert [row.results for row in shown()] == [("未发现问题",)]
        assert shown()[0].corrected

    def test_ask_the_database_once(self, django_assert_num_queries: Any) -> None:
        published()
        published()

        with django_assert_num_queries(1):
            assert len(shown()) == 2
