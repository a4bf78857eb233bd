"""A long list gives its most pressing lines, and says how many more there are."""

from datetime import date, timedelta

import pytest

from suiji.law.workdays import Deadline
from suiji.organs.shortened import MOST, Others, shortened, urgency
from suiji.organs.todo import Todo

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 11)
"""A Monday; the week after it has no holiday."""
OTHERS = Others("件事等待办理", "/desk/all/", 20)


def on(days: int) -> Deadline:
    return Deadline(TODAY + timedelta(days=days), provisional=False)


def cut(terms: list[Deadline | None]) -> list[Todo]:
    """The list of these terms, of which a room would ask one row more than is shown."""

    def counted() -> list[tuple[Deadline | None, int]]:
        assert len(terms) > MOST, "nobody counts what is shown whole"
        return [(term, 1) for term in terms]

    return shortened(
        terms[: MOST + 1],
        lambda term: Todo("一件事。", "办理", "/desk/one/", term),
        counted=counted,
        others=OTHERS,
        today=TODAY,
    )


def spoken_of(rows: list[Todo]) -> list[tuple[str, Deadline | None, int]]:
    return [(row.sentence, row.due, row.stands_for) for row in rows if row.url == OTHERS.url]


class TestShortened:
    @pytest.mark.parametrize("many", [0, 1, MOST, MOST + 1])
    def test_shows_a_short_list_whole_and_never_speaks_of_one_alone(self, many: int) -> None:
        rows = cut([on(1)] * many)

        assert [row.stands_for for row in rows] == [1] * many
        assert spoken_of(rows) == []

    def test_says_how_many_more_there_are_and_when_the_first_of_them_is_due(self) -> None:
        rows = cut([on(1)] * MOST + [on(2)] * 7)

        assert len(rows) == MOST + 1
        assert spoken_of(rows) == [("另有 7 件事等待办理。", on(2), 7)]
        assert (rows[-1].action, rows[-1].article) == ("全部查看", 20)

    def test_parts_the_others_by_urgency_so_that_every_group_counts_its_own(self) -> None:
        rows = cut([on(-3)] * (MOST + 4) + [on(0)] * 2 + [on(30)] * 3 + [None] * 5)

        assert spoken_of(rows) == [
            ("另有 4 件事等待办理，已经超期。", on(-3), 4),
            ("另有 2 件事等待办理。", on(0), 2),
            ("另有 3 件事等待办理。", on(30), 3),
            ("另有 5 件事等待办理。", None, 5),
        ]
        assert sum(row.stands_for for row in rows) == MOST + 14

    def test_bears_a_count_that_a_colleague_has_changed_meanwhile(self) -> None:
        rows = shortened(
            [on(1)] * (MOST + 1),
            lambda term: Todo("一件事。", "办理", "/desk/one/", term),
            counted=lambda: [(on(1), MOST - 2)],
            others=OTHERS,
            today=TODAY,
        )

        assert len(rows) == MOST + 1


@pytest.mark.parametrize(
    ("days", "key"), [(-1, "late"), (0, "soon"), (3, "soon"), (4, "dated"), (None, "open")]
)
def test_urgency_is_by_the_working_days_left(days: int | None, key: str) -> None:
    assert urgency(days) == key
