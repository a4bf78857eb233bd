"""Prepare .venv: ``bootstrap.py run`` for running, ``bootstrap.py dev`` for checking and testing as well.

Standard library only. Repeated runs compare a stamp and return at once. Exit code 3: the surroundings refuse,
and the message says what to do.
"""

import hashlib
import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

# ruff: noqa: S603 — every command below is a list of our own making

PROJECT = Path(__file__).resolve().parents[1]
VENV = PROJECT / ".venv"
PYTHON = VENV / "bin" / "python"
LOCKS = {"run": ("run",), "dev": ("run", "dev")}
LAUNCHER = """#!/bin/sh
here=$(dirname -- "$(readlink -f -- "$0")")
exec "$here/python" -m suiji.running.command "$@"
"""


def say(message: str) -> None:
    """Say it at the console."""
    sys.stderr.write(message + "\n")


def refuse(message: str) -> None:
    """Say what to do and stop."""
    say(message)
    sys.exit(3)


def fingerprint(purpose: str) -> str:
    """Changes whenever the locked requirements of this purpose do."""
    content = b"".join((PROJECT / "requirements" / f"{name}.txt").read_bytes() for name in LOCKS[purpose])
    return hashlib.sha256(content).hexdigest()


def stamp(purpose: str) -> Path:
    """Where it is written what has been installed."""
    return VENV / f".suiji-{purpose}"


def is_ready(purpose: str) -> bool:
    """True when this purpose, or a larger one, is installed exactly as locked and the interpreter works."""
    larger = ["run", "dev"] if purpose == "run" else ["dev"]
    current = any(stamp(p).is_file() and stamp(p).read_text() == fingerprint(p) for p in larger)
    return current and works()


def works() -> bool:
    """True when the environment's interpreter starts, with a version that will do."""
    question = "import sys, pip; sys.exit(sys.version_info < (3, 11))"
    try:
        return subprocess.run([PYTHON, "-c", question], check=False, capture_output=True).returncode == 0
    except OSError:
        return False


def make_environment() -> None:
    """A virtual environment whose interpreter works; a broken one (its Python removed) is made anew."""
    if works():
        return
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        refuse("apt-get install -y python3-venv")
    if VENV.exists():
        say("虚拟环境 .venv 已不能用（换了 Python 或移动过位置），重新创建……")
        try:
            shutil.rmtree(VENV)
        except PermissionError:
            refuse(f"没有权限重建 {VENV}。请用当初创建它的用户运行，或先删除它。")
    say("正在创建虚拟环境……")
    done = subprocess.run([sys.executable, "-m", "venv", VENV], check=False, capture_output=True, text=True)
    if done.returncode:
        refuse(f"创建虚拟环境失败：\n{done.stdout}{done.stderr}")


def install(purpose: str) -> None:
    """Every locked package, each compared with its hash, and nothing besides.

    The locks are complete, so pip need not resolve: asked to, it looks at newer releases of a package that
    another one wants with an extra, and refuses the lock on the day such a release appears.
    """
    say("正在安装依赖（首次约需一两分钟）……")
    lock = PROJECT / "requirements" / f"{purpose}.txt"
    command = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    done = subprocess.run(
        [*command, "--require-hashes", "--no-deps", "-r", lock], check=False, capture_output=True, text=True
    )
    if done.returncode:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        refuse(f"安装依赖失败，请检查能否访问软件源，然后重试：\n{last}")


def link() -> None:
    """The environment finds ``src`` (by a relative path, so it may be moved) and has ``suiji``."""
    packages = next((VENV / "lib").glob("python3*/site-packages"))
    (packages / "suiji.pth").write_text("../../../../src\n")
    launcher = VENV / "bin" / "suiji"
    launcher.write_text(LAUNCHER)
    launcher.chmod(0o755)


def main(purpose: str) -> None:
    """The environment is as the locks say."""
    if is_ready(purpose):
        return
    try:
        make_environment()
        install(purpose)
        link()
        stamp(purpose).write_text(fingerprint(purpose))
    except PermissionError as error:
        refuse(f"没有权限写入 {error.filename}。请用当初创建 .venv 的用户运行。")


if __name__ == "__main__":
    main(sys.argv[1])
