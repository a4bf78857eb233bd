"""SM2, SM3 and SM4 agree with what their standards print; a site's own module is asked instead of ours."""

import base64

import pytest
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from django.conf import settings

from suiji import vault
from suiji.ledger.check import problems
from suiji.ledger.models import Checkpoint, Cosignature
from suiji.ledger.queries import signed_note
from suiji.ledger.signing import verifier_key
from suiji.running import national
from suiji.sampling.note import open_checkpoint
from suiji.vault import sm2
from suiji.vault.provider import Software, provider
from tests.factories.organs import AT
from tests.rooms.ledger.test_witnesses import grow

SECRET = 0x3945208F7B2144B13F36E38AC6D39F95889393692860B51A42FB81EF4DF7C5B8
MESSAGE = b"message digest"
NONCE = 0x59276E27D506861A16680F3AD9C02DCCEF3CC1FA3CDBE4CE6D54B80DEAC1BC21
SIGNED = bytes.fromhex(
    "f5a03b0648d2c4630eeac513e1bb81a15944da3827d5b74143ac7eaceee720b3"
    "b1b6aa29df212fd8763182bc0d421ca1bb9038fd1f7f42d4840b69c485bbc1aa"
)
PUBLIC = bytes.fromhex(
    "09f9df311e5421a150dd7d161e4bc5c672179fad1833fc076bb08ff356f35020"
    "ccea490ce26775a52dc6ea718cc1aa600aed05fbf35e084a6632f6072da9ad13"
)


class TestPublishedVectors:
    def test_sm3_of_the_two_examples_of_gbt_32905(self) -> None:
        assert sm2.sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
        assert (
            sm2.sm3(b"abcd" * 16).hex() == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"
        )

    def test_sm4_of_the_example_of_gbt_32907(self) -> None:
        block = bytes.fromhex("0123456789abcdeffedcba9876543210")
        encryptor = Cipher(algorithms.SM4(block), modes.ECB()).encryptor()  # noqa: S305 — the standard's one block

        assert encryptor.update(block).hex() == "681edf34d206965e86b3e94f536e4246"

    def test_sm2_of_the_example_of_gmt_0003_5(self) -> None:
        public = sm2.public_of(SECRET)

        assert bytes(public) == PUBLIC
        assert f"{sm2.digest_of(MESSAGE, public):x}".startswith("f0b43e94ba45accaace692ed534382eb")
        assert sm2.sign(MESSAGE, SECRET, nonce=NONCE) == SIGNED
        assert sm2.verify(MESSAGE, SIGNED, public)


class TestSignatures:
    def test_hold_for_just_this_content_key_and_identity(self) -> None:
        public, other = sm2.public_of(SECRET), sm2.public_of(SECRET + 1)
        made = sm2.sign(MESSAGE, SECRET)

        assert made != sm2.sign(MESSAGE, SECRET), "no two alike"
        assert sm2.verify(MESSAGE, made, public)
        assert not sm2.verify(b"message digesu", made, public)
        assert not sm2.verify(MESSAGE, made, other)
        assert not sm2.verify(MESSAGE, made, public, identity=b"ALICE")
        assert not sm2.verify(MESSAGE, bytes([made[0] ^ 1]) + made[1:], public)

    @pytest.mark.parametrize(
        "signature", [b"", bytes(64), b"\xff" * 64, SIGNED[:63]], ids=["none", "zeros", "beyond", "short"]
    )
    def test_that_are_none_are_refused(self, signature: bytes) -> None:
        assert not sm2.verify(MESSAGE, signature, sm2.public_of(SECRET))

    @pytest.mark.parametrize("public", [bytes(64), b"\x01" * 64, b""], ids=["zero", "off the curve", "none"])
    def test_take_no_key_that_is_not_on_the_curve(self, public: bytes) -> None:
        with pytest.raises(ValueError, match="SM2"):
            sm2.Public.read(public)


class Card(Software):
    """A site's module: it counts what it is asked."""

    asked = 0

    def encrypt(self, *arguments: object) -> bytes:  # type: ignore[override]
        type(self).asked += 1
        return Software.encrypt(*arguments)  # type: ignore[arg-type]


def a_card() -> Card:
    return Card()


def test_a_sites_own_module_is_asked_instead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.ENVIRONMENT, "crypto", f"{__name__}:a_card")

    sealed = vault.seal(b"x", bound_to="here")

    assert Card.asked == 1
    assert vault.unseal(sealed, bound_to="here") == b"x"
    assert provider().digest(b"abc") == sm2.sm3(b"abc")


@pytest.mark.django_db
class TestTheLog:
    @pytest.fixture(autouse=True)
    def _key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "sm2_key", f"{SECRET:064x}")

    def test_bears_an_sm2_signature_once_a_checkpoint_and_others_pass_it_over(self) -> None:
        newest = grow(3)

        assert [national.sign_newest(at=AT) for _ in range(2)] == [True, False]

        note = signed_note(newest)
        assert f"\n— {national.name()} " in note
        assert open_checkpoint(note, verifier_key()).size == newest.size
        assert base64.b64decode(national.public_line().split("+", 2)[2]).endswith(PUBLIC)
        assert [*problems(witnessed=note), *national.problems()] == []

    def test_is_told_of_a_false_one(self) -> None:
        newest = grow(2)
        false = base64.b64encode(national._key_id(PUBLIC) + SIGNED).decode()
        Cosignature.objects.create(
            checkpoint=newest, witness=national.name(), line=f"— {national.name()} {false}", at=AT
        )

        assert list(national.problems()) == [f"检查点 {newest.size} 的国密签名（SM2）无效。"]

    def test_has_none_without_a_key(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "sm2_key", "")
        grow(1)

        assert not national.sign_newest(at=AT)
        assert (national.public_line(), Checkpoint.objects.count()) == ("", 1)
