"""预热 — what the first visitor of a web process would wait for: the modules behind the doors, the templates."""

from pathlib import Path

from django.template.loader import get_template
from django.urls import get_resolver

TEMPLATES = Path(__file__).parent / "templates" / "portal"


def warm() -> int:
    """Load every door and compile the public's templates before anybody asks; how many templates."""
    assert get_resolver().url_patterns
    names = ["base/portal.html", *(f"portal/{one.name}" for one in sorted(TEMPLATES.glob("*.html")))]
    for name in names:
        get_template(name)
    return len(names)
