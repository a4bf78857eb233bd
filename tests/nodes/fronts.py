"""What stands before the nodes and before PostgreSQL: nginx, HAProxy, PgBouncer, each where it is installed."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from suiji.config.settings import WINDOW
from suiji.running.postgres import Server
from suiji.running.roles import PUBLIC
from suiji.running.testing import HOME

APT = "apt-get install -y nginx-light haproxy pgbouncer"
NGINX = """
daemon off; pid {home}/nginx.pid; error_log stderr;
events {{ }}
http {{
    access_log off; client_body_temp_path {home}/body; proxy_temp_path {home}/proxy;
    fastcgi_temp_path {home}/f; uwsgi_temp_path {home}/u; scgi_temp_path {home}/s;
    upstream suiji {{ {servers} }}
    server {{ listen 127.0.0.1:{port}; location / {{ proxy_pass http://suiji; proxy_set_header Host localhost; }} }}
}}
"""
HAPROXY = """
defaults
    mode http
    timeout connect 5s
    timeout client 120s
    timeout server 120s
frontend all
    bind 127.0.0.1:{port}
    default_backend suiji
backend suiji
    balance roundrobin
    option httpchk
    http-check send meth GET uri /api/readyz ver HTTP/1.1 hdr Host localhost
    http-request set-header Host localhost
{servers}
"""
PGBOUNCER = """
[databases]
{name} = host={host} port={port}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {front}
unix_socket_dir =
auth_type = plain
auth_file = {home}/users.txt
pool_mode = transaction
default_pool_size = 4
max_client_conn = 200
"""


def a_free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def missing(*programs: str) -> str:
    """Why these cannot be run here; empty when they can."""
    gone = [name for name in programs if shutil.which(name) is None]
    return f"{'、'.join(gone)}: {APT}" if gone else ""


def started(stack: ExitStack, command: Sequence[str], environment: Mapping[str, str] | None = None) -> None:
    """A process that ends with the stack."""
    process = subprocess.Popen(command, env=environment)
    stack.callback(process.wait, 30)
    stack.callback(process.terminate)


@contextmanager
def a_home() -> Iterator[Path]:
    """A folder that a program under another account may read."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


def balanced(stack: ExitStack, program: str, ports: Sequence[int]) -> int:
    """The port of ``nginx`` or ``haproxy`` in front of the nodes on these ports."""
    front, home = a_free_port(), stack.enter_context(a_home())
    config = home / "config"
    if program == "nginx":
        servers = " ".join(f"server 127.0.0.1:{port};" for port in ports)
        config.write_text(NGINX.format(home=home, servers=servers, port=front))
        started(stack, ["nginx", "-p", str(home), "-c", str(config)])
    else:
        lines = [f"    server node{n} 127.0.0.1:{port} check inter 1s" for n, port in enumerate(ports)]
        config.write_text(HAPROXY.format(servers="\n".join(lines), port=front))
        started(stack, ["haproxy", "-db", "-f", str(config)])
    return front


def pooled(stack: ExitStack, name: str, addresses: Sequence[str]) -> list[str]:
    """The addresses again, through PgBouncer with a server lent for a transaction at a time."""
    front, home = a_free_port(), stack.enter_context(a_home())
    said = [conninfo_to_dict(address) for address in addresses]
    host = str(said[0]["host"])
    (home / "users.txt").write_text("".join(f'"{one["user"]}" "{one["password"]}"\n' for one in said))
    config = home / "pgbouncer.ini"
    port = said[0].get("port") or 5432
    config.write_text(PGBOUNCER.format(name=name, host=host, port=port, front=front, home=home))
    account = pwd.getpwuid(Path(host).stat().st_uid).pw_name
    started(stack, ["pgbouncer", *(["-u", account] if os.geteuid() == 0 else []), str(config)])
    stack.callback(_settled(name))
    return [f"postgresql://{one['user']}:{one['password']}@127.0.0.1:{front}/{name}" for one in said]


def _settled(name: str) -> "Undo":
    """What the public's connections begin with stands with its role now (docs/deploying-many.md)."""
    server = Server(HOME)
    server.attach()
    for setting in WINDOW.split("-c "):
        key, _, value = setting.strip().partition("=")
        if key:
            _alter(server, name, sql.SQL("SET {} = {}").format(sql.Identifier(key), sql.Literal(value)))
    return Undo(server, name)


class Undo:
    """The role as it was before."""

    def __init__(self, server: Server, name: str) -> None:
        self.server, self.name = server, name

    def __call__(self) -> None:
        _alter(self.server, self.name, sql.SQL("RESET ALL"))


def _alter(server: Server, name: str, what: sql.Composable) -> None:
    with psycopg.connect(server.superuser(), autocommit=True) as connection:
        words = sql.SQL("ALTER ROLE {} IN DATABASE {} {}")
        connection.execute(words.format(sql.Identifier(PUBLIC), sql.Identifier(name), what))
