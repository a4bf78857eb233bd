"""The package is pure: nothing but arithmetic; files only at its edge; every module a page or two."""

import ast
from pathlib import Path

import pytest

import suiji.sampling

FOLDER = Path(suiji.sampling.__file__).parent
MODULES = sorted(FOLDER.glob("*.py"))
NEVER = {"os", "time", "random", "socket", "urllib", "http", "subprocess", "threading", "django", "numpy"}
AT_THE_EDGE = {
    "pathlib": {"bundle.py", "__main__.py"},
    "secrets": {"__main__.py"},
    "sys": {"__main__.py"},
    "argparse": {"__main__.py"},
}


def imported(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").split(".")[0])
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_no_module_reaches_out(module: Path) -> None:
    names = imported(module)

    assert not names & NEVER
    assert all(module.name in places for name, places in AT_THE_EDGE.items() if name in names)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_no_module_opens_files_reads_clocks_or_counts_in_fractions(module: Path) -> None:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            assert node.func.id not in {"open", "float", "round", "hash", "eval", "exec"}
        if isinstance(node, ast.Attribute):
            assert node.attr not in {"now", "today", "utcnow"}
        assert not isinstance(node, ast.Div) or module.name == "bundle.py" or module.name == "__main__.py"
        assert not (isinstance(node, ast.Constant) and isinstance(node.value, float))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)
def test_no_module_is_longer_than_300_lines(module: Path) -> None:
    assert len(module.read_text(encoding="utf-8").splitlines()) < 300
