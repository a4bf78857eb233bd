"""What import-linter cannot see: strings, signals, assignments, sizes, and what templates carry (design §2.2, §6)."""

import ast
import importlib
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model

from suiji.law import Article
from suiji.ledger import Machine
from suiji.ledger.models import Stateful
from tests.house.source import MODULES, nodes

ROOT = Path(__file__).resolve().parents[2]
SOURCE = ROOT / "src" / "suiji"
TEMPLATES = sorted(path for path in SOURCE.rglob("templates/**/*.html"))
LONGEST_MODULE = 400
LONGEST_FUNCTION = 40


def name_of(path: Path) -> str:
    return str(path.relative_to(SOURCE))


def trees() -> Iterator[tuple[str, Iterable[ast.AST]]]:
    """Name and nodes of every module."""
    for path in MODULES:
        yield name_of(path), nodes(path)


def ranks() -> dict[str, int]:
    """Room → its storey, the ground floor being 0, as import-linter's first contract says."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    storeys = reversed(next(one for one in contracts if one.get("exhaustive"))["layers"])
    return {room.strip(): storey for storey, rooms in enumerate(storeys) for room in rooms.split("|")}


def room_of(model: type[Model]) -> str:
    return model.__module__.split(".")[1]


def house_models() -> list[type[Model]]:
    return [
        model for model in apps.get_models(include_auto_created=True) if model.__module__.startswith("suiji.")
    ]


class TestForeignKeys:
    def test_lead_to_the_same_or_a_lower_room(self) -> None:
        storeys = ranks()
        models = house_models()

        upward = [
            f"{model.__name__}.{field.name} → {target.__name__}"
            for model in models
            for field in model._meta.get_fields()
            if not field.auto_created and isinstance(target := field.related_model, type)
            if target.__module__.startswith("suiji.") and room_of(target) != room_of(model)
            if storeys[room_of(target)] >= storeys[room_of(model)]
        ]

        assert len(models) > 40
        assert not upward

    def test_are_never_generic(self) -> None:
        assert not [
            f"{model.__name__}.{field.name}"
            for model in house_models()
            for field in model._meta.get_fields()
            if type(field).__name__ == "GenericForeignKey"
        ]


class TestSignals:
    def test_are_received_nowhere(self) -> None:
        words = {"receiver", "Signal", "pre_save", "post_save", "pre_delete", "post_delete", "m2m_changed"}

        found = [
            f"{name}:{node.lineno}"
            for name, tree in trees()
            for node in tree
            if (
                isinstance(node, ast.ImportFrom)
                and (node.module or "").startswith(("django.dispatch", "django.db.models.signals"))
            )
            or (
                isinstance(node, ast.ImportFrom)
                and (node.module or "") == "django.db.models"
                and words & {alias.name for alias in node.names}
            )
        ]

        assert not found


def assigned_states(tree: Iterable[ast.AST]) -> Iterator[int]:
    """Lines that set a ``state`` otherwise than at a row's creation."""
    for node in tree:
        match node:
            case ast.Assign(targets=targets):
                yield from (target.lineno for target in targets if _is_state(target))
            case ast.AugAssign(target=target) | ast.AnnAssign(target=target, value=ast.expr()):
                yield from ([target.lineno] if _is_state(target) else [])
            case ast.Call(func=ast.Name(id="setattr"), args=[_, ast.Constant(value="state"), *_]):
                yield node.lineno
            case ast.Call(func=ast.Attribute(attr="update" | "aupdate"), keywords=keywords):
                yield from (word.value.lineno for word in keywords if word.arg == "state")


def _is_state(target: ast.expr) -> bool:
    if isinstance(target, ast.Tuple):
        return any(_is_state(inner) for inner in target.elts)
    return isinstance(target, ast.Attribute) and target.attr == "state"


class TestStates:
    def test_are_assigned_by_the_ledger_alone(self) -> None:
        found = {name for name, tree in trees() if any(assigned_states(tree))}

        assert found == {"ledger/services.py"}

    @pytest.mark.parametrize(
        "code",
        [
            "task.state = 'X'",
            "a, task.state = 1, 2",
            "setattr(task, 'state', 'X')",
            "Task.objects.update(state='X')",
        ],
    )
    def test_would_be_noticed_elsewhere(self, code: str) -> None:
        assert list(assigned_states(ast.walk(ast.parse(code))))

    def test_begin_as_a_table_of_their_room_says(self) -> None:
        """A row is created in the initial state; every other state is reached by a move."""
        begun = [
            (name, node.value.attr)
            for name, tree in trees()
            if "/services" in name
            for call in tree
            if isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr == "create"
            for node in call.keywords
            if node.arg == "state" and isinstance(node.value, ast.Attribute)
        ]

        assert len(begun) > 5
        assert not [one for one in begun if one[1] not in {"initial", *initials(one[0].partition("/")[0])}]


def initials(room: str) -> set[str]:
    """The states in which a room's subjects begin."""
    return {machine.initial for name, machine in machines().items() if name.startswith(f"{room}.")}


def machines() -> dict[str, Machine]:
    found: dict[str, Machine] = {}
    for path in sorted(SOURCE.glob("*/states.py")):
        module = importlib.import_module(f"suiji.{path.parent.name}.states")
        own = {name: value for name, value in vars(module).items() if isinstance(value, Machine)}
        found |= {f"{path.parent.name}.{name}": machine for name, machine in own.items()}
    return found


@pytest.mark.parametrize("name", machines())
class TestMachines:
    def test_reach_every_state_from_the_initial_one(self, name: str) -> None:
        machine = machines()[name]
        reached, waiting = {machine.initial}, [machine.initial]
        while waiting:
            source = waiting.pop()
            new = {edge.target for edge in machine.edges if edge.source == source} - reached
            reached |= new
            waiting += sorted(new)

        assert reached == set(machine.labels)

    def test_name_a_hand_an_act_and_a_sentence_for_every_move(self, name: str) -> None:
        for edge in machines()[name].edges:
            assert edge.by, edge
            assert re.fullmatch(r"[a-z]+\.[a-z_]+", edge.act), edge
            filled = edge.sentence.format(department="甲局", actor="某人", subject="某事", because="某故")
            assert filled.endswith(("。", "某故")), edge


def test_every_stateful_subject_has_its_machine() -> None:
    tables = {id(machine) for machine in machines().values()}

    for model in house_models():
        if issubclass(model, Stateful):
            assert id(model.machine) in tables, model


def work_of(function: ast.FunctionDef) -> int:
    """Lines of a function from its first statement to its end."""
    statements = (
        function.body[1:] if ast.get_docstring(function) and len(function.body) > 1 else function.body
    )
    return (function.end_lineno or function.lineno) - statements[0].lineno + 1


class TestSizes:
    def test_no_module_is_longer_than_400_lines(self) -> None:
        counted = {name_of(path): len(path.read_text("utf-8").splitlines()) for path in MODULES}

        assert not {name: lines for name, lines in counted.items() if lines > LONGEST_MODULE}

    def test_no_function_does_more_than_40_lines(self) -> None:
        """Signature and docstring aside: a lawful act names every fact it takes, one a line."""
        assert not [
            f"{name}:{node.lineno} {node.name}"
            for name, tree in trees()
            for node in tree
            if isinstance(node, ast.FunctionDef) and work_of(node) > LONGEST_FUNCTION
        ]

    def test_nothing_is_called_by_a_word_that_says_nothing(self) -> None:
        empty = {"utils", "helpers", "common", "misc", "manager", "base", "extras", "shared"}

        assert not [name_of(path) for path in MODULES if path.stem in empty or path.parent.name in empty]


FORBIDDEN = {
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style\b", re.IGNORECASE),
    "a style attribute": re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE),
    "an event attribute": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a script address": re.compile(r"javascript:", re.IGNORECASE),
    "a foreign host": re.compile(r"""(?:src|href|action|data)\s*=\s*["'](?:https?:)?//""", re.IGNORECASE),
    "an unescaped value": re.compile(r"\|\s*safe(?:seq)?\s*(?:\||}})"),
}
_COMMENTS = re.compile(r"{#.*?#}|{%\s*comment.*?endcomment\s*%}", re.DOTALL)
_LOGIC = re.compile(r"{%.*?%}", re.DOTALL)
_QUOTED = re.compile(r"<c-article\b([^>]*)>")


def markup(path: Path) -> str:
    """What a template sends: without comments, and without the conditions inside its tags."""
    return _LOGIC.sub("", _COMMENTS.sub("", path.read_text("utf-8")))


class TestTemplates:
    @pytest.mark.parametrize("what", FORBIDDEN)
    def test_hold_nothing_the_content_policy_refuses(self, what: str) -> None:
        found = [
            f"{name_of(path)}: {hit.group(0)[:60]}"
            for path in TEMPLATES
            for hit in FORBIDDEN[what].finditer(markup(path))
        ]

        assert len(TEMPLATES) > 40
        assert not found

    @pytest.mark.parametrize(
        ("what", "code"),
        [
            ("an inline script", "<script>alert(1)</script>"),
            ("a style attribute", '<p class="x" style="color: red">'),
            ("an event attribute", '<button onclick="go()">'),
            ("a foreign host", '<img src="//elsewhere.example/x.png">'),
            ("an unescaped value", "{{ words|safe }}"),
        ],
    )
    def test_would_be_noticed(self, what: str, code: str) -> None:
        assert FORBIDDEN[what].search(code)

    def test_escape_everything(self) -> None:
        assert not [
            name_of(path) for path in TEMPLATES if re.search(r"autoescape\s+off", path.read_text("utf-8"))
        ]

    def test_quote_the_regulation_word_for_word(self) -> None:
        quotations = [
            (name_of(path), int(number[1]), says[1])
            for path in TEMPLATES
            for tag in _QUOTED.findall(path.read_text("utf-8"))
            if (number := re.search(r'(?<!:)number="(\d+)"', tag))
            and (says := re.search(r'(?<!:)says="([^"{]+)"', tag))
        ]

        assert quotations
        assert not [one for one in quotations if not Article(one[1]).says(one[2])]
