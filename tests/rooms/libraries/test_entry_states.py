"""条目状态: who takes an entry out of the draws, why, and what that does to a frame."""

import pytest

from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.libraries import queries, services
from suiji.libraries.models import InspectedObject
from suiji.libraries.services import entry_states
from suiji.libraries.states import EntryState
from suiji.organs.roles import Role
from suiji.tasks.queries import population
from suiji.tasks.queries.excluding import Facts, reason_of
from suiji.tasks.queries.scope import Scope, eligible, meets
from tests.factories.libraries import a_csv, import_objects, some_objects
from tests.factories.organs import AT, TODAY, a_department, an_actor

pytestmark = [pytest.mark.django_db, pytest.mark.article(11)]
BECAUSE = "两次上门均已停业，待登记机关核实"


def keeper(line: str = "市场监管") -> object:
    return an_actor(Role.LIBRARIAN, department=a_department(line))


def moved(row: InspectedObject, to: EntryState) -> InspectedObject:
    return services.move_entry(object=row, to=to, because=BECAUSE, actor=keeper(), at=AT)  # type: ignore[arg-type]


class TestMoveEntry:
    def test_takes_a_doubtful_entry_out_of_the_draws_and_back_on_record(self) -> None:
        firm = some_objects(1)[0]

        moved(firm, EntryState.PENDING)
        assert not queries.sheet(firm, today=TODAY).eligible
        moved(firm, EntryState.ACTIVE)

        assert queries.sheet(firm, today=TODAY).eligible
        told = Entry.objects.filter(act__startswith="libraries.entry").order_by("pk")
        assert [entry.to_state for entry in told] == ["PENDING", "ACTIVE"]
        assert all(BECAUSE in entry.sentence for entry in told)

    def test_removes_nobody_who_still_exists(self) -> None:
        firm = some_objects(1)[0]

        with pytest.raises(Refused) as caught:
            moved(firm, EntryState.REMOVED)

        assert caught.value.rule.article == 11
        InspectedObject.objects.filter(pk=firm.pk).update(reg_state="3")
        firm.refresh_from_db()
        assert moved(firm, EntryState.REMOVED).state == "REMOVED"

    def test_is_for_the_department_that_keeps_the_entry(self) -> None:
        firm = some_objects(1)[0]

        with pytest.raises(NotYours):
            services.move_entry(
                object=firm,
                to=EntryState.SUSPENDED,
                because=BECAUSE,
                actor=keeper("教育"),  # type: ignore[arg-type]
                at=AT,
            )

    def test_leaves_the_state_alone_when_the_firm_is_imported_again(self) -> None:
        firm = some_objects(1)[0]
        moved(firm, EntryState.SUSPENDED)

        import_objects(
            a_csv(["名称", "统一社会信用代码", "住所"], ["改了名的加油站", firm.code, "文峰区新路 1 号"])
        )

        firm.refresh_from_db()
        assert (firm.name, firm.state) == ("改了名的加油站", "SUSPENDED")


class TestMoveEntries:
    def test_moves_the_departments_own_of_a_search(self) -> None:
        some_objects(3)
        some_objects(2, department=a_department("教育"))

        count = services.move_entries(
            rows=queries.objects(text="加油站"),
            to=EntryState.SUSPENDED,
            because=BECAUSE,
            actor=keeper(),  # type: ignore[arg-type]
            at=AT,
        )

        assert (count, InspectedObject.objects.filter(state="SUSPENDED").count()) == (3, 3)
        assert Entry.objects.filter(act="libraries.entry_suspended").count() == 3

    def test_refuses_more_than_a_person_can_answer_for(self, monkeypatch: pytest.MonkeyPatch) -> None:
        some_objects(3)
        monkeypatch.setattr(entry_states, "AT_ONCE", 2)

        with pytest.raises(Stale, match="一次最多办理 2 户"):
            services.move_entries(
                rows=queries.objects(),
                to=EntryState.PENDING,
                because=BECAUSE,
                actor=keeper(),  # type: ignore[arg-type]
                at=AT,
            )

        assert not InspectedObject.objects.filter(state="PENDING").exists()


class TestAFrame:
    def test_leaves_them_out_with_a_reason_and_keeps_them_in_the_base(self) -> None:
        active, suspended, gone = some_objects(3)
        moved(suspended, EntryState.SUSPENDED)
        InspectedObject.objects.filter(pk=gone.pk).update(reg_state="3")
        gone.refresh_from_db()
        moved(gone, EntryState.REMOVED)
        scope = Scope({"kinds": ["ENTERPRISE"]})

        assert {row.code for row in population(scope)} == {active.code, suspended.code}
        assert [row.code for row in eligible(scope)] == [active.code]
        assert reason_of(Facts("1", 0, 0, entry_state="SUSPENDED"), 2) == "ENTRY_SUSPENDED"
        assert reason_of(Facts("1", 0, 0, entry_state="PENDING"), 2) == "ENTRY_PENDING"
        row = {"code": gone.code, "reg_state": "3", "kind": "ENTERPRISE", "state": "REMOVED"}
        assert not meets(row, scope)
