"""户数合计: what the database counts by itself is what the objects say, whatever happens to them (Art. 13)."""

from collections import Counter
from datetime import date

import pytest
from django.db import connection

from suiji.libraries import services
from suiji.libraries.models import InspectedObject, Tally
from suiji.libraries.states import EntryState
from suiji.organs.roles import Role
from tests.factories.libraries import a_csv, a_uscc, import_objects, some_objects
from tests.factories.organs import AT, a_department, an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(13)]

Alike = tuple[str, str, str, str, tuple[str, ...], tuple[str, ...], str]


def counted() -> Counter[Alike]:
    """What the lines of every way of being alike come to; ways that nobody is alike in are left out."""
    found: Counter[Alike] = Counter()
    for row in Tally.objects.all():
        key = (
            row.kind,
            row.region_id,
            row.reg_state,
            row.state,
            tuple(row.tags),
            tuple(row.pools),
            row.value,
        )
        found[key] += row.number
    return Counter({key: number for key, number in found.items() if number})


def there() -> Counter[Alike]:
    """The same, object by object."""
    rows = InspectedObject.objects.select_related("class_in_force")
    return Counter(
        (
            row.kind, row.region_id, row.reg_state, row.state, tuple(row.tags), tuple(row.pools),
            row.class_in_force.value if hasattr(row, "class_in_force") else "",
        )
        for row in rows
    )  # fmt: skip


def rated(firm: InspectedObject, value: str, on: date) -> None:
    services.receive_ratings(
        rows=[(firm.code, value)],
        rated_on=on,
        source="信用平台",
        version="第 1 期",
        actor=an_actor(Role.LIBRARIAN),
        at=AT,
    )


class TestTallies:
    def test_follow_imports_tags_states_and_classes(self) -> None:
        department = a_department()
        actor = an_actor(Role.LIBRARIAN, department=department)
        heading = ["名称", "统一社会信用代码", "登记状态", "标签"]
        codes = [a_uscc(number) for number in range(40, 44)]
        import_objects(
            a_csv(heading, *[[f"演示{c}", c, "存续", "旅馆"] for c in codes]), department=department
        )
        assert counted() == there() != Counter()

        import_objects(a_csv(heading, ["演示甲", codes[0], "吊销", "客栈"]), department=department)
        services.tag_objects(
            rows=InspectedObject.objects.all(), word="重点", pool=True, off=False, actor=actor, at=AT
        )
        first, second, *_ = InspectedObject.objects.order_by("code")
        services.move_entry(object=first, to=EntryState.PENDING, because="待核", actor=actor, at=AT)
        assert counted() == there()

        rated(first, "A", date(2026, 11, 2))
        rated(second, "C", date(2026, 11, 2))
        rated(second, "D", date(2026, 11, 20))
        assert counted() == there()

        services.merge_tallies()
        assert counted() == there()
        assert Tally.objects.count() == len(there())

    def test_forget_what_is_gone(self) -> None:
        firm = some_objects(1)[0]
        rated(firm, "B", date(2026, 11, 2))

        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM libraries_classinforce")
            assert counted() == there()
            cursor.execute("DELETE FROM libraries_inspectedobject WHERE id = %s", [some_objects(1)[0].pk])

        assert counted() == there()

    def test_write_nothing_where_nothing_they_count_by_has_changed(self) -> None:
        firm = some_objects(1)[0]
        lines = Tally.objects.count()

        firm.name = "演示改名商行"
        firm.save()

        assert Tally.objects.count() == lines
