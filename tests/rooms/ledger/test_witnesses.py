"""见证: strangers who watch the log grow and sign what they saw (C2SP ``tlog-cosignature``, ``tlog-witness``)."""

import base64
import hashlib
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings
from django.test import Client

from suiji.ledger.models import Checkpoint, Cosignature
from suiji.ledger.services import record, sequence, take_cosignatures
from suiji.ledger.signing import verifier_key
from suiji.ledger.witnesses import parse_witness
from suiji.organs.roles import Role
from suiji.running.trouble import Trouble
from suiji.running.witness import ask
from suiji.sampling.canonical import Invalid
from suiji.sampling.merkle import verify_consistency
from suiji.sampling.note import open_checkpoint
from tests.factories.organs import AT, an_actor, the_person

pytestmark = pytest.mark.django_db
NAME = "witness.example/notary"


class Notary:
    """A witness of the test's own: key, memory of the size it saw, signatures."""

    def __init__(self, name: str = NAME) -> None:
        self.key = Ed25519PrivateKey.generate()
        self.name = name
        public = b"\x04" + self.key.public_key().public_bytes_raw()
        self.id = hashlib.sha256(f"{name}\n".encode() + public).digest()[:4]
        self.vkey = f"{name}+{self.id.hex()}+{base64.b64encode(public).decode()}"
        self.seen: tuple[int, bytes] = (0, b"")

    def sign(self, note: str, *, time: int = 1_780_000_000, message: str = "") -> str:
        text = message or note.partition("\n\n")[0] + "\n"
        signature = self.key.sign(f"cosignature/v1\ntime {time}\n{text}".encode())
        return f"— {self.name} {base64.b64encode(self.id + time.to_bytes(8, 'big') + signature).decode()}"


@pytest.fixture
def notary(monkeypatch: pytest.MonkeyPatch) -> Notary:
    made = Notary()
    monkeypatch.setattr(settings.ENVIRONMENT, "witnesses", [made.vkey])
    return made


def grow(times: int = 3) -> Checkpoint:
    """A signed log with so many more entries."""
    actor = an_actor(Role.CLERK)
    for number in range(times):
        record(
            the_person(actor), "test.noted", actor=actor, at=AT, sentence="记下一件事。", body={"n": number}
        )
    checkpoint = sequence(at=AT)
    assert checkpoint is not None
    return checkpoint


class TestTakeCosignatures:
    def test_keeps_a_known_witnesss_and_hands_the_checkpoint_out_with_it(self, notary: Notary) -> None:
        checkpoint = grow()
        line = notary.sign(checkpoint.note)

        take_cosignatures(size=checkpoint.size, lines=[line])

        shown = Client().get("/log/checkpoint").content.decode()
        assert shown == f"{checkpoint.note}{line}\n"
        assert open_checkpoint(shown, verifier_key()).size == checkpoint.size
        assert NAME in Client().get("/proof/").content.decode()

    def test_keeps_one_a_witness(self, notary: Notary) -> None:
        checkpoint = grow()

        first = take_cosignatures(size=checkpoint.size, lines=[notary.sign(checkpoint.note)] * 2)
        again = take_cosignatures(
            size=checkpoint.size, lines=[notary.sign(checkpoint.note, time=1_790_000_000)]
        )

        assert (len(first), len(again)) == (1, 0)

    def test_passes_over_strangers(self, notary: Notary) -> None:
        checkpoint = grow()

        assert (
            take_cosignatures(size=checkpoint.size, lines=[Notary().sign(checkpoint.note), "— nonsense"])
            == []
        )

    def test_refuses_a_false_one_and_keeps_nothing(
        self, notary: Notary, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        other = Notary("witness.example/paper")
        monkeypatch.setattr(settings.ENVIRONMENT, "witnesses", [notary.vkey, other.vkey])
        checkpoint = grow()
        lines = [other.sign(checkpoint.note), notary.sign("", message="another tree\n")]

        with pytest.raises(Invalid, match="is false"):
            take_cosignatures(size=checkpoint.size, lines=lines)

        assert not Cosignature.objects.exists()

    def test_refuses_a_checkpoint_that_was_never_signed(self, notary: Notary) -> None:
        with pytest.raises(ValueError, match="no checkpoint over 999"):
            take_cosignatures(size=999, lines=[])


class TestWitnessKeys:
    @pytest.mark.parametrize(
        "change",
        [
            lambda _: "",
            lambda key: key[:-4] + "AAA=",
            lambda key: key.replace("+", "-", 1),
            lambda _: verifier_key(),
        ],
    )
    def test_are_refused_unless_every_part_agrees(self, change: Any) -> None:
        with pytest.raises(Invalid):
            parse_witness(change(Notary().vkey))


@pytest.fixture
def witness(notary: Notary) -> Iterator[str]:
    """The notary behind a real server: it signs only what continues what it saw before."""

    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            head, _, note = self.rfile.read(int(self.headers["Content-Length"])).decode().partition("\n\n")
            old, *path = head.split("\n")
            checkpoint = open_checkpoint(note, verifier_key())
            size, root = notary.seen
            if int(old.removeprefix("old ")) != size:
                self.answer(409, f"{size}\n")
                return
            steps = [base64.b64decode(step) for step in path]
            if size and not verify_consistency(size, checkpoint.size, steps, root, checkpoint.root):
                self.answer(422, "not consistent")
                return
            notary.seen = (checkpoint.size, checkpoint.root)
            self.answer(200, notary.sign(note) + "\n")

        def answer(self, status: int, text: str) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


class TestAsk:
    def test_gets_the_newest_checkpoint_signed_again_and_again(self, witness: str) -> None:
        assert ask(witness) == 0, "there is nothing to sign yet"
        for times in (3, 5):
            checkpoint = grow(times)
            assert ask(witness) == 1
            assert checkpoint.cosignatures.get().witness == NAME

    def test_says_so_when_the_witness_saw_another_history(self, witness: str, notary: Notary) -> None:
        grow(2)
        notary.seen = (1, b"\x01" * 32)

        with pytest.raises(Trouble, match="422"):
            ask(witness)

    def test_says_so_when_nobody_answers(self, notary: Notary) -> None:
        grow()

        with pytest.raises(Trouble, match="连不上见证人"):
            ask("http://127.0.0.1:9")
        with pytest.raises(Trouble, match="http"):
            ask("ftp://127.0.0.1")
