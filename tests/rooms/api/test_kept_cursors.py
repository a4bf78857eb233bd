"""留用的游标: who keeps a list's last cursor is given whatever became readable or changed since, whoever wrote when."""

from dataclasses import replace
from typing import Any

import pytest

from suiji.api.paging import Mark, mark_of
from suiji.api.queries import own, touching
from suiji.catalogue import services as catalogue
from suiji.catalogue.models import ItemVersion
from suiji.exchange import services as exchange
from suiji.inspections.models import Visit
from suiji.ledger.models import Leaf
from suiji.ledger.services import record, sequence
from suiji.libraries.models import InspectedObject, ObjectTurn
from suiji.organs.roles import Role
from tests.factories.catalogue import a_countersigned_item, a_published_item, published
from tests.factories.exchange import a_batch, a_sender, an_offer
from tests.factories.machines import Machine, a_machine, codes
from tests.factories.organs import AT, TODAY, a_department, an_actor
from tests.factories.portal import MUCH_LATER, UNTOLD_NUMBER, end, untold_visits
from tests.rooms.api.conftest import Place


def ids(rows: Any) -> list[int]:
    return [row["id"] for row in rows]


def kept(machine: Machine, path: str, cursor: str = "c0", **query: Any) -> tuple[list[dict[str, Any]], str]:
    """Everything behind a cursor, and the cursor to keep."""
    rows: list[dict[str, Any]] = []
    while True:
        page = machine.get(path, cursor=cursor, **query).json()
        rows += page["rows"]
        cursor = page["next"]
        if not page["more"]:
            return rows, cursor


class TestMark:
    @pytest.mark.parametrize("cursor", ["c0", "c12", "c12s4711", "s0", "s4711", "s4711-12"])
    def test_says_what_it_was_read_from(self, cursor: str) -> None:
        assert str(mark_of(cursor)) == cursor

    def test_of_a_cursor_given_before_there_were_places_has_none(self) -> None:
        assert mark_of("c12") == Mark(12, None)


@pytest.mark.django_db
class TestAnItemThatIsPublishedAfterAYoungerOne:
    @pytest.fixture
    def machine(self, monkeypatch: pytest.MonkeyPatch) -> Machine:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        return a_machine(department=a_department("商务"))

    @pytest.mark.parametrize("path", ["/items", "/public/items"])
    def test_is_given_behind_a_kept_cursor(self, machine: Machine, path: str) -> None:
        older = a_countersigned_item("AY-LH-01")
        a_published_item("AY-LH-02")
        sequence(at=AT)
        first, cursor = kept(machine, path)
        published(older)
        sequence(at=AT)

        rows, cursor = kept(machine, path, cursor)

        assert len(first) == 1
        assert [row.get("code") or row["item"] for row in rows] == ["AY-LH-01"]
        assert kept(machine, path, cursor) == ([], cursor)

    @pytest.mark.parametrize("path", ["/items", "/public/items"])
    def test_is_given_again_when_it_has_changed_and_as_it_stands_then(
        self, machine: Machine, path: str
    ) -> None:
        version = a_published_item("AY-LH-01")
        sequence(at=AT)
        _, cursor = kept(machine, path)
        owner = an_actor(Role.CLERK, department=a_department("市场监管"))
        for act in (catalogue.suspend, catalogue.resume, catalogue.abolish):
            version = ItemVersion.objects.get(pk=version.pk)
            act(version=version, because="国务院决定调整", actor=owner, at=AT)
        sequence(at=AT)

        rows, _ = kept(machine, path, cursor)

        assert len(rows) == 1
        assert rows[0]["state"] in ("ABOLISHED", "已废止", "废止")

    def test_comes_once_more_though_its_act_was_numbered_during_the_walk(self, machine: Machine) -> None:
        older = a_countersigned_item("AY-LH-01")
        for code in ("AY-LH-02", "AY-LH-03"):
            a_published_item(code)
        sequence(at=AT)
        page = machine.get("/items", limit=1).json()
        published(older)
        sequence(at=AT)

        rows, cursor = kept(machine, "/items", page["next"], limit=1)
        news, _ = kept(machine, "/items", cursor)

        assert [row["code"] for row in page["rows"] + rows] == ["AY-LH-02", "AY-LH-03"]
        assert [row["code"] for row in news] == ["AY-LH-01"]

    def test_is_not_passed_over_while_its_act_waits_for_a_number(self, machine: Machine) -> None:
        a_published_item("AY-LH-01")
        _, cursor = kept(machine, "/items")
        sequence(at=AT)

        rows, _ = kept(machine, "/items", cursor)

        assert [row["code"] for row in rows] == ["AY-LH-01"]

    def test_is_left_to_the_other_departments_reader(self, machine: Machine) -> None:
        stranger = a_machine(department=a_department("林业"))
        _, cursor = kept(stranger, "/items")
        a_published_item("AY-LH-01")
        sequence(at=AT)

        assert kept(stranger, "/items", cursor) == ([], cursor)

    def test_a_cursor_of_before_is_taken_and_goes_on(self, machine: Machine) -> None:
        first = a_published_item("AY-LH-01")
        second = a_published_item("AY-LH-02")
        sequence(at=AT)

        rows, cursor = kept(machine, "/items", f"c{first.pk}")
        older = kept(machine, "/items", f"c{second.pk}")

        assert ids(rows) == [second.pk]
        assert older == ([], cursor)
        assert mark_of(cursor).place == Leaf.objects.count()

    def test_page_by_page_is_the_same_as_at_once_and_each_row_comes_once(
        self, machine: Machine, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        versions = [a_published_item(f"AY-LH-{n:02}") for n in range(5)]
        owner = an_actor(Role.CLERK, department=a_department("市场监管"))
        catalogue.suspend(version=versions[1], because="国务院决定调整", actor=owner, at=AT)
        sequence(at=AT)

        at_once, end_of_it = kept(machine, "/items", "s0")
        one_by_one, same = kept(machine, "/items", "s0", limit=1)
        short = replace(touching.Ways((touching.Way("catalogue.itemversion"),)), span=3)
        monkeypatch.setattr(own, "Ways", lambda _: short)
        in_spans, _ = kept(machine, "/items", "s0", limit=1)

        assert one_by_one == at_once
        assert [row["code"][-2:] for row in at_once] == ["00", "02", "03", "04", "01"]
        assert same == end_of_it
        assert {row["code"] for row in in_spans} == {row["code"] for row in at_once}

    def test_costs_who_asks_every_minute_no_second_answer(self, machine: Machine) -> None:
        a_published_item("AY-LH-01")
        sequence(at=AT)
        whole = machine.get("/items")
        news = machine.get("/items", cursor=whole.json()["next"])
        a_batch(an_offer("AY-LH-09"), actor=a_sender())  # the log goes on, with what is no item
        sequence(at=AT)

        for path, answer in (("c0", whole), (whole.json()["next"], news)):
            again = machine.get("/items", cursor=path, headers={"If-None-Match": answer["ETag"]})
            assert again.status_code == 304


@pytest.mark.django_db
class TestABatchThatIsAnswered:
    def test_is_given_again(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        machine, actor = a_machine(department=a_department("市场监管")), a_sender()
        batch = a_batch(an_offer("AY-LH-01"), actor=actor)
        sequence(at=AT)
        _, cursor = kept(machine, "/exchange/batches")
        exchange.take_back(batch=batch, because="没有报送", actor=actor, at=AT)
        sequence(at=AT)

        rows, _ = kept(machine, "/exchange/batches", cursor)

        assert [(row["id"], row["state"]) for row in rows] == [(batch.pk, "TAKEN_BACK")]


OF_A_TASK = ("/tasks", "/draws", "/drawn")


@pytest.mark.django_db
@pytest.mark.article(20)
class TestAnUnannouncedTask:
    def test_is_given_behind_a_kept_cursor_when_its_last_visit_is_over_and_not_before(
        self, place: Place
    ) -> None:
        town = place.town
        before = {path: kept(place.first, path)[1] for path in OF_A_TASK}
        visits = untold_visits(town, how_many=0) or list(Visit.objects.filter(task=town.untold.task))
        for visit in visits[:-1]:
            end(visit, ("NO_PROBLEM",))
        sequence(at=MUCH_LATER)
        early = {path: place.first.get(path, cursor=before[path], limit=200) for path in OF_A_TASK}
        cursors = {path: kept(place.first, path, before[path])[1] for path in OF_A_TASK}
        end(visits[-1], ("NO_PROBLEM",))
        sequence(at=MUCH_LATER)

        told = {path: kept(place.first, path, cursors[path])[0] for path in OF_A_TASK}

        for path, answer in early.items():
            assert UNTOLD_NUMBER not in answer.content.decode(), path
        assert town.untold.task_id in ids(told["/tasks"])
        assert town.untold.pk in ids(told["/draws"])
        assert {row["task"] for row in told["/drawn"]} == {UNTOLD_NUMBER}
        assert len(told["/drawn"]) == town.untold.drawn.count()

    def test_is_named_to_the_public_then(self, place: Place) -> None:
        stranger = Machine()
        _, cursor = kept(stranger, "/public/draws")
        untold_visits(place.town)
        sequence(at=MUCH_LATER)

        rows, _ = kept(stranger, "/public/draws", cursor)

        assert [row["number"] for row in rows if row["ceremony"] == place.town.untold.ceremony] == [
            UNTOLD_NUMBER
        ]

    def test_is_told_though_the_visit_that_ended_first_was_written_last(self, place: Place) -> None:
        """Its moment comes from the edge; another signature may be in the log, and read by everybody, before it."""
        town = place.town
        events, tasks = place.first.get("/events", limit=200).json()["next"], kept(place.first, "/tasks")[1]
        visits = untold_visits(town, how_many=0) or list(Visit.objects.filter(task=town.untold.task))
        for visit in visits[1:]:
            end(visit, ("NO_PROBLEM",), at=MUCH_LATER)
        sequence(at=MUCH_LATER)
        events = kept(place.first, "/events", events)[1]
        tasks = kept(place.first, "/tasks", tasks)[1]
        end(visits[0], ("NO_PROBLEM",))
        sequence(at=MUCH_LATER)

        assert town.untold.task_id in ids(kept(place.first, "/tasks", tasks)[0])
        told = {(row["resource"], row["resource_id"]) for row in kept(place.first, "/events", events)[0]}
        assert {("tasks", town.untold.task_id), ("draws", town.untold.pk)} <= told


@pytest.mark.django_db
class TestEveryList:
    @pytest.mark.parametrize(
        "path",
        [
            "/items", "/plans/2026", "/tasks", "/drawn", "/draws", "/results", "/transfers", "/public/items",
            "/public/plans/2026", "/public/results", "/public/draws",
        ],
    )  # fmt: skip
    def test_gives_from_the_beginning_of_the_log_what_it_gives_by_key(self, place: Place, path: str) -> None:
        walked, _ = kept(place.first, path)
        followed, _ = kept(place.first, path, "s0", limit=7)

        for row in walked:
            assert row in followed
        assert len(followed) == len({str(row) for row in followed})

    def test_names_no_department_what_is_another_departments(self, place: Place) -> None:
        for path in ("/plans/2026", "/tasks", "/drawn", "/draws", "/results", "/transfers"):
            assert kept(place.stranger, path, "s0")[0] == [], path

    def test_asks_no_more_for_many_rows_than_for_few(
        self, place: Place, django_assert_max_num_queries: Any
    ) -> None:
        for path in ("/items", "/plans/2026", "/tasks", "/drawn", "/draws", "/results", "/transfers"):
            with django_assert_max_num_queries(17):
                place.first.get(path, cursor="s0")


@pytest.mark.django_db
def test_no_place_below_one_that_was_seen_is_filled_afterwards() -> None:
    """What every kept cursor rests on (``ledger.services.sequence``)."""
    department = a_department("商务")
    actor = an_actor(Role.CLERK, department=department)
    for _ in range(3):
        record(department, "organs.named", actor=actor, at=AT, sentence="……")
        seen = touching.Ways(()).new_place()
        sequence(at=AT)
        assert list(
            Leaf.objects.filter(index__lt=seen).values_list("index", flat=True).order_by("index")
        ) == list(range(seen))


def a_thing(code: str, name: str = "某某餐饮店") -> dict[str, Any]:
    return {"rows": [{"code": code, "name": name, "region": "410502", "kind": "个体工商户"}]}


@pytest.mark.django_db
class TestObjects:
    @pytest.fixture
    def machine(self, monkeypatch: pytest.MonkeyPatch) -> Machine:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        return a_machine(department=a_department("商务"))

    def test_are_given_again_when_they_change_each_once_and_others_not(self, machine: Machine) -> None:
        machine.post("/objects", a_thing("KC-1"), key="kept-0001")
        machine.post("/objects", a_thing("KC-2"), key="kept-0002")
        first, cursor = kept(machine, "/objects", limit=1)
        machine.post("/objects", a_thing("KC-1", "改了名的餐饮店"), key="kept-0003")
        machine.post("/objects", a_thing("KC-1", "又改了名的餐饮店"), key="kept-0004")
        machine.post("/objects", a_thing("KC-2"), key="kept-0005")

        rows, cursor = kept(machine, "/objects", cursor, limit=1)

        assert codes(first) == {"KC-1", "KC-2"}
        assert [(row["code"], row["name"]) for row in rows] == [("KC-1", "又改了名的餐饮店")]
        assert kept(machine, "/objects", cursor) == ([], cursor)

    def test_of_another_department_are_not(self, machine: Machine) -> None:
        stranger = a_machine(department=a_department("林业"))
        _, cursor = kept(stranger, "/objects")
        kept(machine, "/objects")

        machine.post("/objects", a_thing("KC-1"), key="kept-0006")

        assert kept(stranger, "/objects", cursor) == ([], cursor)

    def test_nobody_follows_cost_no_line(self, machine: Machine) -> None:
        machine.post("/objects", a_thing("KC-1"), key="kept-0007")

        assert not ObjectTurn.objects.exists()

    def test_that_only_a_visit_marked_are_not_told_again(self, machine: Machine) -> None:
        machine.post("/objects", a_thing("KC-1"), key="kept-0008")
        _, cursor = kept(machine, "/objects")

        InspectedObject.objects.filter(code="KC-1").update(last_visited_on=TODAY, unreachable=True)

        assert kept(machine, "/objects", cursor) == ([], cursor)
