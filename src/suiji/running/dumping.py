"""PostgreSQL's own tools, fed and read through pipes: nothing of a dump lies in clear on a disk."""

import os
import subprocess
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import IO, Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from suiji.running.binaries import locate
from suiji.running.trouble import Trouble

WHOLE = ("--format=custom", "--compress=6", "--no-owner", "--no-privileges", "--schema=public")
"""The tables and what guards them; the public's views are made anew, rights are granted anew by ``suiji migrate``."""
READ = 1 << 20
Open = Callable[[], Iterator[bytes]]


def _environment(address: str) -> dict[str, str]:
    """What the tools need to know; a password never stands on a command line."""
    names = {
        "host": "PGHOST",
        "port": "PGPORT",
        "user": "PGUSER",
        "password": "PGPASSWORD",
        "dbname": "PGDATABASE",
    }
    names |= {"sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT"}
    said = conninfo_to_dict(address)
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8"} | {
        names[key]: str(value) for key, value in said.items() if key in names
    }


@contextmanager
def tool(name: str, *arguments: str, address: str, **pipes: Any) -> Iterator[subprocess.Popen[bytes]]:
    """The tool at work; `Trouble` with its last words when it fails."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(  # noqa: S603 — a list of our own making
            [str(locate().folder / name), *arguments], env=_environment(address), stderr=said, **pipes
        )
        try:
            yield process
        except BaseException:
            process.kill()
            process.wait()
            raise
        if process.wait():
            said.seek(0)
            words = said.read().decode("utf-8", "replace").strip().splitlines()[-8:]
            raise Trouble(f"{name} 没有成功：\n" + "\n".join(words))


def dump(address: str, into: IO[bytes]) -> None:
    """One consistent picture of the database, while everybody goes on working."""
    with tool("pg_dump", *WHOLE, address=address, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        while piece := process.stdout.read(READ):
            into.write(piece)


def load(content: Open, address: str) -> None:
    """A dump into an empty database, whole or not at all; `Trouble` where the database is not empty."""
    with psycopg.connect(address) as connection:
        tables = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    if tables != (0,):
        raise Trouble("要恢复到的数据库里已有数据，没有作任何改动。请指定空的数据库或新的数据文件夹。")
    with tempfile.NamedTemporaryFile("w", prefix="suiji-contents-", suffix=".list") as wanted:
        wanted.write("".join(_contents(content(), address)))
        wanted.flush()
        options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
        options += [f"--use-list={wanted.name}", f"--dbname={_environment(address)['PGDATABASE']}"]
        with tool("pg_restore", *options, address=address, stdin=subprocess.PIPE) as process:
            _feed(process, content())


def _contents(content: Iterable[bytes], address: str) -> list[str]:
    """The dump's list of contents without what an empty database of ours already has."""
    with (
        tempfile.TemporaryFile() as found,
        tool("pg_restore", "--list", address=address, stdin=subprocess.PIPE, stdout=found) as process,
    ):
        _feed(process, content)
        process.wait()
        found.seek(0)
        lines = found.read().decode().splitlines(keepends=True)
    return [line for line in lines if " EXTENSION " not in line and " SCHEMA - public " not in line]


def _feed(process: "subprocess.Popen[bytes]", content: Iterable[bytes]) -> None:
    """All of it, or as much as the tool wants to read; whether it was enough, its exit code says."""
    assert process.stdin is not None
    try:
        for piece in content:
            process.stdin.write(piece)
        process.stdin.close()
    except BrokenPipeError:
        return
