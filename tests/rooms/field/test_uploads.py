"""Files come in by pieces, in any number of attempts, and are believed only by their hash (Art. 21)."""

import hashlib
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from suiji.config import clock
from suiji.inspections import services
from suiji.inspections.files import LIMIT
from suiji.inspections.models import Evidence, PhoneUpload
from suiji.inspections.services.uploads import KEPT_DAYS, MOST_UNFINISHED
from suiji.ledger.queries import history
from tests.factories import stores
from tests.factories.field import Phone
from tests.factories.inspections import ARRIVED_AT, JPEG, Crew, on_site

pytestmark = pytest.mark.django_db
SHA = hashlib.sha256(JPEG).hexdigest()


@pytest.fixture(autouse=True)
def _morning(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr(clock, "now", lambda: ARRIVED_AT)


def begin(phone: Phone, crew: Crew, *, sha256: str = SHA, size: int = len(JPEG), uid: str = "") -> Any:
    uid = uid or str(uuid.uuid4())
    return phone.post("uploads/", {"uid": uid, "visit": crew.visit.pk, "sha256": sha256, "size": size})


def a_photo(**more: Any) -> dict[str, Any]:
    return {"kind": "PHOTO", "title": "大门", "place": "门前", **more}


class TestPieces:
    def test_become_evidence_once_the_file_is_whole(self, tmp_path: Path) -> None:
        crew = on_site()
        phone = Phone(crew.leader)
        file = phone.send_file(crew.visit, JPEG, piece=7)

        answer = phone.act(crew.visit, "EVIDENCE", a_photo(**file), done=ARRIVED_AT)

        assert answer.json()["answer"]["sha256"] == SHA
        kept = Evidence.objects.get()
        assert kept.file.read() == JPEG
        assert PhoneUpload.objects.get().kept_at == ARRIVED_AT

    def test_go_on_where_the_network_broke(self) -> None:
        crew, uid = on_site(), str(uuid.uuid4())
        phone = Phone(crew.leader)
        begin(phone, crew, uid=uid)
        phone.piece(uid, 0, JPEG[:40])

        again = begin(phone, crew, uid=uid)

        assert again.json() == {"received": 40, "size": len(JPEG), "known": False}

    def test_that_came_twice_are_taken_once(self) -> None:
        crew, uid = on_site(), str(uuid.uuid4())
        phone = Phone(crew.leader)
        begin(phone, crew, uid=uid)
        phone.piece(uid, 0, JPEG[:40])

        assert phone.piece(uid, 0, JPEG[:40]).json()["received"] == 40

    def test_that_leave_a_gap_are_told_where_to_go_on(self) -> None:
        crew, uid = on_site(), str(uuid.uuid4())
        phone = Phone(crew.leader)
        begin(phone, crew, uid=uid)

        answer = phone.piece(uid, 50, JPEG[50:])

        assert (answer.status_code, answer.json()["offset"]) == (409, 0)

    def test_that_run_over_the_promised_size_are_refused(self) -> None:
        crew, uid = on_site(), str(uuid.uuid4())
        phone = Phone(crew.leader)
        begin(phone, crew, uid=uid)

        assert phone.piece(uid, 0, JPEG + b"!").json()["error"] == "unfit"

    def test_of_somebody_elses_file_are_not_taken(self) -> None:
        crew, uid = on_site(), str(uuid.uuid4())
        begin(Phone(crew.leader), crew, uid=uid)

        assert Phone(crew.second).piece(uid, 0, JPEG).status_code == 404
        assert begin(Phone(crew.second), crew, uid=uid).status_code == 409


class TestTheHash:
    def test_that_does_not_fit_keeps_nothing_and_asks_for_the_file_anew(self) -> None:
        crew, uid = on_site(), str(uuid.uuid4())
        phone = Phone(crew.leader)
        begin(phone, crew, uid=uid)
        phone.piece(uid, 0, b"x" * len(JPEG))

        answer = phone.act(crew.visit, "EVIDENCE", a_photo(upload=uid, sha256=SHA), done=ARRIVED_AT)

        assert (answer.status_code, answer.json()["offset"]) == (409, 0)
        assert not Evidence.objects.exists()
        assert begin(phone, crew, uid=uid).json()["received"] == 0

    def test_of_the_cameras_own_file_is_kept_as_the_phone_said_it(self) -> None:
        crew = on_site()
        phone = Phone(crew.leader)
        file = phone.send_file(crew.visit, JPEG) | {
            "original_sha256": "e" * 64,
            "position": "36.1, 114.3 ±12 m",
        }

        phone.act(crew.visit, "EVIDENCE", a_photo(**file), done=ARRIVED_AT)

        facts = next(e.facts for e in history(crew.visit) if e.act == "inspections.evidence_added")
        assert facts["original_sha256"] == "e" * 64
        assert facts["position"] == "36.1, 114.3 ±12 m"

    def test_of_a_file_that_the_visit_holds_makes_no_second_piece_of_evidence(self) -> None:
        crew = on_site()
        for actor in (crew.leader, crew.second):
            phone = Phone(actor)
            phone.act(crew.visit, "EVIDENCE", a_photo(**phone.send_file(crew.visit, JPEG)), done=ARRIVED_AT)

        assert Evidence.objects.count() == 1
        assert begin(Phone(crew.guest), crew).json()["known"] is True

    def test_known_from_another_kind_of_evidence_needs_no_second_sending(self) -> None:
        crew, uid = on_site(), str(uuid.uuid4())
        phone = Phone(crew.leader)
        phone.act(crew.visit, "EVIDENCE", a_photo(**phone.send_file(crew.visit, JPEG)), done=ARRIVED_AT)
        begin(phone, crew, uid=uid)

        paper = {"kind": "PAPER", "title": "票据", "upload": uid, "sha256": SHA}
        answer = phone.act(crew.visit, "EVIDENCE", paper, done=ARRIVED_AT)

        assert answer.status_code == 200, answer.content
        assert Evidence.objects.get(kind="PAPER").file.read() == JPEG


class TestLimits:
    def test_a_file_that_is_too_large_is_refused_before_it_comes(self) -> None:
        crew = on_site()

        answer = begin(Phone(crew.leader), crew, size=LIMIT + 1)

        assert "不能超过 10 MB" in answer.json()["words"]

    def test_nobody_fills_the_house_with_files_that_never_end(self) -> None:
        crew = on_site()
        phone = Phone(crew.leader)
        for _ in range(MOST_UNFINISHED // LIMIT):
            assert begin(phone, crew, size=LIMIT).status_code == 200

        assert "尚未传完" in begin(phone, crew, size=LIMIT).json()["words"]

    @pytest.mark.parametrize("offset", ["", "-1", "x", "99999999999"])
    def test_a_piece_at_no_place_is_not_read(self, offset: str) -> None:
        crew = on_site()
        answer = Phone(crew.leader).client.put(
            f"/field/api/uploads/{uuid.uuid4()}/?offset={offset}", b"x", headers={"X-Suiji-Protocol": "1"}
        )

        assert answer.status_code == 422


class TestWords:
    def test_alone_make_a_record_of_a_contact(self) -> None:
        crew = on_site()

        Phone(crew.leader).act(
            crew.visit, "EVIDENCE", {"kind": "CONTACT", "title": "电话", "note": "无人接听"}, done=ARRIVED_AT
        )

        assert Evidence.objects.get().note == "无人接听"

    def test_of_a_contact_that_say_nothing_are_refused(self) -> None:
        crew = on_site()

        answer = Phone(crew.leader).act(
            crew.visit, "EVIDENCE", {"kind": "CONTACT", "title": "电话"}, done=ARRIVED_AT
        )

        assert "须写明情况" in answer.json()["words"]


class TestGivenUp:
    LATE = ARRIVED_AT + timedelta(days=KEPT_DAYS, seconds=1)

    def test_pieces_go_after_sixty_days_and_the_phone_begins_anew(
        self, tmp_path: Path, django_capture_on_commit_callbacks: Any
    ) -> None:
        crew, uid = on_site(), str(uuid.uuid4())
        phone = Phone(crew.leader)
        begin(phone, crew, uid=uid)
        phone.piece(uid, 0, JPEG[:40])

        with django_capture_on_commit_callbacks(execute=True):
            assert services.sweep_pieces(at=self.LATE) == 1

        assert not list((tmp_path / "pieces").iterdir())
        assert begin(phone, crew, uid=uid).json()["received"] == 0

    def test_not_a_day_earlier_and_never_what_became_evidence(self) -> None:
        crew = on_site()
        phone = Phone(crew.leader)
        file = phone.send_file(crew.visit, JPEG, piece=40)
        phone.act(crew.visit, "EVIDENCE", a_photo(**file), done=ARRIVED_AT)
        begin(phone, crew, sha256="0" * 64)

        assert services.sweep_pieces(at=ARRIVED_AT + timedelta(days=KEPT_DAYS)) == 0
        assert services.sweep_pieces(at=self.LATE) == 1
        assert PhoneUpload.objects.get().kept_at == ARRIVED_AT
        assert services.sweep_pieces(at=self.LATE) == 0


def test_a_photo_sent_by_pieces_to_nodes_without_a_disk_is_kept_in_the_store_and_read_from_there(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.STORAGES = stores.a_store()
    crew = on_site()
    phone = Phone(crew.leader)

    with django_capture_on_commit_callbacks(execute=True):
        file = phone.send_file(crew.visit, JPEG, piece=40)
        phone.act(crew.visit, "EVIDENCE", a_photo(**file), done=ARRIVED_AT)

    (name,) = stores.contents()
    assert name.startswith("evidence/")
    assert crew.visit.evidence.get().file.read() == JPEG
