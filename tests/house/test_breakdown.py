"""Database or disk go away in the middle of an act: nothing of it stays, and whoever acted is told what to do."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import psycopg_pool
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from suiji.config import clock
from suiji.config.logs import Discreet
from suiji.inspections.models import Evidence
from suiji.ledger.check import problems
from suiji.ledger.models import Entry
from suiji.ledger.services import record, sequence
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.organs.services import load_reference
from tests.factories.inspections import ARRIVED_AT, JPEG, on_site
from tests.factories.organs import AT, a_department, a_person, an_actor, the_person
from tests.faults.killing import end_my_session

NAMES = {"name": "安阳市市场监督管理局", "short_name": "市监", "sign": "安市监", "because": "机构改革"}


@contextmanager
def a_cut_line(words: str) -> Iterator[None]:
    """The session to the database ends, once, right before the statement that begins so."""
    cut = []

    def statement(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith(words) and not cut:
            cut.append(sql)
            end_my_session()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(statement):
        yield
    assert cut, "the line was never cut"


@pytest.mark.django_db(transaction=True)
class TestALostConnection:
    @pytest.mark.parametrize(
        "words",
        ['UPDATE "organs_department"', 'INSERT INTO "ledger_entry"', 'SELECT "django_session"'],
        ids=["at the act", "at its record", "at the door"],
    )
    def test_in_mid_act_leaves_nothing_and_the_next_request_is_served(self, words: str) -> None:
        load_reference()
        department = a_department()
        client = Client(raise_request_exception=False)
        client.force_login(a_person("王芳", Role.SYSTEM_ADMIN, username="wang"))
        door = reverse("accounts:rename_department", args=[department.pk])

        with a_cut_line(words):
            answer = client.post(door, NAMES)
        connection.close_if_unusable_or_obsolete()  # as the server does after every request; Django's client leaves it

        assert (answer.status_code, answer["Retry-After"]) == (503, "30")
        assert "数据库刚才没有应答" in answer.content.decode()
        assert Department.objects.get(pk=department.pk).name == department.name
        assert not Entry.objects.filter(act="organs.department_renamed").exists()
        assert client.post(door, NAMES).status_code == 302
        sequence(at=AT)
        assert list(problems()) == []


class TestWhatTheConsoleIsTold:
    """Half an hour without a database is some ten thousand requests: one line each, not a hundred."""

    @staticmethod
    def told(error: Exception) -> str:
        try:
            try:
                raise error
            except Exception as first:
                raise RuntimeError("the session has no content") from first
        except RuntimeError:
            return Discreet().formatException(sys.exc_info())

    @pytest.mark.parametrize(
        "error",
        [
            psycopg.OperationalError("connection failed: no such file\nand more"),
            psycopg.errors.AdminShutdown("terminating connection"),
            psycopg_pool.PoolTimeout("no connection in 30 s"),
        ],
        ids=["nobody answers", "it goes away", "none is free"],
    )
    def test_of_a_database_that_is_away_is_one_line(self, error: Exception) -> None:
        assert self.told(error) == f"the database is away: {str(error).splitlines()[0]}"

    @pytest.mark.parametrize(
        "error",
        [
            psycopg.errors.QueryCanceled("too slow"),
            psycopg.errors.UndefinedColumn("no column"),
            KeyError("x"),
        ],
        ids=["too slow", "our mistake", "another"],
    )
    def test_of_everything_else_is_where_it_happened(self, error: Exception) -> None:
        assert "test_breakdown.py" in self.told(error)


@pytest.fixture
def a_small_disk(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """A real one, of 64 KB, where files are kept."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("only root may mount a small disk")
    settings.MEDIA_ROOT = tmp_path
    yield tmp_path
    subprocess.run(["umount", str(tmp_path)], check=True)


@pytest.mark.django_db
class TestAFullDisk:
    def test_keeps_no_evidence_without_its_file_says_so_and_takes_it_once_there_is_room(
        self, a_small_disk: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        crew = on_site()
        sequence(at=ARRIVED_AT)
        before = list(problems())  # states that factories have set past the ledger
        monkeypatch.setattr(clock, "now", lambda: ARRIVED_AT)
        client = Client(raise_request_exception=False)
        client.force_login(the_person(crew.leader))
        door = reverse("inspections:evidence", args=[crew.visit.pk])

        def hand_in() -> Any:
            photo = SimpleUploadedFile("门.jpg", JPEG, "image/jpeg")
            said = {"kind": "PHOTO", "title": "门头", "taken_at": "2026-04-30T08:59", "file": photo}
            with transaction.atomic():
                return client.post(door, said)

        ballast = a_small_disk / "ballast"
        with ballast.open("wb", buffering=0) as file, suppress(OSError):
            while file.write(b"x" * 1024):
                pass
        answer = hand_in()

        assert answer.status_code == 503
        assert "磁盘写满了" in answer.content.decode()
        assert not Evidence.objects.exists()
        assert not Entry.objects.filter(act="inspections.evidence_added").exists()
        ballast.unlink()
        assert hand_in().status_code == 302
        with Evidence.objects.get().file.open() as kept:
            assert kept.read() == JPEG
        sequence(at=ARRIVED_AT)
        assert list(problems()) == before


@pytest.mark.django_db
class TestAClockThatJumps:
    def test_back_and_forth_leaves_the_ledger_in_the_order_in_which_things_happened(self) -> None:
        actor = an_actor(Role.CLERK)
        for hours in (0, 30, -48, 1):
            record(
                the_person(actor),
                "test.noted",
                actor=actor,
                at=AT + timedelta(hours=hours),
                sentence=f"{hours}。",
            )
            sequence(at=AT + timedelta(hours=hours))

        assert list(problems()) == []
        assert [entry.sentence for entry in Entry.objects.order_by("leaf__index")] == [
            "0。",
            "30。",
            "-48。",
            "1。",
        ]
        seen = list(Entry.objects.order_by("leaf__index").values_list("recorded_at", flat=True))
        assert seen == sorted(seen), "the database's own time stands beside the one that was said"
