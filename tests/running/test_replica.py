"""Strangers read a streaming replica; who works here reads what they have just written (decision 0091)."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import ProgrammingError, connections, transaction
from django.test import Client
from django.urls import reverse
from psycopg import sql
from psycopg.conninfo import make_conninfo

from suiji.config.settings import WINDOW, database
from suiji.config.settings import replica as replica_settings
from suiji.organs.models import Region
from suiji.organs.replica import ALIAS, Nearness, Watch
from suiji.portal import window
from suiji.portal.window import through
from suiji.running import doctor_data
from suiji.running.grants import grant
from suiji.running.testing import migrated_template
from tests.factories.replica import Replica, a_pair

FOUNDED = datetime(2026, 1, 5, 1, tzinfo=UTC)
NEW = "419999"


@contextmanager
def a_migrated_database() -> Iterator[str]:
    """The owner's address of a database like the tests' own, which nobody else uses."""
    surroundings = settings.ENVIRONMENT
    owner = surroundings.owner_database_url
    template = sql.Identifier(migrated_template(owner, surroundings.database_url))
    name = sql.Identifier(f"test_suiji_{os.getpid()}_replica")
    with psycopg.connect(owner, dbname="template1", autocommit=True) as line:
        line.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, template))
        try:
            yield make_conninfo(owner, dbname=name.as_string().strip('"'))
        finally:
            line.execute(sql.SQL("DROP DATABASE {}").format(name))


@pytest.fixture(scope="module")
def pair(django_db_blocker: Any) -> Iterator[Replica]:
    """This process talks to a primary and its replica, as a web node does, instead of the tests' database."""
    before = {alias: connections.settings.get(alias) for alias in ("default", "public", ALIAS)}
    kept = {alias: connections[alias] for alias in ("default", "public")}
    with django_db_blocker.unblock(), a_migrated_database() as like, a_pair(like) as (primary, replica):
        known = primary.connection_settings()
        owner = {"default": database(known.owner)}
        web = {
            "default": database(known.web),
            "public": database(known.public, options=WINDOW, prepared=True),
            ALIAS: replica_settings(replica.address(known.public)),
        }
        settings.DATABASES[ALIAS] = web[ALIAS]
        try:
            plug(owner)
            grant(connections["default"])
            plug(web)
            replica.catch_up()
            yield replica
        finally:
            for alias in web:
                connections[alias].close()
                del connections[alias]
            settings.DATABASES.pop(ALIAS, None)
            connections.settings.pop(ALIAS, None)
            for alias, line in kept.items():
                connections.settings[alias] = before[alias]
                connections[alias] = line


def plug(addresses: dict[str, dict[str, Any]]) -> None:
    """New connections under these names."""
    for alias, said in addresses.items():
        if alias == "default":
            connections[alias].close()
        connections.settings[alias] = connections.configure_settings({"default": said})["default"]
        connections[alias] = connections.create_connection(alias)


@pytest.fixture
def watch(monkeypatch: pytest.MonkeyPatch) -> "Clock":
    """A look-out of its own, whose two seconds pass when the test says so."""
    clock = Clock()
    for module in (window, doctor_data, __import__("suiji.api.queries.health", fromlist=["watch"])):
        monkeypatch.setattr(module, "watch", clock.watch)
    return clock


class Clock:
    """A watch and the moment it believes in."""

    def __init__(self) -> None:
        self.moment = 1000.0
        self.watch = Watch(now=lambda: self.moment)

    def later(self, seconds: float = 3.0) -> None:
        """Time passes."""
        self.moment += seconds


def read_by_strangers(*, newest: bool = False) -> tuple[int, str]:
    """How many new places there are, as a public page reads it, and from where."""
    return through(Region.objects.filter(code=NEW).count, newest=newest)


def founded() -> Callable[[], object]:
    """Somebody writes, and it is on the disk as in service; and the way back."""
    with transaction.atomic(), connections["default"].cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        return Region.objects.create(code=NEW, name="新区", level=3).delete


class TestStrangers:
    def test_read_the_replica_and_officials_what_they_have_just_written(
        self, pair: Replica, watch: Clock
    ) -> None:
        assert read_by_strangers() == (0, ALIAS)
        pair.hold(back=True)
        undo = founded()

        try:
            assert read_by_strangers() == (0, ALIAS)
            assert read_by_strangers(newest=True) == (1, window.ALIAS)
        finally:
            pair.hold(back=False)
            pair.catch_up()
        assert read_by_strangers() == (1, ALIAS)
        undo()
        pair.catch_up()

    def test_are_given_whole_pages_from_it(self, pair: Replica, watch: Clock) -> None:
        asked: list[str] = []

        def heard(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
            asked.append(context["connection"].alias)
            return execute(sql, params, many, context)

        with connections[ALIAS].execute_wrapper(heard), connections["public"].execute_wrapper(heard):
            answer = Client().get(reverse("portal:items"))

        assert answer.status_code == 200
        assert set(asked) == {ALIAS}

    def test_read_the_primary_while_it_lags(self, pair: Replica, watch: Clock) -> None:
        pair.hold(back=True)
        undo = founded()
        try:
            assert read_by_strangers()[1] == ALIAS
            watch.later(settings.ENVIRONMENT.replica_lag + 1)
            assert read_by_strangers() == (1, window.ALIAS)
            assert watch.watch.seen.nearness is Nearness.BEHIND
            assert Client().get(reverse("api:readyz")).json()["replica"] == "behind"
            assert "改从主库读取" in next(doctor_data.replica(settings.ENVIRONMENT, FOUNDED)).says
        finally:
            pair.hold(back=False)
            undo()
            pair.catch_up()
        watch.later()
        assert read_by_strangers() == (0, ALIAS)

    def test_read_the_primary_when_it_dies_in_the_midst_of_an_answer_and_the_replica_when_it_is_back(
        self, pair: Replica, watch: Clock
    ) -> None:
        assert read_by_strangers() == (0, ALIAS)
        pair.stop()

        try:
            assert read_by_strangers() == (0, window.ALIAS)
            watch.later()
            assert read_by_strangers() == (0, window.ALIAS)
            answer = Client().get(reverse("api:readyz"))
            assert (answer.status_code, answer.json()["replica"]) == (200, "gone")
            assert "没有应答" in next(doctor_data.replica(settings.ENVIRONMENT, FOUNDED)).says
        finally:
            pair.start()
        watch.later()
        assert read_by_strangers() == (0, ALIAS)

    def test_cannot_read_more_there_than_here(self, pair: Replica, watch: Clock) -> None:
        with connections[ALIAS].cursor() as cursor:
            cursor.execute("SELECT pg_is_in_recovery()")
            assert cursor.fetchone() == (True,)
            with pytest.raises(ProgrammingError, match="permission denied"):
                cursor.execute("SELECT 1 FROM public.organs_person")
