"""docs/settings.md, written from the class that reads the settings: what is not there does not exist."""

import ast
import inspect
from pathlib import Path
from typing import get_args

from pydantic_core import PydanticUndefined

from suiji.config.environment import PROJECT, Environment

PAGE = PROJECT / "docs" / "settings.md"
HEAD = """# Settings

Written by `suiji settings` from `src/suiji/config/environment.py`; a test checks that it is current. Read once at the start, from
environment variables (`deploy/systemd/environment.example`). Lists are words with commas or spaces. An unknown value of a known name stops the start.

| variable | default | what it decides |
| --- | --- | --- |
"""
ELSEWHERE = """
## Read by commands and scripts

| variable | read by | what it decides |
| --- | --- | --- |
| `SUIJI_HOST`, `PORT` | `suiji up`, `suiji serve` | the address and port to listen at (127.0.0.1, 8000) |
| `TLS` | `suiji up` | 1: speak HTTPS, with a certificate of our own where none is named |
| `SUIJI_WORKERS` | `suiji serve` | web processes (2) |
| `SUIJI_POSTGRES_BIN` | everything that runs PostgreSQL's programs | a folder with the site's own `postgres`, `initdb`, `pg_dump`, `pg_restore` |
| `PYTHON` | `make` | the interpreter that makes `.venv` |
| `SUIJI_TEST_DATABASE`, `SUIJI_FAULTS` | tests | a database that stays; every statement and process struck |
"""


def _docstrings() -> dict[str, str]:
    """What stands under each field in the class."""
    body = ast.parse(inspect.getsource(Environment)).body[0]
    assert isinstance(body, ast.ClassDef)
    found = {}
    for field, after in zip(body.body, [*body.body[1:], None], strict=True):
        if not isinstance(field, ast.AnnAssign) or not isinstance(field.target, ast.Name):
            continue
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            found[field.target.id] = " ".join(str(after.value.value).split())
    return found


def _default(name: str) -> str:
    field = Environment.model_fields[name]
    value = field.default
    if value is PydanticUndefined or value in ("", None, []):
        shown = ""
    elif set(str(value)) == {"0"} or "without-a-server" in str(value):
        return "from `secrets.json`"
    elif isinstance(value, bool):
        shown = "1" if value else "0"
    elif isinstance(value, list):
        shown = " ".join(value)
    elif isinstance(value, Path):
        shown = str(value.relative_to(PROJECT)) if value.is_relative_to(PROJECT) else str(value)
    else:
        shown = str(value)
    choices = [str(one) for one in get_args(field.annotation) if isinstance(one, str)]
    others = f" (or {', '.join(f'`{one}`' for one in choices if one != shown)})" if choices else ""
    return (f"`{shown}`" if shown else "") + others


def page() -> str:
    """The whole page."""
    says = _docstrings()
    rows = []
    for name, field in Environment.model_fields.items():
        variable = str(field.validation_alias or f"SUIJI_{name.upper()}")
        rows.append(f"| `{variable}` | {_default(name)} | {says.get(name, '')} |")
    return HEAD + "\n".join(rows) + "\n" + ELSEWHERE


def undocumented() -> list[str]:
    """Settings that nobody explained."""
    says = _docstrings()
    return [name for name in Environment.model_fields if not says.get(name)]
