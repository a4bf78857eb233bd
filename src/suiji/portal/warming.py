"""预热 — what the first visitor of a web process would wait for: the modules behind the doors, templates, and SQL."""

from pathlib import Path

from django.db import DEFAULT_DB_ALIAS
from django.template.loader import get_template
from django.urls import get_resolver

from suiji.organs.questions import write_all
from suiji.portal.window import ALIAS

TEMPLATES = Path(__file__).parent / "templates" / "portal"


def warm() -> tuple[int, int]:
    """Load every door, write the SQL of every question, compile the public's templates and the officials' first page.

    How many templates, and how many questions.
    """
    assert get_resolver().url_patterns
    written = write_all("suiji", DEFAULT_DB_ALIAS) + write_all("suiji.portal", ALIAS)
    names = [
        "base/portal.html",
        "desk/home.html",
        *(f"portal/{one.name}" for one in sorted(TEMPLATES.glob("*.html"))),
    ]
    for name in names:
        get_template(name)
    return len(names), written
