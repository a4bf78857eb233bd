"""System checks: a house with an unmarked door does not open."""

from typing import Any

from django.core.checks import Error

from suiji.organs.doors import doors


def every_door_is_marked(app_configs: Any, **kwargs: Any) -> list[Error]:  # noqa: ARG001 — Django's signature
    """An error for every address that does not declare its audience."""
    return [
        Error(f"door without an audience: {door.route} ({door.name})", hint="opens_to(...)", id="suiji.E001")
        for door in doors()
        if door.audience is None
    ]
