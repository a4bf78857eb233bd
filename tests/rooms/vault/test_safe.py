"""What is sealed opens in its own place under its own key, and nowhere else."""

import json
import stat
from pathlib import Path

import pytest
from django.conf import settings

from suiji import vault
from suiji.vault.keychain import Unusable, add_key, id_of, keychain

PLACE = "libraries_inspector.phone:GA-001"


@pytest.fixture
def chain_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "keychain.json"
    monkeypatch.setattr(settings.ENVIRONMENT, "keychain", path)
    return path


@pytest.fixture
def sm4(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.ENVIRONMENT, "field_cipher", "SM4-GCM")


class TestSeal:
    def test_gives_back_what_was_put_in(self) -> None:
        sealed = vault.seal("䶮𠮷 13800000000".encode(), bound_to=PLACE)

        assert vault.unseal(sealed, bound_to=PLACE).decode() == "䶮𠮷 13800000000"
        assert b"13800000000" not in sealed

    def test_never_gives_the_same_bytes_twice(self) -> None:
        assert vault.seal(b"1", bound_to=PLACE) != vault.seal(b"1", bound_to=PLACE)

    def test_names_cipher_and_key_in_front(self) -> None:
        assert vault.seal(b"1", bound_to=PLACE).startswith(f"v1.aes.{vault.active_key_id()}.".encode())

    def test_follows_the_setting(self, sm4: None) -> None:
        sealed = vault.seal(b"1", bound_to=PLACE)

        assert sealed.startswith(b"v1.sm4.")
        assert vault.unseal(sealed, bound_to=PLACE) == b"1"

    def test_needs_a_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "field_key", "00" * 32)

        with pytest.raises(Unusable, match="没有设置加密密钥"):
            vault.seal(b"1", bound_to=PLACE)


class TestUnseal:
    def test_refuses_another_place(self) -> None:
        sealed = vault.seal(b"1", bound_to=PLACE)

        with pytest.raises(vault.Unopenable, match="所在的行不符"):
            vault.unseal(sealed, bound_to="libraries_inspector.phone:GA-002")

    def test_refuses_a_changed_byte_or_head(self) -> None:
        sealed = vault.seal(b"1", bound_to=PLACE)

        for changed in (
            sealed[:-1] + bytes([sealed[-1] ^ 1]),
            sealed.replace(b".aes.", b".sm4."),
            sealed[:20],
        ):
            with pytest.raises(vault.Unopenable):
                vault.unseal(changed, bound_to=PLACE)

    def test_refuses_what_it_never_sealed(self) -> None:
        with pytest.raises(vault.Unopenable, match="无法辨认"):
            vault.unseal(b"13800000000", bound_to=PLACE)

    def test_says_which_key_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        sealed, key_id = vault.seal(b"1", bound_to=PLACE), vault.active_key_id()
        monkeypatch.setattr(settings.ENVIRONMENT, "field_key", "33" * 32)

        with pytest.raises(vault.Unopenable, match=key_id):
            vault.unseal(sealed, bound_to=PLACE)


class TestAddKey:
    def test_seals_with_the_new_key_and_opens_with_the_old(self, chain_file: Path) -> None:
        before = vault.seal(b"1", bound_to=PLACE)

        chain = add_key()

        assert vault.seal(b"1", bound_to=PLACE).startswith(f"v1.aes.{chain.active}.".encode())
        assert chain.active != id_of(bytes.fromhex("22" * 32))
        assert vault.unseal(before, bound_to=PLACE) == b"1"

    def test_keeps_every_fingerprint(self, chain_file: Path) -> None:
        before = vault.fingerprint("1", of="identity")

        add_key()
        add_key()

        assert vault.fingerprint("1", of="identity") == before
        assert len(keychain().keys) == 3

    def test_writes_a_file_only_its_owner_reads(self, chain_file: Path) -> None:
        add_key()

        assert stat.S_IMODE(chain_file.stat().st_mode) == 0o600
        assert [file.name for file in chain_file.parent.iterdir()] == [chain_file.name]

    def test_outlives_the_first_key_in_the_surroundings(
        self, chain_file: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        before, mark = vault.seal(b"1", bound_to=PLACE), vault.fingerprint("1", of="identity")
        add_key()

        monkeypatch.setattr(settings.ENVIRONMENT, "field_key", "00" * 32)

        assert vault.unseal(before, bound_to=PLACE) == b"1"
        assert vault.fingerprint("1", of="identity") == mark
        assert vault.unseal(vault.seal(b"2", bound_to=PLACE), bound_to=PLACE) == b"2"

    @pytest.mark.parametrize("content", ["", "{", "{}", '{"keys": ["zz"], "active": "", "index": ""}'])
    def test_refuses_a_damaged_file(self, chain_file: Path, content: str) -> None:
        chain_file.write_text(content)

        with pytest.raises(Unusable, match="已损坏"):
            keychain()

    def test_refuses_a_file_without_the_key_in_use(self, chain_file: Path) -> None:
        add_key()
        said = json.loads(chain_file.read_text())
        chain_file.write_text(json.dumps(said | {"active": "00000000"}))

        with pytest.raises(Unusable, match="没有现用密钥"):
            keychain()


class TestFingerprint:
    def test_is_the_same_for_the_same_text_and_use_only(self) -> None:
        assert vault.fingerprint("1", of="identity") == vault.fingerprint("1", of="identity")
        assert vault.fingerprint("1", of="identity") != vault.fingerprint("1", of="phone")
        assert vault.fingerprint("1", of="identity") != vault.fingerprint("2", of="identity")


class TestMasks:
    @pytest.mark.parametrize(
        ("number", "shown"),
        [
            ("410500199001011234", "410***********1234"),
            ("410500900101123", "410********1123"),
            ("1234", "****"),
            ("", ""),
        ],
    )
    def test_show_three_and_four_of_an_identity_number(self, number: str, shown: str) -> None:
        assert vault.masked_identity(number) == shown

    @pytest.mark.parametrize(
        ("number", "shown"),
        [("13812345678", "138****5678"), ("03722209876", "0372****876"), ("110", "***"), ("", "")],
    )
    def test_show_the_ends_of_a_phone(self, number: str, shown: str) -> None:
        assert vault.masked_phone(number) == shown
