"""`law` and `sampling` read no clock, draw no chance and reach for nothing outside."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "suiji"
MODULES = sorted([*(SOURCE / "law").rglob("*.py"), *(SOURCE / "sampling").rglob("*.py")])
CLOCKS = {"now", "utcnow", "today", "fromtimestamp", "time", "monotonic", "perf_counter"}
OUTSIDE = {
    "django",
    "psycopg",
    "random",
    "time",
    "socket",
    "urllib",
    "requests",
    "os",
    "numpy",
    "suiji.config",
}
FLOATING = {"float", "round"}


def _calls(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            match node.func:
                case ast.Attribute(attr=name) | ast.Name(id=name):
                    yield name


def _imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=str(module)):
                yield module


def _tree(module: Path) -> ast.AST:
    return ast.parse(module.read_text(encoding="utf-8"))


class TestPurity:
    @pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
    def test_reads_no_clock(self, module: Path) -> None:
        assert CLOCKS.isdisjoint(_calls(_tree(module)))

    @pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
    def test_imports_nothing_from_outside(self, module: Path) -> None:
        heads = {name.partition(".")[0] for name in _imports(_tree(module))} | set(_imports(_tree(module)))

        assert OUTSIDE.isdisjoint(heads)

    @pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(SOURCE)))
    def test_counts_in_whole_numbers(self, module: Path) -> None:
        tree = _tree(module)
        fractions = [
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and type(node.value) is float
        ]

        assert FLOATING.isdisjoint(_calls(tree))
        assert not fractions

    def test_would_notice_a_clock(self) -> None:
        assert not CLOCKS.isdisjoint(_calls(ast.parse("from datetime import date\ndate.today()")))

    def test_looks_at_both_packages(self) -> None:
        assert {module.relative_to(SOURCE).parts[0] for module in MODULES} == {"law", "sampling"}
