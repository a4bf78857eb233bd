"""The public's pages read with a role that sees the public's views and nothing else (decision 0038)."""

from collections.abc import Iterator

import psycopg
import pytest
from django.apps import apps
from django.db import connection, connections
from django.db.utils import ProgrammingError
from psycopg import errors
from psycopg.conninfo import make_conninfo

from suiji.catalogue.queries import MADE_PUBLIC as PUBLIC_ITEMS
from suiji.disclosure.states import MADE_PUBLIC as PUBLIC_RESULTS
from suiji.draws.models import DrawnObject
from suiji.libraries.models import InspectedObject
from suiji.organs.doors import doors
from suiji.organs.models import Person
from suiji.portal import window as windows
from suiji.portal.window import ALIAS, MADE, SCHEMA, VIEWS, inside, window
from suiji.tasks.models import Task
from tests.factories.portal import UNTOLD_NUMBER, UNTOLD_TITLE, Town, end, untold_visits

pytestmark = pytest.mark.django_db

CONFIDENTIAL = {
    "legal_rep", "liaison", "phone", "identity_number", "person_id", "inspector_id", "operator_id", "witness_id",
    "handed_in_by_id", "revealed_by_id", "seen_by_id", "responsible_id", "entered_by_id", "countersigned_by",
    "confirmed_by", "published_by", "actor_id", "actor_name", "facts", "salt", "sentence", "because", "subject_name",
    "sealed_key", "content_of_file", "address", "rates_bp", "unreachable", "uncooperative", "problem", "measures",
    "disposal", "scheduled_on", "team_id", "evidence", "answer", "tags", "pools",
}  # fmt: skip
"""Columns that no public view fills."""
HIDDEN_TABLES = {
    "libraries_riskrating", "libraries_inspector", "libraries_recusal", "organs_person", "draws_bundlefile",
    "draws_framemember", "draws_exclusion", "draws_teammember", "inspections_finding", "inspections_notice",
    "inspections_evidence", "inspections_signature", "tasks_confirmation", "tasks_frozenscope", "disclosure_submission",
}  # fmt: skip


@pytest.fixture
def public() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """Somebody who has only the public role's password, as the web server has it."""
    from django.conf import settings

    address = settings.ENVIRONMENT.public_database_url
    with psycopg.connect(
        make_conninfo(address, dbname=connection.settings_dict["NAME"]), autocommit=True
    ) as line:
        yield line


class TestRole:
    def test_reads_every_view(self, public: psycopg.Connection[tuple[object, ...]]) -> None:
        for name in (*VIEWS, *MADE):
            public.execute(f"SELECT * FROM {SCHEMA}.{name} LIMIT 1")

    @pytest.mark.parametrize(
        ("view", "asked", "index"),
        [
            ("portal_creditcode", "uscc =", "object_other_uscc"),
            ("portal_publicname", "name_grams @>", "object_name_grams"),
        ],
    )
    def test_looks_up_over_an_index_what_is_planned_before_its_value_is_known(
        self, public: psycopg.Connection[tuple[object, ...]], view: str, asked: str, index: str
    ) -> None:
        for way in ("enable_seqscan", "enable_indexscan", "enable_indexonlyscan", "enable_nestloop"):
            # Whatever statistics the tests before have left: only a condition of its own can lead to an object now.
            public.execute(f"SET {way} = off")

        plan = public.execute(f"EXPLAIN (GENERIC_PLAN) SELECT 1 FROM {SCHEMA}.{view} WHERE {asked} $1")

        assert any(index in str(line) for line in plan)

    @pytest.mark.article(25)
    def test_reads_no_table_of_the_house(self, public: psycopg.Connection[tuple[object, ...]]) -> None:
        tables = {model._meta.db_table for model in apps.get_models(include_auto_created=True)}

        for name in sorted(tables - set(MADE)):
            with pytest.raises(errors.InsufficientPrivilege):
                public.execute(f'SELECT 1 FROM public."{name}"')

    def test_changes_nothing_and_makes_nothing(self, public: psycopg.Connection[tuple[object, ...]]) -> None:
        for words in (
            f"INSERT INTO {SCHEMA}.organs_department (id) VALUES (9)",
            f"DELETE FROM {SCHEMA}.draws_share",
            f"UPDATE {SCHEMA}.disclosure_publication SET state = 'ENTERED'",
            f"CREATE TABLE {SCHEMA}.mine (id int)",
            "CREATE TABLE public.mine (id int)",
            "SET ROLE suiji_web",
        ):
            with pytest.raises((errors.InsufficientPrivilege, errors.ObjectNotInPrerequisiteState)):
                public.execute(words)

    @pytest.mark.article(25)
    def test_finds_no_column_for_what_is_confidential(self) -> None:
        filled = {(name, column) for name, view in VIEWS.items() for column in view.columns.split()}
        filled |= {(name, column) for name, view in VIEWS.items() for column in view.instead}
        words = " ".join(MADE.values())

        filled.discard(
            ("draws_attestation", "because")
        )  # an auditor's words under a draw are for everybody (R55)
        assert not [pair for pair in filled if pair[1] in CONFIDENTIAL]
        assert not [column for column in CONFIDENTIAL if f"t.{column}" in words]
        assert {model._meta.db_table for model in apps.get_models()} >= HIDDEN_TABLES
        assert not HIDDEN_TABLES & {*VIEWS, *MADE}


class TestWindow:
    def test_stops_a_query_that_asks_for_more(self) -> None:
        with window(), pytest.raises(ProgrammingError):
            list(InspectedObject.objects.values_list("phone"))

    def test_stops_a_query_of_a_table_that_is_not_there(self) -> None:
        with window(), pytest.raises(ProgrammingError):
            Person.objects.exists()

    def test_is_closed_outside_and_where_the_house_computes(self) -> None:
        assert Person.objects.all().db == "default"
        with window():
            assert Person.objects.all().db == ALIAS
            with inside():
                assert Person.objects.all().db == "default"

    def test_knows_the_states_in_which_something_is_public(self) -> None:
        assert str(tuple(str(state) for state in PUBLIC_ITEMS)) == windows._ITEM_PUBLIC
        assert all(f"'{state}'" in windows._PUBLISHED for state in PUBLIC_RESULTS)

    def test_is_a_connection_of_its_own_that_changes_nothing(self) -> None:
        options = connections.settings[ALIAS]["OPTIONS"]["options"]

        assert f"search_path={SCHEMA}" in options
        assert "default_transaction_read_only=on" in options

    def test_is_what_every_public_page_of_the_portal_looks_through(self) -> None:
        from django.urls import get_resolver

        portal = [door.name for door in doors() if door.name.startswith("portal:")]
        patterns = next(p for p in get_resolver().url_patterns if getattr(p, "namespace", "") == "portal")

        assert len(portal) > 25
        assert all(getattr(one.callback, "through_window", False) for one in patterns.url_patterns)


@pytest.mark.article(20)
class TestUnannounced:
    def names(self, town: Town) -> set[str]:
        """Every text that the role reads of drawn objects, tasks and visits."""
        with window():
            drawn = DrawnObject.objects.filter(ceremony=town.untold.pk).values_list("object__code", flat=True)
            tasks = Task.objects.values_list("number", "title")
            return {*drawn, *(text for row in tasks for text in row)}

    def test_task_has_neither_title_nor_names_before_its_last_visit_is_over(self, town: Town) -> None:
        codes = set(
            DrawnObject.objects.filter(ceremony=town.untold.pk).values_list("object__code", flat=True)
        )
        seen = [self.names(town)]
        visits = untold_visits(town, how_many=1)
        seen.append(self.names(town))
        task = town.untold.task
        for visit in task.visits.filter(ended_at__isnull=True):
            seen.append(self.names(town))
            end(visit, ("NO_PROBLEM",))

        assert len(visits) == 1
        assert len(seen) > 2
        assert not [texts for texts in seen if texts & (codes | {UNTOLD_TITLE, UNTOLD_NUMBER})]
        assert codes | {UNTOLD_TITLE, UNTOLD_NUMBER} <= self.names(town)
