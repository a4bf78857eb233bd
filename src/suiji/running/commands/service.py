"""Up, serve, work, number: what keeps running."""

import os
import signal
import sys
import threading

import click

from suiji.running.commands.chinese import Command
from suiji.running.installation import django
from suiji.running.postgres import tell
from suiji.running.trouble import Trouble


@click.command(cls=Command)
@click.option(
    "--host",
    envvar="SUIJI_HOST",
    default="127.0.0.1",
    show_default=True,
    help="监听的地址（环境变量 SUIJI_HOST）。",
)
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="监听的端口（环境变量 PORT）。")
@click.option(
    "--tls",
    envvar="TLS",
    is_flag=True,
    help="用 HTTPS：有 SUIJI_TLS_CERTIFICATE 和 SUIJI_TLS_KEY 就用，没有就自己签一张（环境变量 TLS=1）。",
)
def up(host: str, port: int, tls: bool) -> None:
    """启动整套系统：数据库、网站、后台任务、总账编号；按 Ctrl-C 停止。"""
    from suiji.config import clock
    from suiji.config.environment import Environment
    from suiji.running import frontend
    from suiji.running.certificate import certificate
    from suiji.running.installation import installation
    from suiji.running.supervisor import Supervisor, check_port, only_supervisor, site_of

    os.environ.setdefault(
        "SUIJI_SITE", site_of(host, port, tls=tls)
    )  # what stands on notices and in QR codes
    with only_supervisor(Environment().data_dir.absolute()):
        check_port(host, port)
        frontend.build()
        if tls:
            os.environ.update(certificate(Environment().data_dir.absolute(), at=clock.now()).environment())
        with installation() as here:
            supervisor = Supervisor(here, host=host, port=port, tls=tls)
            for number in (signal.SIGINT, signal.SIGTERM):
                signal.signal(number, lambda *_: supervisor.ask_to_stop())
            code = supervisor.run()
    tell("系统已停止。数据都已保存，下次 make up 接着用。")
    sys.exit(code)


@click.command(cls=Command)
@click.option("--host", envvar="SUIJI_HOST", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", envvar="PORT", default=8000, show_default=True, help="监听的端口。")
@click.option("--workers", envvar="SUIJI_WORKERS", default=2, show_default=True, help="进程数。")
@click.option("--threads", envvar="SUIJI_THREADS", default=32, show_default=True, help="每个进程的线程数。")
def serve(host: str, port: int, workers: int, threads: int) -> None:
    """只启动网站；防篡改保护不完整时拒绝启动。"""
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counters()
    os.environ["SUIJI_THREADS"] = str(threads)
    with django() as here:
        if here.server is not None and not here.server.attached:
            raise Trouble(
                "单独启动网站需要一个已在运行的数据库：请设置 DATABASE_URL，或用 suiji up 启动整套系统。"
            )
        from django.db import connection

        from suiji.running.guards import refuse_unprotected

        refuse_unprotected(connection)
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)]
    command += [
        "--workers",
        str(workers),
        "--blocking-threads",
        str(threads),
        "--no-ws",
        "--log-level",
        "error",  # it warns of more threads than processors; here most of them only wait
    ]
    command += [*_tls(), "--respawn-failed-workers", "suiji.config.wsgi:application"]
    os.execv(sys.executable, command)  # noqa: S606 — our own command, in this process's place


def _counters() -> str:
    """An empty folder in which the web processes keep what they count, so that one of them can tell of all."""
    from suiji.config.environment import Environment

    folder = Environment().data_dir.absolute() / "counters"
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.db"):
        old.unlink(missing_ok=True)
    return str(folder)


def _tls() -> list[str]:
    """What the server needs to speak TLS itself; nothing behind a proxy that does."""
    from suiji.config.environment import Environment

    site = Environment()
    if site.tls_certificate is None or site.tls_key is None:
        return []
    files = ["--ssl-certificate", str(site.tls_certificate), "--ssl-keyfile", str(site.tls_key)]
    return [*files, "--ssl-protocol-min", "tls1.2"]


@click.command(cls=Command)
@click.option("--concurrency", default=2, show_default=True, help="同时办理的任务数。")
def worker(concurrency: int) -> None:
    """只启动后台任务（生成文书、发送通知、每日期限）。"""
    os.environ["SUIJI_DATABASE_POOL"] = "0"
    with django():
        from procrastinate.contrib.django import app
        from procrastinate.contrib.django.django_connector import DjangoConnector
        from procrastinate.exceptions import ConnectorException

        assert isinstance(app.connector, DjangoConnector)
        with app.replace_connector(app.connector.get_worker_connector()) as working:
            try:
                working.run_worker(concurrency=concurrency, listen_notify=_may_listen())
            except ConnectorException as error:
                _lost(error)


@click.command(cls=Command)
@click.option("--every", default=1.0, show_default=True, help="两次编号之间的秒数。")
@click.option("--once", is_flag=True, help="编号一次后退出。")
def sequence(every: float, once: bool) -> None:
    """只启动总账编号：给新记录编号并签发检查点。"""
    os.environ["SUIJI_DATABASE_POOL"] = "0"
    stop = threading.Event()
    if not once:
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: stop.set())
    with django():
        from django.db import OperationalError

        from suiji.config import clock
        from suiji.ledger import services

        while not stop.is_set():
            try:
                services.sequence(at=clock.now())
            except OperationalError as error:
                _lost(error)
            if once:
                break
            stop.wait(every)


def _may_listen() -> bool:
    """Whether new jobs can call the worker: behind a transaction pooler it looks every few seconds instead."""
    from suiji.config.environment import Environment

    return Environment().pooler == "none"


def _lost(error: Exception) -> None:
    """The database went away: one line, and an end. The supervisor starts us again when it is back."""
    tell(f"与数据库的连接中断：{str(error.__cause__ or error).strip().splitlines()[0]}")
    sys.exit(1)
