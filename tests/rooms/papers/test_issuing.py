"""Papers that leave the house: kept, hashed, checked by anybody, withdrawn; sealed where there is a seal."""

import hashlib
import io
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from suiji.config import clock
from suiji.ledger import Stale
from suiji.ledger.models import Entry
from suiji.organs.roles import Role
from suiji.papers import seals, services
from suiji.papers.models import IssuedPaper
from tests.factories.organs import a_department, an_actor
from tests.rooms.papers.samples import AT, FIRM
from tests.rooms.papers.visit_samples import ORDER

pytestmark = pytest.mark.django_db


def issued(**facts: Any) -> IssuedPaper:
    department = a_department()
    actor = an_actor(Role.INSPECTOR, department=department)
    return services.issue(document=ORDER, kind="ORDER", department=department, actor=actor, at=AT, **facts)


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)


def public(paper: IssuedPaper) -> str:
    return Client().get(reverse("papers:verify", args=[paper.token])).content.decode()


class TestIssue:
    def test_keeps_the_bytes_their_hash_and_a_code_of_its_own(self) -> None:
        first, second = issued(), issued()

        assert first.sha256 == hashlib.sha256(bytes(first.content)).hexdigest()
        assert first.token != second.token
        assert Entry.objects.filter(act="papers.issued").count() == 2

    def test_says_in_the_log_that_it_was_issued_and_not_what_it_says(self) -> None:
        issued()

        entry = Entry.objects.get(act="papers.issued")
        assert entry.body is None
        assert FIRM not in entry.sentence

    def test_lets_the_site_put_its_seal_on_before_it_is_hashed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def seal(pdf: bytes, *, issuer: str, title: str, number: str) -> bytes:
            return pdf + f"%{issuer}{title}{number}".encode()

        monkeypatch.setattr(services, "sealer", lambda: seal)

        paper = issued()

        assert paper.sealed
        assert bytes(paper.content).endswith(ORDER.number.encode())
        assert "电子印章" in public(paper)

    def test_finds_the_sealing_function_by_its_name(self, settings: Any) -> None:
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"sealer": "hashlib:sha256"})

        assert seals.sealer() is hashlib.sha256  # type: ignore[comparison-overlap]


class TestVerify:
    def test_shows_number_kind_day_department_and_hash_and_no_content(self) -> None:
        paper = issued()

        words = public(paper)

        for fact in (paper.number, "责令改正通知书", paper.department.name, paper.sha256[:4], "真实有效"):
            assert fact in words
        assert FIRM not in words
        assert "进货台账" not in words

    def test_says_that_a_paper_was_withdrawn(self) -> None:
        paper = issued()
        actor = an_actor(Role.INSPECTOR, department=paper.department)
        services.withdraw_paper(paper=paper, reason="重新制作", actor=actor, at=AT)

        assert "已撤回" in public(paper)
        with pytest.raises(Stale):
            services.withdraw_paper(paper=paper, reason="再撤", actor=actor, at=AT)

    def test_says_that_a_paper_has_run_out(self) -> None:
        assert "已过有效期" in public(issued(valid_until=AT.date() - timedelta(days=1)))

    def test_knows_no_other_codes(self) -> None:
        assert Client().get(reverse("papers:verify", args=["made-up"])).status_code == 404

    def test_compares_a_copy_without_keeping_it(self) -> None:
        paper = issued()
        url = reverse("papers:verify", args=[paper.token])
        copy = SimpleUploadedFile("a.pdf", bytes(paper.content), "application/pdf")
        other = SimpleUploadedFile("a.pdf", bytes(paper.content) + b" ", "application/pdf")

        assert "逐字节相同" in Client().post(url, {"file": copy}).content.decode()
        assert "不一致" in Client().post(url, {"file": other}).content.decode()


class TestBatch:
    def test_counts_the_pages_of_every_sheet_from_one(self) -> None:
        from tests.rooms.papers.samples import RECORD

        pdf = services.render_batch([RECORD, RECORD, RECORD], demonstration=False)

        texts = [page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages]
        assert len(texts) == 3
        assert all("— 1 —" in text for text in texts)
