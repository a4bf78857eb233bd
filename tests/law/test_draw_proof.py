"""Articles 5 and 15: who vouches for a draw."""

import pytest

from suiji.law import draw_proof
from tests.law.insist import content, refuses


@pytest.mark.article(5)
class TestNamesFollowConfirmation:
    @pytest.mark.parametrize(("demanded", "confirmed"), [(True, True), (False, False), (False, True)])
    def test_content_with_a_signature_or_where_none_was_announced(
        self, demanded: bool, confirmed: bool
    ) -> None:
        content(draw_proof.names_follow_confirmation, demanded=demanded, confirmed=confirmed)

    def test_refuses_names_without_the_announced_signature(self) -> None:
        refuses(draw_proof.names_follow_confirmation, 5, demanded=True, confirmed=False)


@pytest.mark.article(5)
class TestAuditorIsIndependent:
    LAWFUL = {"auditor": 3, "hands": frozenset({1, 2}), "same_department": False}

    def test_content_with_somebody_from_outside(self) -> None:
        content(draw_proof.auditor_is_independent, **self.LAWFUL)

    @pytest.mark.parametrize("lacking", [{"auditor": 1}, {"auditor": 2}, {"same_department": True}])
    def test_refuses_operator_witness_and_colleagues(self, lacking: dict[str, object]) -> None:
        refuses(draw_proof.auditor_is_independent, 5, **(self.LAWFUL | lacking))


@pytest.mark.article(5)
class TestConfirmationFollowsCheck:
    @pytest.mark.parametrize(("confirms", "holds"), [(True, True), (False, True), (False, False)])
    def test_content_after_a_check(self, confirms: bool, holds: bool) -> None:
        content(draw_proof.confirmation_follows_check, confirms=confirms, holds=holds)

    @pytest.mark.parametrize(("confirms", "holds"), [(True, None), (False, None), (True, False)])
    def test_refuses_before_one_and_a_yes_where_it_failed(self, confirms: bool, holds: bool | None) -> None:
        refuses(draw_proof.confirmation_follows_check, 5, confirms=confirms, holds=holds)


@pytest.mark.article(5)
class TestRefusalHasReason:
    @pytest.mark.parametrize(("confirms", "reason"), [(True, ""), (False, "名单与签号不符")])
    def test_content_with_a_yes_or_a_reason(self, confirms: bool, reason: str) -> None:
        content(draw_proof.refusal_has_reason, confirms=confirms, reason=reason)

    @pytest.mark.parametrize("reason", ["", "  "])
    def test_refuses_a_no_without_one(self, reason: str) -> None:
        refuses(draw_proof.refusal_has_reason, 5, confirms=False, reason=reason)


@pytest.mark.article(20)
class TestUntoldWordsAreCoded:
    @pytest.mark.parametrize(("unannounced", "coded"), [(False, False), (False, True), (True, True)])
    def test_content_with_coded_words_and_with_any_of_an_announced_task(
        self, unannounced: bool, coded: bool
    ) -> None:
        content(draw_proof.untold_words_are_coded, unannounced=unannounced, coded=coded)

    def test_refuses_free_words_about_an_unannounced_one(self) -> None:
        refuses(draw_proof.untold_words_are_coded, 20, unannounced=True, coded=False)


@pytest.mark.article(15)
class TestRefusedListIsNotDispatched:
    def test_content_with_any_other(self) -> None:
        content(draw_proof.refused_list_is_not_dispatched, refused=False)

    def test_refuses_one_the_auditor_refused(self) -> None:
        refuses(draw_proof.refused_list_is_not_dispatched, 15, refused=True)


@pytest.mark.article(25)
class TestKeepersAreOfThreeOrgans:
    def test_content_with_three(self) -> None:
        content(draw_proof.keepers_are_of_three_organs, organs=frozenset({1, 2, 3}))

    def test_refuses_two(self) -> None:
        refuses(draw_proof.keepers_are_of_three_organs, 25, organs=frozenset({1, 2}))


@pytest.mark.article(25)
class TestSplitKeyNeedsTwoKeepers:
    @pytest.mark.parametrize(("kept_here", "returned"), [(True, 0), (False, 2), (False, 3)])
    def test_content_with_a_copy_or_two_shares(self, kept_here: bool, returned: int) -> None:
        content(draw_proof.split_key_needs_two_keepers, kept_here=kept_here, returned=returned)

    @pytest.mark.parametrize("returned", [0, 1])
    def test_refuses_fewer(self, returned: int) -> None:
        refuses(draw_proof.split_key_needs_two_keepers, 25, kept_here=False, returned=returned)
