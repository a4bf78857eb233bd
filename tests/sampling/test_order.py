"""Proofs from the log (decision 0002): order, signatures, and that they speak of this bundle."""

from typing import Any

import pytest

from suiji.sampling import verify_bundle
from suiji.sampling.canonical import Invalid, canonical_json
from suiji.sampling.proof import Proof, parse_proof
from tests.sampling.ceremonies import ACTS, Log, bodies, finished, frozen, leaf, public, with_log

FILES = public(finished(frozen()))


def wrong(files: dict[str, bytes]) -> str:
    """The one line that says what is wrong; whether a log is required makes no difference to a false one."""
    verdict, required = verify_bundle(files), verify_bundle(files, require_log=True)
    assert verdict == required
    assert not verdict.ok
    return verdict.lines[0]


def logged(order: list[str], **sizes: int) -> dict[str, bytes]:
    """The bundle logged in another order; the size of a proof's checkpoint can be named."""
    log, content = Log(), bodies(FILES)
    indexes = {name: log.append(leaf(ACTS[name], content[name])) for name in order}
    proofs = {
        f"log/{name}.proof": log.proof(index, sizes.get(name)).text().encode()
        for name, index in indexes.items()
    }
    return {**FILES, **proofs, "log/vkey": log.vkey.encode()}


class TestOrder:
    def test_is_proved_by_four_entries_one_after_the_other(self) -> None:
        verdict = verify_bundle(with_log(FILES), require_log=True)

        assert verdict.ok
        assert verdict.level == "shares alone"
        assert "compare this key with yours" in verdict.lines[-1]

    @pytest.mark.parametrize(
        ("order", "late"),
        [
            (["commitment", "opening", "reveals", "result"], "commitment"),
            (["opening", "reveals", "commitment", "result"], "reveals"),
            (["opening", "commitment", "result", "reveals"], "result"),
        ],
    )
    def test_of_any_other_kind_is_refused(self, order: list[str], late: str) -> None:
        assert "does not come after" in wrong(logged(order))
        assert wrong(logged(order)).startswith(f"log/{late}.proof")

    def test_needs_a_checkpoint_over_the_commitment_before_the_reveal(self) -> None:
        order = list(ACTS)

        # Entry 0 is another's: commitment is entry 2, reveals entry 3.
        assert verify_bundle(logged(order, commitment=3)).ok
        assert "only after the reveal" in wrong(logged(order, commitment=4))

    def test_may_use_later_checkpoints_for_everything_else(self) -> None:
        assert verify_bundle(logged(list(ACTS), opening=5, reveals=5, result=5)).ok

    def test_an_entry_twice_is_no_order(self) -> None:
        files = with_log(FILES)
        assert "draw.committed" in wrong(files | {"log/commitment.proof": files["log/opening.proof"]})


class TestFiles:
    @pytest.mark.parametrize("name", ["vkey", *(f"{act}.proof" for act in ACTS)])
    def test_a_log_with_a_gap_proves_nothing(self, name: str) -> None:
        files = {file: content for file, content in with_log(FILES).items() if file != f"log/{name}"}

        assert wrong(files).startswith(f"log/{name}: is missing")

    @pytest.mark.parametrize("content", [b"", b"\xff", b"x", b"c2sp.org/tlog-proof@v1\n"])
    def test_what_is_no_proof_is_refused(self, content: bytes) -> None:
        assert wrong(with_log(FILES) | {"log/result.proof": content}).startswith("log/result.proof")

    @pytest.mark.parametrize("content", [b"", b"\xff", b"name+00000000+AAAA"])
    def test_what_is_no_key_is_refused(self, content: bytes) -> None:
        assert wrong(with_log(FILES) | {"log/vkey": content})

    def test_another_logs_signature_is_refused(self) -> None:
        other = Log(secret=b"\x09" * 32)
        assert "did not sign" in wrong(with_log(FILES) | {"log/vkey": other.vkey.encode()})
        proof = with_log(FILES, Log("other.example"))["log/opening.proof"]
        assert "did not sign" in wrong(with_log(FILES) | {"log/opening.proof": proof})

    def test_a_path_to_another_root_is_refused(self) -> None:
        files = with_log(FILES)
        proof = parse_proof(files["log/opening.proof"].decode())
        longer = Proof(proof.leaf, proof.index, (*proof.path, b"\x00" * 32), proof.checkpoint)
        assert "does not lead" in wrong(files | {"log/opening.proof": longer.text().encode()})


class TestLeaf:
    @pytest.mark.parametrize(
        ("name", "member"),
        [
            ("opening", "task"),
            ("opening", "ceremony"),
            ("opening", "kind"),
            ("commitment", "ceremony"),
            ("commitment", "commitment_sha256"),
            ("reveals", "commitment_sha256"),
            ("reveals", "reveal_sha256"),
            ("result", "result_sha256"),
        ],
    )
    def test_must_speak_of_this_bundle(self, name: str, member: str) -> None:
        for change in ({member: "another"}, {member: None}):
            body = {key: value for key, value in (bodies(FILES)[name] | change).items() if value is not None}
            assert wrong(self.with_leaf(name, leaf(ACTS[name], body))) == (
                f"log/{name}.proof: the logged {member} is not this bundle's"
            )

    def test_may_say_more(self) -> None:
        body = bodies(FILES)["opening"] | {"item": "X"}
        assert verify_bundle(self.with_leaf("opening", leaf("draw.opened", body))).ok

    @pytest.mark.parametrize(
        "content",
        [
            b"not JSON",
            b"[]",
            canonical_json({"act": "draw.opened"}),
            leaf("draw.voided", bodies(FILES)["opening"]),
            leaf("draw.opened", bodies(FILES)["opening"]) + b" ",
            canonical_json({"act": "draw.opened", "at": "", "body": 1, "id": ""}),
        ],
    )
    def test_of_another_form_is_refused(self, content: bytes) -> None:
        assert wrong(self.with_leaf("opening", content)).startswith("log/opening.proof")

    def with_leaf(self, name: str, content: bytes) -> dict[str, bytes]:
        log = Log()
        for act, body in bodies(FILES).items():
            log.append(content if act == name else leaf(ACTS[act], body))
        proofs: dict[str, Any] = {
            f"log/{act}.proof": log.proof(index).text().encode() for index, act in enumerate(ACTS, start=1)
        }
        return {**FILES, **proofs, "log/vkey": log.vkey.encode()}


class TestProofText:
    def test_is_c2sps_and_reads_back(self) -> None:
        log = Log()
        log.append(b"leaf")
        proof = log.proof(1)
        lines = proof.text().split("\n")

        assert lines[0] == "c2sp.org/tlog-proof@v1"
        assert lines[1:3] == ["extra bGVhZg==", "index 1"]
        assert lines[4] == ""
        assert lines[5] == log.name
        assert parse_proof(proof.text()) == proof

    def test_a_log_of_one_needs_no_path(self) -> None:
        assert parse_proof(Log().proof(0).text()).path == ()

    @pytest.mark.parametrize(
        "text",
        [
            "",
            "c2sp.org/tlog-proof@v1\nindex 0\n\nx",
            "c2sp.org/tlog-proof@v2\nextra AA==\nindex 0\n\nx",
            "c2sp.org/tlog-proof@v1\nextra AB==\nindex 0\n\nx",
            "c2sp.org/tlog-proof@v1\nextra AA==\nindex 00\n\nx",
            "c2sp.org/tlog-proof@v1\nextra AA==\nindex -1\n\nx",
            "c2sp.org/tlog-proof@v1\nextra AA==\nindex 0\nAAAA\n\nx",
            "c2sp.org/tlog-proof@v1\nextra AA==\nindex 0\n?\n\nx",
            "c2sp.org/tlog-proof@v1\nextra AA==\nindex 0\nx",
        ],
    )
    def test_is_refused_in_any_other_form(self, text: str) -> None:
        with pytest.raises(Invalid, match="not a log proof"):
            parse_proof(text)
