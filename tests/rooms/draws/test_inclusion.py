"""在册证明: a firm learns that it stood in the list, and nothing about its class (protocol §5)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from suiji.draws import queries
from suiji.draws.models import Ceremony, DrawKind, FrameMember
from suiji.sampling.canonical import canonical_json
from tests.factories.draws import a_ceremony, drawn_inspectors, drawn_objects
from tests.factories.tasks import Cast, a_cast, a_ready_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


@pytest.fixture
def draw(cast: Cast) -> Ceremony:
    return drawn_objects(a_ready_task(cast, firms=24), cast)


def a_member(draw: Ceremony) -> str:
    return FrameMember.objects.filter(ceremony=draw).order_by("pk")[7].object.code


def checked(draw: Ceremony, opening: dict[str, object], folder: Path) -> "subprocess.CompletedProcess[str]":
    """What the citizen's command says, over the public bundle alone."""
    for path, content in queries.bundle(draw, audit=False).items():
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(content)
    file = folder / "opening.json"
    file.write_bytes(canonical_json(opening))
    words = [sys.executable, "-m", "suiji.sampling", "check", str(file), str(folder)]
    return subprocess.run(words, capture_output=True, text=True, check=False)


@pytest.mark.article(15)
class TestInclusionOf:
    def test_is_verified_by_the_public_command(self, draw: Ceremony, tmp_path: Path) -> None:
        code = a_member(draw)
        opening = queries.inclusion_of(draw, code)
        assert opening is not None

        done = checked(draw, opening, tmp_path)

        assert done.returncode == 0, done.stderr
        assert f"{code} stood in the frame" in done.stdout

    def test_of_another_code_does_not_verify(self, draw: Ceremony, tmp_path: Path) -> None:
        opening = queries.inclusion_of(draw, a_member(draw))
        assert opening is not None

        assert checked(draw, opening | {"id": "SOMEBODY"}, tmp_path).returncode == 1

    @pytest.mark.article(25)
    def test_shows_neither_lot_nor_class_unless_the_setting_says_so(
        self, draw: Ceremony, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        code = a_member(draw)
        plain = queries.inclusion_of(draw, code)
        monkeypatch.setattr(settings.ENVIRONMENT, "openings_with_lot", True)
        full = queries.inclusion_of(draw, code)

        assert plain is not None
        assert full is not None
        assert set(plain) == {"id", "line", "index", "count", "path"}
        assert set(full) - set(plain) == {"lot", "blind"}
        assert json.loads(canonical_json(full)) == full

    def test_is_none_for_who_did_not_stand_in_it(self, draw: Ceremony) -> None:
        assert queries.inclusion_of(draw, "NOBODY") is None

    def test_is_none_before_the_freeze_and_of_inspectors(self, cast: Cast) -> None:
        task = a_ready_task(cast, firms=24)
        assert queries.inclusion_of(a_ceremony(task, cast), "F00001") is None

    def test_is_none_of_a_draw_of_inspectors(self, draw: Ceremony, cast: Cast) -> None:
        people = drawn_inspectors(draw.task, cast)

        assert people.kind == DrawKind.INSPECTORS
        assert queries.inclusion_of(people, a_member(draw)) is None
