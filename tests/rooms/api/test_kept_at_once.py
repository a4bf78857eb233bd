"""留用的游标, several writers at once: whoever commits late, nothing of it is passed over (decision 0116).

Apart from the rest: what is committed here goes by emptying the tables, which waits for every open transaction.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import connection, transaction

from suiji.api import services
from suiji.api.queries import Bearer, own, touching
from suiji.catalogue import services as catalogue
from suiji.catalogue.models import ItemVersion
from suiji.ledger.models import Entry
from suiji.ledger.services import sequence
from suiji.libraries.models import InspectedObject
from suiji.organs.roles import Role
from tests.factories.catalogue import a_countersigned_item, a_published_item, published
from tests.factories.libraries import some_objects
from tests.factories.machines import a_system
from tests.factories.organs import AT, a_department, an_actor

pytestmark = pytest.mark.django_db(transaction=True)


class TestWritersAtTheSameTime:
    def test_whoever_commits_late_is_not_passed_over(self) -> None:
        """Two acts at once; the one begun first, with the lower number in the ledger, is committed last."""
        department = a_department("商务")
        system = a_system(department=department)
        older, younger = a_countersigned_item("AY-LH-01"), a_published_item("AY-LH-02")
        sequence(at=AT)
        begun, go_on = Event(), Event()

        def slowly() -> None:
            try:
                with transaction.atomic():
                    published(older)
                    begun.set()
                    assert go_on.wait(120)
            finally:
                connection.close()

        def page(cursor: str) -> Any:
            return own.items(Bearer(system, None), cursor=cursor, limit=100)  # type: ignore[arg-type]

        first = page("c0")
        compiler = an_actor(Role.CLERK, department=a_department("市场监管"))
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(slowly)
            assert begun.wait(120)
            catalogue.suspend(version=younger, because="国务院决定调整", actor=compiler, at=AT)
            sequence(at=AT)
            second = page(first["next"])
            go_on.set()
            writing.result(120)
        sequence(at=AT)

        third = page(second["next"])

        acts = Entry.objects.filter(act__in=["catalogue.published", "catalogue.suspended"]).order_by("id")
        assert list(acts.values_list("leaf__index", flat=True)) != sorted(
            acts.values_list("leaf__index", flat=True)
        )
        assert [row["code"] for row in first["rows"]] == ["AY-LH-02"]
        assert [row["code"] for row in second["rows"]] == ["AY-LH-02"]
        assert [row["code"] for row in third["rows"]] == ["AY-LH-01"]

    def test_a_page_promises_no_more_than_the_log_had_when_it_was_read(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """An act that is committed and numbered between the two questions of a page comes behind its cursor."""
        system = a_system(department=a_department("商务"))
        version = a_countersigned_item("AY-LH-01")
        asked = touching.Ways.new_place

        def meanwhile(ways: touching.Ways) -> int:
            place = asked(ways)
            if not ItemVersion.objects.filter(state="PUBLISHED").exists():
                published(version)
                sequence(at=AT)
            return place

        monkeypatch.setattr(touching.Ways, "new_place", meanwhile)

        first = own.items(Bearer(system, None), cursor="c0", limit=100)  # type: ignore[arg-type]
        monkeypatch.setattr(touching.Ways, "new_place", asked)
        second = own.items(Bearer(system, None), cursor=first["next"], limit=100)  # type: ignore[arg-type]

        assert [row["code"] for row in second["rows"]] == ["AY-LH-01"]


class TestObjectsWrittenAtTheSameTime:
    def test_whoever_commits_late_is_not_passed_over(self) -> None:
        bearer, first, second = self.two_objects()
        begun, go_on = Event(), Event()

        def slowly() -> None:
            try:
                with transaction.atomic():
                    InspectedObject.objects.filter(pk=first).update(name="先写后交")
                    begun.set()
                    assert go_on.wait(120)
            finally:
                connection.close()

        cursor = self.read(bearer)[1]
        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(slowly)
            assert begun.wait(120)
            InspectedObject.objects.filter(pk=second).update(name="后写先交")
            early, cursor = self.read(bearer, cursor)
            go_on.set()
            writing.result(120)

        late, cursor = self.read(bearer, cursor)

        assert (early, late) == (["后写先交"], ["先写后交"])
        assert self.read(bearer, cursor) == ([], cursor)

    def test_while_a_file_is_written_nothing_begins_and_the_end_is_the_beginning(self) -> None:
        bearer, first, _ = self.two_objects()
        begun, go_on = Event(), Event()

        def slowly() -> None:
            try:
                with transaction.atomic():
                    InspectedObject.objects.filter(pk=first).update(name="写在前面")
                    begun.set()
                    assert go_on.wait(120)
            finally:
                connection.close()

        with ThreadPoolExecutor(1) as pool:
            writing = pool.submit(slowly)
            assert begun.wait(120)
            early, cursor = self.read(bearer)
            go_on.set()
            writing.result(120)

        later, kept_one = self.read(bearer, cursor)

        assert (len(early), cursor) == (2, "c0")
        assert "写在前面" in later
        assert kept_one.startswith("s")

    def two_objects(self) -> tuple[Bearer, int, int]:
        department = a_department("商务")
        first, second = some_objects(2, department=department)
        return Bearer(a_system(department=department), None), first.pk, second.pk  # type: ignore[arg-type]

    def read(self, bearer: Bearer, cursor: str = "c0") -> tuple[list[str], str]:
        page = services.objects_followed(bearer=bearer, cursor=cursor, limit=100, at=AT)
        assert not page["more"]
        return [row["name"] for row in page["rows"]], page["next"]
