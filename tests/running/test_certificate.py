"""TLS: the site's certificate, or one of our own that lasts and renews itself."""

import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from suiji.running.certificate import LIFE, certificate
from suiji.running.trouble import Trouble

AT = datetime(2026, 11, 24, 8, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _no_site(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SUIJI_TLS_CERTIFICATE", "SUIJI_TLS_KEY"):
        monkeypatch.delenv(name, raising=False)


class TestOwn:
    def test_is_for_this_machine_and_its_key_is_nobody_elses_to_read(self, tmp_path: Path) -> None:
        made = certificate(tmp_path, at=AT)

        found = x509.load_pem_x509_certificate(made.certificate.read_bytes())
        names = found.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
        key = load_pem_private_key(made.key.read_bytes(), None)
        assert "localhost" in names.get_values_for_type(x509.DNSName)
        assert {str(one) for one in names.get_values_for_type(x509.IPAddress)} >= {"127.0.0.1", "::1"}
        assert key.public_key() == found.public_key()
        assert stat.S_IMODE(made.key.stat().st_mode) == 0o600
        assert b"BEGIN PRIVATE KEY" in made.key.read_bytes(), "the server reads PKCS#8 only"

    def test_stays_until_shortly_before_it_ends(self, tmp_path: Path) -> None:
        first = certificate(tmp_path, at=AT).certificate.read_bytes()

        later = certificate(tmp_path, at=AT + timedelta(days=300)).certificate.read_bytes()
        renewed = certificate(tmp_path, at=AT + LIFE - timedelta(days=7)).certificate.read_bytes()

        assert later == first
        assert renewed != first

    def test_never_tells_browsers_to_insist(self, tmp_path: Path) -> None:
        assert certificate(tmp_path, at=AT).environment()["SUIJI_HSTS"] == "0"


class TestTheSites:
    def test_is_taken_as_it_is(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        for name in ("certificate", "key"):
            (tmp_path / name).write_text("pem")
            monkeypatch.setenv(f"SUIJI_TLS_{name.upper()}", str(tmp_path / name))

        found = certificate(tmp_path, at=AT)

        assert found.certificate == tmp_path / "certificate"
        assert "SUIJI_HSTS" not in found.environment()

    def test_needs_both_files(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("SUIJI_TLS_CERTIFICATE", str(tmp_path / "absent"))

        with pytest.raises(Trouble, match="SUIJI_TLS_CERTIFICATE"):
            certificate(tmp_path, at=AT)
