"""Bringing the structure of the database up to date (``suiji migrate``), in seconds also with many models."""

from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from django.db.migrations.state import ProjectState

Model = tuple[str, str]


def _itself(state: ProjectState, app_label: str, model_name: str, delay: bool = False) -> set[Model]:  # noqa: ARG001 — Django's signature
    state.is_delayed = True  # whoever asks for whole models (RunPython) has them all rendered anew
    return {(app_label, model_name)}


@contextmanager
def rendering_one_model() -> Iterator[None]:
    """Render, after an operation of a migration, the model it changed and no other.

    Django renders anew whatever is related to it, at any distance: with hubs like department and person that is nearly
    every model, five hundred times over. The statements sent to PostgreSQL are the same (decision 0095); that the
    database is what the models say is held by ``tests/running/test_migrating.py``.
    """
    with patch.object(ProjectState, "_find_reload_model", _itself):
        yield
