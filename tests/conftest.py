"""The ground on which every test stands: a real PostgreSQL, migrated by its owner, used by the web role."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

CHROMIUM = "/usr/bin/chromium"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
PATIENCE = 60_000
"""Milliseconds a browser waits for what must appear: on a busy machine a second is nothing."""


def pytest_configure() -> None:
    """The public's pages are tested through the window's views and role, on the one connection of a test."""
    from django.db import connections
    from django.test import TransactionTestCase

    from suiji.organs import questions

    questions.suspicious = True
    _give_backwards_what_has_no_order()
    connections.settings["public"]["ENGINE"] = "tests.window"
    TransactionTestCase._disallowed_connection_methods = []  # type: ignore[attr-defined]


def _give_backwards_what_has_no_order() -> None:
    """Rows that nobody put in order come backwards, so that nothing leans on the order in which they were written.

    PostgreSQL gives them as they lie, which is as they were written until the first vacuum.
    """
    from django.db.models import QuerySet

    fetch = QuerySet._fetch_all

    def backwards(self: "QuerySet[Any]") -> None:
        fresh = self._result_cache is None
        fetch(self)
        if fresh and not self.ordered and isinstance(self._result_cache, list):
            self._result_cache.reverse()

    QuerySet._fetch_all = backwards  # type: ignore[method-assign]


LONGEST = ("journeys", "running", "house")
"""What takes longest begins first, so that no worker is alone with it at the end."""


@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> Iterator[None]:
    """Around all other hooks: pytest-django would put what needs no database of its own, the journeys, last."""
    yield
    items.sort(key=lambda item: LONGEST.index(_kind(item)) if _kind(item) in LONGEST else len(LONGEST))


def _kind(item: pytest.Item) -> str:
    return Path(str(item.path)).relative_to(Path(__file__).parent).parts[0]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Test databases are copied from one that is migrated, granted and holds the reference tables."""
    from django.conf import settings
    from django.db import connection

    from suiji.running.testing import migrated_template

    environment = settings.ENVIRONMENT
    connection.settings_dict["TEST"]["TEMPLATE"] = migrated_template(
        environment.owner_database_url, environment.database_url
    )


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The connection is the web role's, as in service, until the owner drops the database."""
    from django.conf import settings
    from django.db import connection

    from suiji.config.settings import database

    with django_db_blocker.unblock():
        web = database(settings.ENVIRONMENT.database_url)
        for name in ("USER", "PASSWORD"):
            connection.settings_dict[name] = web[name]
        connection.close()
    yield
    owner = database(settings.ENVIRONMENT.owner_database_url)
    with django_db_blocker.unblock():
        for name in ("USER", "PASSWORD"):
            connection.settings_dict[name] = owner[name]
        connection.close()


def owner_address() -> str:
    """The owner's connection to this worker's test database."""
    from django.conf import settings
    from django.db import connection
    from psycopg.conninfo import make_conninfo

    return make_conninfo(settings.ENVIRONMENT.owner_database_url, dbname=connection.settings_dict["NAME"])


@pytest.fixture(autouse=True, scope="session")
def _transactional_tests_are_emptied_by_the_owner() -> Iterator[None]:
    """The web role may not TRUNCATE, so what a committed test leaves behind is removed by the owner."""
    import psycopg
    from django.apps import apps
    from django.test import TransactionTestCase

    keep = {
        "organs_region",
        "organs_industry",
        "organs_calendarday",
        "django_content_type",
        "auth_permission",
    }

    def empty(self: TransactionTestCase) -> None:
        from psycopg import sql

        tables = sorted(
            {m._meta.db_table for m in apps.get_models(include_auto_created=True) if m._meta.managed} - keep
        )
        with psycopg.connect(owner_address(), autocommit=True) as owner:
            names = sql.SQL(", ").join(map(sql.Identifier, tables))
            owner.execute(
                "SET lock_timeout = '60s'"
            )  # a test that left a transaction open fails instead of hanging
            owner.execute(sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(names))

    before = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = empty  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = before  # type: ignore[method-assign]


@pytest.fixture
def as_owner(transactional_db: None) -> Iterator[Any]:
    """A cursor of the owner's, beside the application's connection: somebody with the database in hand."""
    import psycopg

    with psycopg.connect(owner_address(), autocommit=True) as owner:
        yield owner


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's chromium; the target that runs these tests installs it or names the line that does."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(QUIET))
        yield browser
        browser.close()
