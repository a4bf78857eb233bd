"""监督核验: an auditor replays a draw and opens its sealed side, on record."""

import os
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

from suiji.draws.models import Ceremony
from suiji.draws.queries.sealed import openings_of
from suiji.draws.queries.wording import in_chinese
from suiji.draws.services.reading import open_sealed, replay
from suiji.ledger.models import Entry
from suiji.organs.doors import NotYours
from suiji.organs.roles import Role
from tests.factories.draws import drawn_objects
from tests.factories.organs import a_person, an_actor, the_person
from tests.factories.tasks import Cast, a_cast, a_ready_task, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


@pytest.fixture
def draw(cast: Cast) -> Ceremony:
    return drawn_objects(a_ready_task(cast), cast, confirmed=False)


def page(name: str, ceremony: Ceremony) -> str:
    return reverse(f"draws:{name}", args=[ceremony.pk])


def an_auditor() -> Client:
    client = Client()
    client.force_login(a_person("纪检", Role.AUDITOR))
    return client


@pytest.mark.article(15)
class TestReplay:
    def test_repeats_the_whole_draw_and_puts_the_verdict_on_record(self, draw: Ceremony) -> None:
        check = replay(ceremony=draw, actor=an_actor(Role.AUDITOR), at=later(200))

        assert check.holds, check.words
        assert "Audit: key" in check.words
        assert len(in_chinese(check.words)) == len(check.words.splitlines()), check.words
        entry = openings_of(draw)[0]
        assert entry.facts["holds"] is True
        assert "结论：一致" in entry.sentence

    def test_removes_what_a_killed_check_has_left(
        self, draw: Ceremony, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
        for name, age in {"old": 5000, "new": 10}.items():
            folder = tmp_path / f"suiji-audit-{name}"
            (folder / "audit").mkdir(parents=True)
            (folder / "audit" / "key.hex").write_text("0" * 64)
            stamp = tmp_path.stat().st_mtime - age
            os.utime(folder, (stamp, stamp))

        replay(ceremony=draw, actor=an_actor(Role.AUDITOR), at=later(200))

        assert [one.name for one in tmp_path.iterdir()] == ["suiji-audit-new"]

    def test_is_for_auditors_only(self, draw: Ceremony, cast: Cast) -> None:
        with pytest.raises(NotYours):
            replay(ceremony=draw, actor=cast.clerk, at=later(200))


@pytest.mark.article(25)
class TestOpenSealed:
    def test_shows_classes_quotas_and_one_firms_lot(self, draw: Ceremony) -> None:
        code = draw.drawn.order_by("pk")[0].object.code

        found = open_sealed(
            ceremony=draw, because="受理举报", code=code, actor=an_actor(Role.AUDITOR), at=later(200)
        )

        assert sum(row.size for row in found.strata) == draw.freeze.commitment["members"]["count"]
        assert sum(row.take for row in found.strata) == draw.drawn.count()
        assert found.owner is not None
        assert found.owner.drawn
        assert found.owner.stratum in {row.label for row in found.strata}

    def test_knows_no_owner_of_what_never_stood_in_the_frame(self, draw: Ceremony) -> None:
        found = open_sealed(
            ceremony=draw, because="受理举报", code="NOBODY", actor=an_actor(Role.AUDITOR), at=later(200)
        )

        assert found.owner is None

    def test_says_in_the_ledger_who_and_why_and_not_whose_class(self, draw: Ceremony) -> None:
        actor = an_actor(Role.AUDITOR)

        open_sealed(ceremony=draw, because="受理举报", code="F00001", actor=actor, at=later(200))

        entry = Entry.objects.get(act="draw.sealed_opened")
        assert (entry.actor_name, entry.because) == (actor.name, "受理举报")
        assert "F00001" not in str(entry.facts) + entry.sentence
        assert entry.body is None

    def test_is_for_auditors_only(self, draw: Ceremony, cast: Cast) -> None:
        with pytest.raises(NotYours):
            open_sealed(ceremony=draw, because="好奇", actor=cast.clerk, at=later(200))

        assert not openings_of(draw)


class TestPage:
    def test_replays_at_the_press_of_a_button(self, draw: Ceremony) -> None:
        answer = an_auditor().post(page("audit_replay", draw))

        assert "重放一致" in answer.content.decode()
        assert "凭密钥核对：名单" in answer.content.decode()

    def test_shows_nothing_confidential_before_a_reason_is_given(self, draw: Ceremony) -> None:
        client = an_auditor()

        before = client.get(page("auditing", draw)).content.decode()
        refused = client.post(page("audit_sealed", draw), {"because": "", "code": "F00001"}).content.decode()
        shown = client.post(page("audit_sealed", draw), {"because": "例行抽查"}).content.decode()

        assert "范围内" not in before
        assert "范围内" not in refused
        assert 'value="F00001"' in refused, "what was typed is kept"
        assert "范围内" in shown
        assert "例行抽查" in shown

    @pytest.mark.parametrize("name", ["auditing", "audit_replay", "audit_sealed"])
    def test_is_closed_to_everybody_else(self, name: str, draw: Ceremony, cast: Cast) -> None:
        client = Client()
        client.force_login(the_person(cast.clerk))

        assert client.post(page(name, draw)).status_code == 403

    def test_is_not_there_before_a_result(self, cast: Cast) -> None:
        from tests.factories.draws import a_ceremony

        assert an_auditor().get(page("auditing", a_ceremony(a_ready_task(cast), cast))).status_code == 404
