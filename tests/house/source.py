"""The house's own source as syntax trees, each module parsed once in a process however many tests look at it."""

import ast
from functools import cache
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "src" / "suiji"
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Every node of a module, outermost first, as ``ast.walk`` gives them."""
    return tuple(ast.walk(ast.parse(path.read_text("utf-8"))))
