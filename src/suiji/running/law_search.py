"""Where a rule is called and where it is proved, found in the syntax trees without running anything."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[3]
SOURCE = ROOT / "src" / "suiji"
LAW = "suiji.law"
SEARCHERS = {"law_matrix.py", "law_search.py"}
NO_FACTS = {"exception", "advice"}
"""Keywords of `require` itself, which no rule is asked with."""
_NAMES_LAW = re.compile(r"\bsuiji\s*\.\s*law\b|\bfrom\s+suiji\s+import\b")
"""Without one of these in its text a module names no rule; its tree need not be made."""
_CARRIES_MARK = re.compile(r"\barticle\s*\(")


@dataclass(slots=True)
class Proof:
    """What one test class shows about one rule."""

    where: str
    content: bool = False
    """A `test_content_…` method: facts the rule accepts."""
    refuses: bool = False
    """A `test_refuses_…` method: facts it refuses."""
    any: bool = False


@dataclass(frozen=True, slots=True)
class Call:
    """One place where a rule is asked, directly or through `require`, with the facts it is given."""

    rule: str
    where: str
    facts: frozenset[str]
    """Names of the keyword facts; empty and `open` when some come from a mapping."""
    open: bool


@dataclass(slots=True)
class _Tree(ast.NodeVisitor):
    """Walks one module and notes which rules are named in which function."""

    module: str
    rules: dict[str, str]
    """Dotted path of a rule → its name."""
    bindings: dict[str, str]
    """Local name → dotted path under `suiji.law`."""
    found: defaultdict[str, set[str]]
    calls: list[Call] = field(default_factory=list)
    nesting: list[str] = field(default_factory=list)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._descend(node.name, node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._descend(node.name, node)

    def visit_Call(self, node: ast.Call) -> None:
        asked = [node.func, *node.args[:1]] if _dotted(node.func).endswith("require") else [node.func]
        for rule in (self.rules[path] for path in map(self._path, asked) if path in self.rules):
            names = [keyword.arg for keyword in node.keywords if keyword.arg not in NO_FACTS]
            facts = frozenset(name for name in names if name is not None)
            self.calls.append(Call(rule, self._where(), facts, open=None in names))
        self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> None:
        self._note(self._path(node))

    def visit_Attribute(self, node: ast.Attribute) -> None:
        self._note(self._path(node))
        self.generic_visit(node)

    def _path(self, node: ast.expr) -> str:
        """The dotted path under `suiji.law` that a name stands for, or nothing."""
        head, dot, rest = _dotted(node).partition(".")
        return self.bindings[head] + dot + rest if head in self.bindings else ""

    def _where(self) -> str:
        return ".".join([self.module, *self.nesting])

    def _descend(self, name: str, node: ast.AST) -> None:
        self.nesting.append(name)
        self.generic_visit(node)
        self.nesting.pop()

    def _note(self, path: str) -> None:
        if path in self.rules:
            self.found[self.rules[path]].add(self._where())


def callers(rules: dict[str, str], source: Path = SOURCE) -> dict[str, tuple[str, ...]]:
    """For each rule's name the places outside `law` that name it; an import alone is not a use."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for tree in _visited(frozenset(rules.items()), source):
        for name, places in tree.found.items():
            found[name] |= places
    return {name: tuple(sorted(places)) for name, places in found.items()}


def calls(rules: dict[str, str], source: Path = SOURCE) -> list[Call]:
    """Every call of a rule outside `law`, with the names of its facts: `require` itself takes any."""
    return [call for tree in _visited(frozenset(rules.items()), source) for call in tree.calls]


@cache
def _visited(named: frozenset[tuple[str, str]], source: Path) -> tuple[_Tree, ...]:
    """Read once a process: the files stand still while a command or a test looks at them."""
    return tuple(_visits(dict(named), source))


def _visits(rules: dict[str, str], source: Path) -> Iterator[_Tree]:
    for path in _modules(source):
        inside = path.relative_to(source)
        if inside.parts[0] == "law" or path.name in SEARCHERS or "migrations" in inside.parts:
            continue
        text = path.read_text(encoding="utf-8")
        if not _NAMES_LAW.search(text):
            continue
        parsed = ast.parse(text)
        module = ".".join(inside.with_suffix("").parts).removesuffix(".__init__")
        tree = _Tree(module, rules, dict(_bindings(parsed)), defaultdict(set))
        tree.visit(parsed)
        yield tree


def proofs(root: Path = ROOT) -> dict[str, Proof]:
    """For each test class of tests/law, by its name, what it shows."""
    shown: dict[str, Proof] = {}
    for path in _modules(root / "tests" / "law"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ClassDef):
                names = [own.name for own in node.body if isinstance(own, ast.FunctionDef)]
                shown[node.name] = Proof(
                    where=f"{path.relative_to(root).as_posix()}::{node.name}",
                    content=any(name.startswith("test_content_") for name in names),
                    refuses=any(name.startswith("test_refuses_") for name in names),
                    any=any(name.startswith("test_") for name in names),
                )
    return shown


@cache
def marks(root: Path = ROOT) -> dict[int, tuple[str, ...]]:
    """For each article the tests that carry its mark, on a function, a class or a whole module."""
    found: defaultdict[int, set[str]] = defaultdict(set)
    for path in _modules(root / "tests"):
        file = path.relative_to(root).as_posix()
        text = path.read_text(encoding="utf-8")
        for node in ast.walk(ast.parse(text)) if _CARRIES_MARK.search(text) else ():
            match node:
                case ast.ClassDef() | ast.FunctionDef():
                    where, decorators = f"{file}::{node.name}", node.decorator_list
                case ast.Assign(targets=[ast.Name(id="pytestmark")]):
                    where, decorators = file, [node.value]
                case _:
                    continue
            for article in (number for mark in decorators for number in _articles(mark)):
                found[article].add(where)
    return {article: tuple(sorted(places)) for article, places in found.items()}


def _modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py"))


def _articles(mark: ast.expr) -> Iterator[int]:
    """Numbers of every `pytest.mark.article(n)` in an expression."""
    for node in ast.walk(mark):
        match node:
            case ast.Call(func=ast.Attribute(attr="article"), args=[ast.Constant(value=int(number)), *_]):
                yield number


def _bindings(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Local names that stand for something of `suiji.law`."""
    for node in ast.walk(tree):
        match node:
            case ast.ImportFrom(module="suiji", names=names, level=0):
                yield from ((alias.asname or alias.name, LAW) for alias in names if alias.name == "law")
            case ast.ImportFrom(module=str(module), names=names, level=0) if (
                module == LAW or module.startswith(f"{LAW}.")
            ):
                yield from ((alias.asname or alias.name, f"{module}.{alias.name}") for alias in names)
            case ast.Import(names=names):
                yield from ((alias.asname, alias.name) for alias in names if alias.asname)
                yield from (("suiji", "suiji") for alias in names if not alias.asname)


def _dotted(node: ast.expr) -> str:
    match node:
        case ast.Attribute(value=value, attr=name):
            return f"{_dotted(value)}.{name}"
        case ast.Name(id=name):
            return name
        case _:
            return ""
