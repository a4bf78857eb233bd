"""名单一经产生不得更改 — in PostgreSQL too: the web role cannot, by any SQL, and two draws at once make one."""

import json
import threading
from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from suiji.draws import services
from suiji.draws.models import (
    Ceremony,
    DrawKind,
    DrawnObject,
    DrawResult,
    Exclusion,
    FrameMember,
    Replacement,
    TeamMember,
)  # fmt: skip
from suiji.draws.queries.bundle import stored
from suiji.draws.states import CeremonyState
from suiji.law import Refused
from suiji.ledger import Stale
from suiji.ledger.models import Entry
from suiji.libraries.models import Inspector
from suiji.organs.roles import Role
from suiji.organs.services import load_reference
from suiji.sampling.draw import RESULT
from suiji.tasks.states import TaskState
from tests.factories.draws import a_ceremony, drawn_inspectors, drawn_objects, freeze, hand_in, reveal
from tests.factories.tasks import a_cast, a_draft, a_ready_task, confirmed, countersigned, later

APPEND_ONLY = [
    "draws_drawnobject", "draws_freeze", "draws_drawresult", "draws_bundlefile", "draws_framemember",
    "draws_exclusion", "draws_share", "draws_reveal", "draws_dispatch", "draws_team", "draws_teamobject",
    "draws_teammember", "draws_signedmember", "tasks_confirmation", "ledger_entry", "ledger_leaf", "ledger_node",
    "ledger_checkpoint",
]  # fmt: skip


@pytest.mark.django_db
class TestTheWebRole:
    @pytest.fixture
    def drawn(self) -> Ceremony:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = drawn_objects(task, cast)
        drawn_inspectors(task, cast)
        return ceremony

    def test_cannot_change_delete_or_empty_what_is_append_only(self, drawn: Ceremony) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("suiji_web",)
        for table in APPEND_ONLY:
            for sql in (
                f"UPDATE {table} SET {self.a_column(table)} = {self.a_column(table)}",  # noqa: S608
                f"DELETE FROM {table}",  # noqa: S608
                f"TRUNCATE {table} CASCADE",
                f"ALTER TABLE {table} DISABLE TRIGGER ALL",
                f"DROP TABLE {table}",
            ):
                self.refused(sql)
        assert DrawnObject.objects.filter(ceremony=drawn).exists()

    def test_cannot_give_itself_the_right(self) -> None:
        with connection.cursor() as cursor:
            for table in APPEND_ONLY:
                cursor.execute(f"GRANT ALL ON {table} TO suiji_web")
                cursor.execute(
                    "SELECT has_table_privilege(%s, 'UPDATE'), has_table_privilege(%s, 'DELETE')", [table] * 2
                )
                assert cursor.fetchone() == (False, False)

    def test_cannot_switch_triggers_off_for_its_session(self) -> None:
        self.refused("SET session_replication_role = replica")

    def test_cannot_add_a_second_result_or_a_second_ceremony(self, drawn: Ceremony) -> None:
        with pytest.raises(IntegrityError), transaction.atomic():
            DrawResult.objects.create(
                ceremony=drawn, seed="0" * 64, result_sha256="0" * 64, audited_at=later(9),
                audit_report="", drawn_at=later(9),
            )  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            Ceremony.objects.create(
                task=drawn.task, kind=DrawKind.OBJECTS, state=CeremonyState.OPEN, ceremony="f" * 32,
                host=drawn.host,
                operator=drawn.operator, witness=drawn.witness, opened_at=later(9),
            )  # fmt: skip

    @staticmethod
    def a_column(table: str) -> str:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT column_name FROM information_schema.columns WHERE table_name = %s LIMIT 1", [table]
            )
            row = cursor.fetchone()
        assert row is not None
        return f'"{row[0]}"'

    @staticmethod
    def refused(sql: str) -> None:
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.article(15)
@pytest.mark.django_db(transaction=True)
class TestTheWebRoleDuringADraw:
    """Whoever has the program's own password for the database, and writes SQL instead of calling a service."""

    def test_cannot_add_a_firm_shift_the_term_or_clear_the_way_for_a_second_draw(self) -> None:
        load_reference()
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        row = "UPDATE draws_ceremony SET {} WHERE id = %s"
        this = ceremony.pk
        self.refused(row.format("state = 'VOID'"), "no entry of the log", this)
        self.refused(row.format("state = 'OPEN'"), "Invalid transition", this)
        self.refused(row.format("reveal_by = reveal_by + interval '1 day'"), "term", this)
        self.refused(row.format("operator_id = witness_id + 1"), "Cannot update", this)

        reveal(ceremony, cast)
        services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(5))

        left = FrameMember.objects.filter(ceremony=ceremony).exclude(
            object__in=ceremony.drawn.values("object")
        )[0]
        added = (
            "INSERT INTO draws_drawnobject (ceremony_id, task_id, object_id, year) VALUES (%s, %s, %s, 2026)"
        )
        for under in (this, None):
            self.refused(added, "never added to", under, ceremony.task_id, left.object_id)
        for state in ("VOID", "OPEN", "COMMITTED"):
            self.refused(row.format(f"state = '{state}'"), "Invalid transition", this)
        self.refused(row.format("task_id = task_id + 1"), "Cannot update", this)
        assert ceremony.drawn.count() == names_in_the_result(ceremony)

    @staticmethod
    def refused(sql: str, why: str, *values: object) -> None:
        with pytest.raises(DatabaseError, match=why), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, values)


def names_in_the_result(ceremony: Ceremony) -> int:
    """How many names the stored result has."""
    return len(json.loads(stored(ceremony, audit=False)[RESULT])["drawn"])


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Every act in a thread and connection of its own; what each returned or raised."""
    barrier = threading.Barrier(len(acts))
    outcomes: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            barrier.wait(30)
            outcomes[place] = act()
        except Exception as error:  # noqa: BLE001 — the outcome is what is examined
            outcomes[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return outcomes


@pytest.mark.django_db(transaction=True)
class TestRaces:
    @pytest.fixture(autouse=True)
    def reference(self) -> None:
        load_reference()

    @pytest.mark.article(16)
    def test_two_consents_at_once_put_a_substitute_into_one_place(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, inspectors=5)
        drawn_objects(task, cast)
        drawn_inspectors(task, cast)
        own = TeamMember.objects.filter(team__task=task, inspector__department=cast.initiator)
        places = list(own.filter(team=own.order_by("team__code")[0].team))
        spare = Inspector.objects.get(department=cast.initiator, memberships=None)
        asked = [
            services.apply_replacement(
                member=place, substitute=spare, reason="HEALTH", actor=cast.clerk, at=later(20)
            )
            for place in places
        ]
        deputy = cast.of(cast.initiator, Role.DEPUTY_HEAD)

        def act(replacement: Replacement) -> Callable[[], object]:
            mine = Replacement.objects.get(pk=replacement.pk)
            return lambda: services.approve_replacement(replacement=mine, actor=deputy, at=later(21))

        outcomes = at_once(*[act(one) for one in asked])

        assert sum(isinstance(one, Refused) for one in outcomes) == 1
        assert Replacement.objects.filter(substitute=spare, state="APPROVED").count() == 1

    def test_two_draws_at_once_make_one_list(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast)
        copies = [Ceremony.objects.get(pk=ceremony.pk) for _ in range(3)]

        def act(copy: Ceremony) -> Callable[[], object]:
            return lambda: services.draw_objects(ceremony=copy, actor=cast.clerk, at=later(5))

        outcomes = at_once(*map(act, copies))

        assert [type(one) for one in outcomes].count(DrawResult) == 1
        assert all(isinstance(one, DrawResult | Stale | Refused) for one in outcomes), outcomes
        assert DrawResult.objects.filter(ceremony=ceremony).count() == 1
        assert Entry.objects.filter(act="draw.resulted").count() == 1

    def test_two_freezes_never_take_an_objects_last_slot(self) -> None:
        cast = a_cast()
        first = a_ready_task(cast, firms=6)
        tasks = [first] + [
            confirmed(
                countersigned(
                    a_draft(
                        cast,
                        line=first.plan_line,
                        versions=list(first.item_versions.all()),
                        number=f"RW-0{number}",
                    ),
                    cast,
                ),
                cast,
            )
            for number in (2, 3)
        ]
        ceremonies = [a_ceremony(task, cast) for task in tasks]
        for ceremony in ceremonies:
            hand_in(ceremony, cast)

        def act(ceremony: Ceremony) -> Callable[[], object]:
            return lambda: freeze(ceremony, cast)

        outcomes = at_once(*map(act, ceremonies))

        refused = [one for one in outcomes if isinstance(one, Refused)]
        assert [one.article for one in refused] == [10], outcomes
        assert FrameMember.objects.count() == 12
        assert Exclusion.objects.count() == 0

    def test_a_second_opening_at_the_same_moment_is_refused(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=6)
        copies = [type(task).objects.get(pk=task.pk) for _ in range(3)]

        def act(copy) -> Callable[[], object]:  # type: ignore[no-untyped-def]
            return lambda: a_ceremony(copy, cast)

        outcomes = at_once(*map(act, copies))

        assert [type(one) for one in outcomes].count(Ceremony) == 1, outcomes
        assert Ceremony.objects.count() == 1

    def test_a_draw_that_dies_before_its_end_leaves_nothing_and_can_be_resumed(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast)

        def die(**_: object) -> None:
            raise SystemExit

        with monkeypatch.context() as broken:
            broken.setattr("suiji.draws.services.drawing.mark", die)
            with pytest.raises(SystemExit):
                services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(5))
        ceremony = Ceremony.objects.get(pk=ceremony.pk)
        assert ceremony.state == CeremonyState.COMMITTED
        assert not DrawnObject.objects.exists()

        services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(6))

        task.refresh_from_db()
        assert task.state == TaskState.OBJECTS_DRAWN
