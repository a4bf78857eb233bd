"""The city of the journeys: a database of its own, filled with the demonstration, behind a real server and browser."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.request import urlopen

import psycopg
import pytest
from playwright.sync_api import Browser, Page
from psycopg import sql

from suiji.running.demonstration.welcome import PASSWORD
from suiji.running.testing import migrated_template
from tests.conftest import PATIENCE

PROJECT = Path(__file__).resolve().parents[2]
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every journey as one: a run may leave them out, or run nothing else."""
    for item in items:
        if "journeys" in Path(str(item.path)).parts:
            item.add_marker(pytest.mark.journey)


@pytest.fixture(scope="session")
def city_environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the city's commands find in their environment; its database is there, migrated, and empty."""
    owner, web = os.environ["SUIJI_OWNER_DATABASE_URL"], os.environ["DATABASE_URL"]
    public = os.environ["SUIJI_PUBLIC_DATABASE_URL"]
    name = f"journeys_{os.getpid()}"
    with psycopg.connect(owner, dbname="suiji", autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
        migrated = sql.Identifier(migrated_template(owner, web))
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), migrated))
    environment = os.environ | {
        "SUIJI_OWNER_DATABASE_URL": _at(owner, name),
        "DATABASE_URL": _at(web, name),
        "SUIJI_PUBLIC_DATABASE_URL": _at(public, name),
        "SUIJI_DATA_DIR": str(tmp_path_factory.mktemp("city")),
        "SUIJI_DATABASE_POOL": "1",
        "SUIJI_SITE": f"http://localhost:{_free_port()}",
        "PYTHONPATH": str(PROJECT / "src"),
    }
    environment.pop("SUIJI_AS_OWNER")
    return environment


@pytest.fixture(scope="session")
def city(city_environment: dict[str, str]) -> Iterator[str]:
    """The address of a served demonstration; everything is done by the commands a person would give."""
    environment, address = city_environment, city_environment["SUIJI_SITE"]
    port = address.rpartition(":")[2]
    suiji = [sys.executable, "-m", "suiji.running.command"]
    loaded = subprocess.run(
        [*suiji, "demo"], env=environment, check=False, capture_output=True, text=True, timeout=900
    )
    assert loaded.returncode == 0, f"the demonstration was not loaded:\n{loaded.stdout}\n{loaded.stderr}"
    serving = subprocess.Popen([*suiji, "serve", "--port", port, "--workers", "1"], env=environment)
    try:
        _wait_for(f"{address}/api/readyz")
        yield address
    finally:
        serving.terminate()
        serving.wait(timeout=30)


Within = Callable[..., str]


@pytest.fixture(scope="session")
def within(city: str, city_environment: dict[str, str]) -> Within:
    """``within("tests.factories.street", "state", "57")``: what a module run inside the city says."""

    def run(*words: str) -> str:
        environment = city_environment | {
            "PYTHONPATH": f"{PROJECT / 'src'}:{PROJECT}",
            "DJANGO_SETTINGS_MODULE": "suiji.config.settings",
        }
        done = subprocess.run(
            [sys.executable, "-m", *words],
            env=environment,
            cwd=PROJECT,
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{' '.join(words)}:\n{done.stderr}"
        return done.stdout.strip()

    return run


def _at(address: str, name: str) -> str:
    """The same server and role, another database, in the form the settings read."""
    head, _, tail = address.partition("@/")
    return f"{head}@/{name}?{tail.partition('?')[2]}"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_for(address: str) -> None:
    for _ in range(300):
        try:
            with urlopen(address, timeout=2) as answer:  # noqa: S310 — our own server
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.2)
    raise AssertionError(f"{address} never answered")


Enter = Callable[..., Page]


@pytest.fixture
def enter(city: str, browser: Browser) -> Iterator[Enter]:
    """``enter("ga.jb")``: a page of that person's own browser, logged in; ``enter()``: a stranger's.

    A script error or a request to another host fails the test when it ends.
    """
    contexts, faults = [], list[str]()

    def open_as(username: str = "", *, viewport: dict[str, int] | None = None) -> Page:
        context = browser.new_context(
            base_url=city,
            viewport=viewport or DESKTOP,
            locale="zh-CN",
            accept_downloads=True,  # type: ignore[arg-type]
        )
        contexts.append(context)
        context.set_default_timeout(PATIENCE)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request", lambda r: None if r.url.startswith((city, "data:", "blob:")) else faults.append(r.url)
        )
        if username:
            page.goto("/account/login/")
            page.get_by_label("登录名").fill(username)
            page.get_by_label("密码", exact=True).fill(PASSWORD)
            page.get_by_role("button", name="登录").click()
            page.wait_for_url("**/desk/**")
        return page

    yield open_as
    for context in contexts:
        context.close()
    assert faults == []


LogInOf = Callable[[str, str], str]


@pytest.fixture(scope="session")
def log_in_of(city: str) -> LogInOf:
    """``log_in_of("陈思源", "商务")``: the log-in of a person whom a page names, from the city's own books."""
    owner = os.environ["SUIJI_OWNER_DATABASE_URL"]
    with psycopg.connect(owner, dbname=f"journeys_{os.getpid()}") as connection:
        rows = connection.execute(
            "SELECT p.name, d.short_name, p.username FROM organs_person p"
            " JOIN organs_department d ON d.id = p.department_id WHERE d.region_id = '410500'"
        ).fetchall()
    book = {(name, department): username for name, department, username in rows}
    return lambda name, department: str(book[name, department])


def photograph(page: Page, name: str, width: int) -> None:
    """A picture for the handbook and for whoever looks; only where a folder is named (``SUIJI_SHOTS``)."""
    if folder := os.environ.get("SUIJI_SHOTS"):
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)


Look = Callable[[Page, str], None]


@pytest.fixture
def look() -> Look:
    """``look(page, "home")``: axe finds nothing on desk and phone, nothing overflows at 360 px, pictures are taken."""
    from axe_playwright_python.sync_playwright import Axe

    def at(page: Page, name: str) -> None:
        own = page.viewport_size or DESKTOP
        for width in (1440, 768, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.evaluate("() => scrollTo(0, 0)")
            photograph(page, name, width)
        page.set_viewport_size({"width": 360, "height": 800})
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360, (
            f"{name} overflows at 360 px"
        )
        for size in (PHONE, DESKTOP):
            page.set_viewport_size(size)  # type: ignore[arg-type]
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        page.set_viewport_size(own)  # type: ignore[arg-type]

    return at
