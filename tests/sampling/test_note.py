"""Signed notes, checkpoints and Ed25519: published examples, and everything that must not pass."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st

from suiji.sampling.canonical import Invalid
from suiji.sampling.note import (
    ORDER,
    P,
    from_base64,
    key_id,
    open_checkpoint,
    open_note,
    parse_vkey,
    verify_ed25519,
)
from tests.sampling.ceremonies import Log

# The example with which the note format was published (golang.org/x/mod/sumdb/note), on which C2SP's rests.
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
# The example of C2SP signed-note: its text has an empty line; its key was not published.
C2SP_NOTE = (
    "Ognuno sta solo sul cuor della terra\ntrafitto da un raggio di sole:\n\ned è subito sera.\n\n"
    "— quasimodo.example/salvatore "
    "NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=\n"
)
# RFC 8032, 7.1: secret key, public key, message, signature.
RFC_8032 = [
    (
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        (
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46b"
            "d25bf5f0595bbe24655141438e7a100b"
        ),
    ),
    (
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        (
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c"
            "387b2eaeb4302aeeb00d291612bb0c00"
        ),
    ),
]


class TestEd25519:
    @pytest.mark.parametrize(("public", "message", "signature"), RFC_8032)
    def test_the_rfcs_own_examples_verify(self, public: str, message: str, signature: str) -> None:
        key, text, signed = map(bytes.fromhex, (public, message, signature))

        assert verify_ed25519(key, text, signed)
        assert not verify_ed25519(key, text + b".", signed)

    @settings(max_examples=15, deadline=None)
    @given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
    def test_agrees_with_another_implementation(self, secret: bytes, message: bytes, bit: int) -> None:
        signer = Ed25519PrivateKey.from_private_bytes(secret)
        public = signer.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        signature = bytearray(signer.sign(message))

        assert verify_ed25519(public, message, bytes(signature))
        signature[bit // 8] ^= 1 << bit % 8
        assert not verify_ed25519(public, message, bytes(signature))

    def test_a_signature_has_one_encoding(self) -> None:
        public, message, signature = (bytes.fromhex(part) for part in RFC_8032[0])
        again = int.from_bytes(signature[32:], "little") + ORDER

        assert not verify_ed25519(public, message, signature[:32] + again.to_bytes(32, "little"))
        assert not verify_ed25519(public, message, signature[:-1])
        assert not verify_ed25519(public[:-1], message, signature)

    @pytest.mark.parametrize(
        "point",
        [
            P.to_bytes(32, "little"),  # y is not reduced
            (2).to_bytes(32, "little"),  # y belongs to no point of the curve
            (1 | 1 << 255).to_bytes(32, "little"),  # x is 0, and yet said to be odd
        ],
    )
    def test_what_is_no_point_is_refused(self, point: bytes) -> None:
        public, message, signature = (bytes.fromhex(part) for part in RFC_8032[0])

        assert not verify_ed25519(point, message, signature)
        assert not verify_ed25519(public, message, point + signature[32:])


class TestVerifierKey:
    def test_is_read(self) -> None:
        key = parse_vkey(GO_VKEY)

        assert (key.name, key.key_id.hex()) == ("PeterNeumann", "c74f20a3")
        assert key_id(key.name, key.public) == key.key_id

    @pytest.mark.parametrize(
        "line",
        [
            "",
            "PeterNeumann+c74f20a3",
            GO_VKEY.replace("c74f20a3", "c74f20a4"),
            GO_VKEY.replace("PeterNeumann", "Peter"),
            GO_VKEY.replace("PeterNeumann", "Peter Neumann"),
            GO_VKEY + "\n\n",
            GO_VKEY[:-1] + "X",
            GO_VKEY.replace("+AR", "+BR"),
            GO_VKEY[:-4],
        ],
    )
    def test_is_refused_unless_every_part_agrees(self, line: str) -> None:
        with pytest.raises(Invalid):
            parse_vkey(line)


class TestOpenNote:
    def test_the_published_example_opens(self) -> None:
        assert open_note(GO_NOTE, parse_vkey(GO_VKEY)).endswith("your problem is.\n")

    def test_c2sps_example_is_a_note_but_not_this_keys(self) -> None:
        with pytest.raises(Invalid, match="did not sign"):
            open_note(C2SP_NOTE, parse_vkey(GO_VKEY))

    def test_the_text_ends_at_the_last_empty_line(self) -> None:
        log = Log()

        assert open_note(log.sign("a\n\nb\n"), parse_vkey(log.vkey)) == "a\n\nb\n"

    def test_other_signatures_are_passed_over(self) -> None:
        log, witness = Log(), Log("witness.example", b"\x08" * 32)
        other = witness.sign("text\n").rpartition("\n\n")[2]

        assert open_note(log.sign("text\n") + other, parse_vkey(log.vkey)) == "text\n"

    @pytest.mark.parametrize("swap", [("problem,", "problem."), ("x08go/ZJ", "x08go/ZK")])
    def test_a_changed_note_is_refused(self, swap: tuple[str, str]) -> None:
        with pytest.raises(Invalid, match="is false"):
            open_note(GO_NOTE.replace(*swap), parse_vkey(GO_VKEY))

    @pytest.mark.parametrize(
        "note",
        [
            "",
            "text\n",
            "text\n\n",
            GO_NOTE[:-1],
            GO_NOTE.replace("problem,", "problem\r"),
            GO_NOTE.replace("— ", "- "),
            GO_NOTE + "— x AAAA\n",
            GO_NOTE + "— x !\n",
            GO_NOTE + "— x QUJDREU\n",
            GO_NOTE + "— x QUJDREU=\n" * 64,
        ],
    )
    def test_what_is_no_note_is_refused(self, note: str) -> None:
        with pytest.raises(Invalid, match="not a signed note"):
            open_note(note, parse_vkey(GO_VKEY))


class TestCheckpoint:
    def test_is_opened_with_the_logs_key(self) -> None:
        log = Log()
        log.append(b"x")

        opened = open_checkpoint(log.checkpoint(2), log.vkey)

        assert (opened.origin, opened.size, len(opened.root)) == (log.name, 2, 32)

    def test_may_have_extension_lines(self) -> None:
        log = Log()
        root = base64.b64encode(bytes(32)).decode()

        assert open_checkpoint(log.sign(f"{log.name}\n0\n{root}\nmore\n"), log.vkey).size == 0

    @pytest.mark.parametrize(
        "text",
        [
            "{name}\n1\n",
            "{name}\n1\n\n{root}\n",
            "{name}\n01\n{root}\n",
            "{name}\n-1\n{root}\n",
            "{name}\n١\n{root}\n",
            "{name}\n1\nAAAA\n",
            "{name}\n1\n!\n",
            "another\n1\n{root}\n",
        ],
    )
    def test_is_refused_in_any_other_form(self, text: str) -> None:
        log = Log()
        filled = text.format(name=log.name, root=base64.b64encode(bytes(32)).decode())

        with pytest.raises(Invalid, match="checkpoint"):
            open_checkpoint(log.sign(filled), log.vkey)


def test_base64_has_one_spelling() -> None:
    assert from_base64("QUI=") == b"AB"
    for other in ("QUJ=", "QUI", "QUI=\n", "Q UI=", "QUI==", "*"):
        assert from_base64(other) is None
