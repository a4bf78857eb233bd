"""The auditor's signed word in a bundle (decision 0029): its form, its signature, its place in the log."""

import json

import pytest

from suiji.sampling import verify_bundle
from suiji.sampling.canonical import canonical_json
from tests.sampling.ceremonies import (
    ACTS,
    a_confirmation,
    finished,
    finished_staffing,
    frozen,
    public,
    with_confirmation,
    with_log,
)

WHOLE = finished(frozen())
FILES = public(WHOLE)


def wrong(files: dict[str, bytes], *, audit: bool = False) -> str:
    """The one line that says what is wrong."""
    verdict = verify_bundle(files, audit=audit)
    assert not verdict.ok, verdict.lines
    return verdict.lines[0]


def changed(word: bytes, **members: object) -> bytes:
    """The file with members of its own other than they were, in canonical form."""
    return canonical_json(json.loads(word) | members)


class TestConfirmed:
    def test_says_who_and_with_which_key_that_was_in_the_log_before_the_freeze(self) -> None:
        verdict = verify_bundle(with_confirmation(FILES), require_log=True)

        assert verdict.ok, verdict.lines
        assert "Confirmed by 市纪委监委" in verdict.lines[-1]
        assert "registered before the freeze" in verdict.lines[-1]

    def test_says_so_where_the_key_is_newer_than_the_frozen_list(self) -> None:
        order = ("opening", "commitment", "reveals", "result", "key", "word")

        assert (
            "registered only after the freeze"
            in verify_bundle(with_confirmation(FILES, order=order)).lines[-1]
        )

    def test_without_a_log_shows_the_signature_alone(self) -> None:
        verdict = verify_bundle(FILES | {"confirmation.json": a_confirmation(FILES)})

        assert verdict.ok
        assert "registered" not in verdict.lines[-1]

    def test_is_asked_of_nobody_where_the_log_does_not_demand_it(self) -> None:
        assert verify_bundle(with_log(FILES), require_log=True).ok
        assert verify_bundle(with_log(public(finished_staffing()))).ok

    def test_that_is_missing_although_the_log_demands_it_is_refused(self) -> None:
        files = {
            name: content for name, content in with_confirmation(FILES).items() if name != "confirmation.json"
        }

        assert "confirmation.json: is missing" in wrong(files)

    def test_is_not_asked_of_the_auditor_who_is_about_to_give_it(self) -> None:
        files = with_confirmation(WHOLE)
        del files["confirmation.json"]

        verdict = verify_bundle(files, audit=True)

        assert verdict.ok, verdict.lines
        assert any("has not signed yet" in line for line in verdict.lines)

    def test_is_not_asked_while_the_names_are_hidden(self) -> None:
        files = with_confirmation(public(finished(frozen(), unannounced=True)))
        del files["confirmation.json"]

        assert verify_bundle(files).ok


class TestRefused:
    def test_does_not_verify_and_says_why(self) -> None:
        files = with_confirmation(FILES, verdict="refused", because="名单与签号不符")

        assert "市纪委监委 REFUSED this result: 名单与签号不符" in wrong(files)


class TestAForgery:
    @pytest.mark.parametrize("member", ["ceremony", "commitment_sha256", "result_sha256"])
    def test_that_speaks_of_another_draw_is_refused(self, member: str) -> None:
        assert f"its {member} is not this bundle's" in wrong(with_confirmation(FILES, **{member: "f" * 64}))

    @pytest.mark.parametrize(
        "member", ["auditor", "because", "ceremony", "report_sha256", "signed_at", "verdict"]
    )
    def test_changed_after_it_was_signed_is_refused(self, member: str) -> None:
        word = a_confirmation(FILES)
        other = "refused" if member == "verdict" else "x"
        said = json.loads(word)["statement"] | {member: other}

        files = FILES | {"confirmation.json": changed(word, statement=said)}

        assert wrong(files) == "confirmation.json: the signature is false"

    @pytest.mark.parametrize(
        "members",
        [
            {"protocol": "suiji-confirmation/2"},
            {"public_key": "00"},
            {"signature": "zz"},
            {"statement": []},
            {"more": ""},
        ],
    )
    def test_out_of_its_form_is_refused(self, members: dict[str, object]) -> None:
        word = changed(a_confirmation(FILES), **members)

        assert wrong(FILES | {"confirmation.json": word}).startswith("confirmation.json")

    @pytest.mark.parametrize(
        "change", [{"because": 1}, {"verdict": "perhaps"}, {"auditor": ""}, {"extra": "x"}]
    )
    def test_with_a_statement_out_of_its_form_is_refused(self, change: dict[str, object]) -> None:
        word = a_confirmation(FILES)
        said = json.loads(word)["statement"] | change

        assert wrong(FILES | {"confirmation.json": changed(word, statement=said)}).startswith(
            "confirmation.json"
        )

    @pytest.mark.parametrize("proof", ["signer_key", "confirmation"])
    def test_whose_place_in_the_log_is_missing_is_refused(self, proof: str) -> None:
        files = with_confirmation(FILES)
        del files[f"log/{proof}.proof"]

        assert wrong(files) == f"log/{proof}.proof: is missing"

    def test_logged_before_the_result_is_refused(self) -> None:
        order = ("key", "opening", "commitment", "reveals", "word", "result")

        assert "does not come after the result" in wrong(with_confirmation(FILES, order=order))

    def test_other_than_the_one_in_the_log_is_refused(self) -> None:
        files = with_confirmation(FILES) | {
            "confirmation.json": a_confirmation(FILES, signed_at="2026-11-24T00:00:00Z")
        }

        assert "confirmation_sha256 is not this bundle's" in wrong(files)

    def test_proved_by_another_act_is_refused(self) -> None:
        files = with_confirmation(FILES)

        assert wrong(files | {"log/confirmation.proof": files["log/result.proof"]}).startswith(
            "log/confirmation.proof"
        )
        assert len(ACTS) == 4
