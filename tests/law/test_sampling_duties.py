"""第四章, Articles 12 to 17."""

from datetime import date

import pytest

from suiji.law import Calendar, RecordedException, require, sampling_duties
from tests.law.insist import content, refuses

APPROVED = RecordedException(
    reason="上级另有规定", basis="豫市监〔2021〕5号", approver="王分管", filing="备5号"
)
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 31)


@pytest.mark.article(12)
class TestSchemeCountersigned:
    def test_content_when_nobody_is_missing(self) -> None:
        content(sampling_duties.scheme_countersigned, missing=0)

    def test_refuses_while_a_participant_is_missing(self) -> None:
        refuses(sampling_duties.scheme_countersigned, 12, missing=2)


@pytest.mark.article(12)
class TestSchemeIsComplete:
    def test_content_when_no_field_is_missing(self) -> None:
        content(sampling_duties.scheme_is_complete, missing_fields=0)

    def test_refuses_a_gap(self) -> None:
        refuses(sampling_duties.scheme_is_complete, 12, missing_fields=1)


@pytest.mark.article(12)
class TestSchemeWithinPlan:
    @pytest.mark.parametrize(
        ("starts_on", "ends_on"),
        [(JULY, AUGUST), (JULY, JULY), (AUGUST, AUGUST), (date(2026, 7, 6), date(2026, 7, 10))],
    )
    def test_content_inside_the_plans_period(self, starts_on: date, ends_on: date) -> None:
        content(
            sampling_duties.scheme_within_plan,
            starts_on=starts_on,
            ends_on=ends_on,
            plan_starts_on=JULY,
            plan_ends_on=AUGUST,
            items_outside=0,
        )

    @pytest.mark.parametrize(
        ("starts_on", "ends_on", "items_outside"),
        [
            (date(2026, 6, 30), AUGUST, 0),
            (JULY, date(2026, 9, 1), 0),
            (AUGUST, JULY, 0),
            (JULY, AUGUST, 1),
        ],
    )
    def test_refuses_days_or_items_outside(self, starts_on: date, ends_on: date, items_outside: int) -> None:
        refuses(
            sampling_duties.scheme_within_plan,
            12,
            starts_on=starts_on,
            ends_on=ends_on,
            plan_starts_on=JULY,
            plan_ends_on=AUGUST,
            items_outside=items_outside,
        )


@pytest.mark.article(13)
class TestRatioNotBelowFloor:
    @pytest.mark.parametrize(("rate_bp", "floor_bp"), [(100, 100), (10_000, 2000), (0, 0)])
    def test_content_at_or_above_the_floor(self, rate_bp: int, floor_bp: int) -> None:
        content(sampling_duties.ratio_not_below_floor, rate_bp=rate_bp, floor_bp=floor_bp)

    @pytest.mark.parametrize(("rate_bp", "floor_bp"), [(99, 100), (0, 300), (1999, 2000)])
    def test_refuses_a_basis_point_below(self, rate_bp: int, floor_bp: int) -> None:
        refuses(sampling_duties.ratio_not_below_floor, 13, rate_bp=rate_bp, floor_bp=floor_bp)

    def test_content_below_with_a_recorded_exception(self) -> None:
        facts = {"rate_bp": 200, "floor_bp": 300}

        assert require(sampling_duties.ratio_not_below_floor, exception=APPROVED, **facts) is APPROVED


@pytest.mark.article(13)
class TestHigherClassNotSampledLess:
    @pytest.mark.parametrize(
        "rates",
        [
            {"A": 100, "B": 300, "C": 1000, "D": 2000},
            {"D": 2000, "A": 2000, "B": 2000, "C": 2000},
            {"A": 100, "D": 200},
            {"C": 1000},
            {},
        ],
    )
    def test_content_when_rates_never_fall(self, rates: dict[str, int]) -> None:
        content(sampling_duties.higher_class_not_sampled_less, rates=rates)

    @pytest.mark.parametrize(
        "rates",
        [{"A": 2001, "D": 2000}, {"A": 100, "B": 300, "C": 299, "D": 2000}, {"D": 1, "C": 2, "B": 1, "A": 1}],
    )
    def test_refuses_an_inversion(self, rates: dict[str, int]) -> None:
        refuses(sampling_duties.higher_class_not_sampled_less, 13, rates=rates)


@pytest.mark.article(5)
class TestListIsDrawnHere:
    def test_content_with_a_list_that_was_not_drawn_elsewhere(self) -> None:
        content(sampling_duties.list_is_drawn_here, drawn_elsewhere=False)

    def test_refuses_one_that_was(self) -> None:
        refuses(sampling_duties.list_is_drawn_here, 5, drawn_elsewhere=True)


@pytest.mark.article(15)
class TestTargetedListIsApproved:
    @pytest.mark.parametrize(("targeted", "approved"), [(False, False), (True, True)])
    def test_content_without_a_list_or_with_an_approved_one(self, targeted: bool, approved: bool) -> None:
        content(sampling_duties.targeted_list_is_approved, targeted=targeted, approved=approved)

    def test_refuses_a_list_that_nobody_approved(self) -> None:
        refuses(sampling_duties.targeted_list_is_approved, 15, targeted=True, approved=False)


@pytest.mark.article(4)
class TestWholeListIsForKeyItems:
    @pytest.mark.parametrize(("whole", "general"), [(True, 0), (False, 0), (False, 3)])
    def test_content_with_key_items_or_a_draw(self, whole: bool, general: int) -> None:
        content(sampling_duties.whole_list_is_for_key_items, whole=whole, general=general)

    def test_refuses_the_whole_list_for_a_general_item(self) -> None:
        refuses(sampling_duties.whole_list_is_for_key_items, 4, whole=True, general=1)


@pytest.mark.article(13)
class TestQuota:
    @pytest.mark.parametrize(
        ("base", "quotas"),
        [
            (0, (0, 0, 0, 0)),
            (1, (1, 1, 1, 1)),
            (101, (2, 4, 11, 21)),
            (149, (2, 5, 15, 30)),
            (333, (4, 10, 34, 67)),
            (12345, (124, 371, 1235, 2469)),
        ],
    )
    def test_rounds_up_in_whole_numbers(self, base: int, quotas: tuple[int, ...]) -> None:
        assert tuple(sampling_duties.quota(base=base, rate_bp=bp) for bp in (100, 300, 1000, 2000)) == quotas

    def test_does_not_overshoot_where_a_float_would(self) -> None:
        assert sampling_duties.quota(base=100, rate_bp=700) == 7

    def test_takes_all_at_one_hundred_percent_and_none_at_nothing(self) -> None:
        assert sampling_duties.quota(base=149, rate_bp=10_000) == 149
        assert sampling_duties.quota(base=149, rate_bp=0) == 0


@pytest.mark.article(14)
class TestObjectsBeforeInspectors:
    def test_content_after_the_objects(self) -> None:
        content(sampling_duties.objects_before_inspectors, objects_drawn=True)

    def test_refuses_before_the_objects(self) -> None:
        refuses(sampling_duties.objects_before_inspectors, 14, objects_drawn=False)


@pytest.mark.article(15)
class TestListNeverChanges:
    def test_content_before_the_freeze(self) -> None:
        content(sampling_duties.list_never_changes, frozen=False)

    def test_refuses_a_change_after_the_freeze(self) -> None:
        refuses(sampling_duties.list_never_changes, 15, frozen=True)


@pytest.mark.article(15)
class TestDrawnOnce:
    def test_content_with_the_first_draw(self) -> None:
        content(sampling_duties.drawn_once, previous_draws=0)

    def test_refuses_a_second_draw(self) -> None:
        refuses(sampling_duties.drawn_once, 15, previous_draws=1)


@pytest.mark.article(15)
class TestTwoPersons:
    def test_content_with_a_witness_beside_the_operator(self) -> None:
        content(sampling_duties.two_persons, operator=7, witness=8)

    def test_refuses_an_operator_who_witnesses(self) -> None:
        refuses(sampling_duties.two_persons, 15, operator=7, witness=7)


@pytest.mark.article(15)
class TestConfirmerDoesNotDrawAlone:
    def test_content_where_another_confirmed_too(self) -> None:
        content(sampling_duties.confirmer_does_not_draw_alone, operator=7, confirmers={7, 8})
        content(sampling_duties.confirmer_does_not_draw_alone, operator=7, confirmers={8})

    def test_refuses_the_only_confirmer_as_operator(self) -> None:
        refuses(sampling_duties.confirmer_does_not_draw_alone, 15, operator=7, confirmers={7})


@pytest.mark.article(15)
class TestNumberHasTwoWitnesses:
    def test_content_with_two(self) -> None:
        content(sampling_duties.number_has_two_witnesses, witnesses=2)

    def test_refuses_one_alone(self) -> None:
        refuses(sampling_duties.number_has_two_witnesses, 15, witnesses=1)


@pytest.mark.article(15)
class TestSecondFreezeHasPublicChance:
    def test_content_with_a_first_freeze_or_a_public_source(self) -> None:
        content(sampling_duties.second_freeze_has_public_chance, voided_freezes=0, public_sources=0)
        content(sampling_duties.second_freeze_has_public_chance, voided_freezes=1, public_sources=1)

    def test_refuses_shares_alone_after_a_void(self) -> None:
        refuses(sampling_duties.second_freeze_has_public_chance, 15, voided_freezes=1, public_sources=0)


@pytest.mark.article(15)
class TestChanceHasTwoSources:
    def test_content_with_two_departments(self) -> None:
        content(sampling_duties.chance_has_two_sources, parties=2)

    def test_refuses_one_department_alone(self) -> None:
        refuses(sampling_duties.chance_has_two_sources, 15, parties=1)


@pytest.mark.article(5)
class TestCommitmentPrecedesReveal:
    def test_content_once_a_checkpoint_holds_the_commitment(self) -> None:
        content(sampling_duties.commitment_precedes_reveal, checkpointed=True)

    def test_refuses_a_reveal_before_that(self) -> None:
        refuses(sampling_duties.commitment_precedes_reveal, 5, checkpointed=False)


@pytest.mark.article(15)
class TestEverySourceRevealed:
    def test_content_when_none_is_missing(self) -> None:
        content(sampling_duties.every_source_revealed, missing=0)

    def test_refuses_while_one_is_missing(self) -> None:
        refuses(sampling_duties.every_source_revealed, 15, missing=1)


@pytest.mark.article(5)
class TestResultIsVerified:
    def test_content_with_a_verified_result(self) -> None:
        content(sampling_duties.result_is_verified, verified=True)

    def test_refuses_a_result_that_does_not_verify(self) -> None:
        refuses(sampling_duties.result_is_verified, 5, verified=False)


@pytest.mark.article(15)
class TestVoidIsSignedAndFiled:
    LAWFUL = {"is_principal_head": True, "same_department": True, "filed": True, "reason": "任务依据已撤销"}

    def test_content_when_signed_filed_and_reasoned(self) -> None:
        content(sampling_duties.void_is_signed_and_filed, **self.LAWFUL)

    @pytest.mark.parametrize(
        "lacking",
        [{"is_principal_head": False}, {"same_department": False}, {"filed": False}, {"reason": " "}],
    )
    def test_refuses_when_one_is_lacking(self, lacking: dict[str, object]) -> None:
        refuses(sampling_duties.void_is_signed_and_filed, 15, **(self.LAWFUL | lacking))


@pytest.mark.article(16)
class TestReplacementHasReason:
    @pytest.mark.parametrize("reason", ["POST", "CONFLICT", "HEALTH", "RECUSAL"])
    def test_content_with_a_reason_of_the_article(self, reason: str) -> None:
        content(sampling_duties.replacement_has_reason, reason=reason)

    def test_content_with_another_reason_that_is_explained(self) -> None:
        content(sampling_duties.replacement_has_reason, reason="OTHER", explanation="突发道路中断，无法到场")

    @pytest.mark.parametrize(
        ("reason", "explanation"), [("", ""), ("有事", "有事"), ("OTHER", ""), ("OTHER", "  ")]
    )
    def test_refuses_free_words_alone(self, reason: str, explanation: str) -> None:
        refuses(sampling_duties.replacement_has_reason, 16, reason=reason, explanation=explanation)


@pytest.mark.article(16)
class TestReplacedBeforeSigning:
    def test_content_while_the_record_is_unsigned(self) -> None:
        content(sampling_duties.replaced_before_signing, signed=False)

    def test_refuses_to_replace_who_has_signed(self) -> None:
        refuses(sampling_duties.replaced_before_signing, 16, signed=True)


@pytest.mark.article(16)
class TestDeputyHeadConsents:
    LAWFUL = {"is_deputy_head": True, "same_department": True, "is_applicant": False}

    def test_content_with_the_departments_own_deputy_head(self) -> None:
        content(sampling_duties.deputy_head_consents, **self.LAWFUL)

    @pytest.mark.parametrize(
        "lacking", [{"is_deputy_head": False}, {"same_department": False}, {"is_applicant": True}]
    )
    def test_refuses_anybody_else(self, lacking: dict[str, bool]) -> None:
        refuses(sampling_duties.deputy_head_consents, 16, **(self.LAWFUL | lacking))


@pytest.mark.article(16)
class TestHeadIsStoodInFor:
    def test_content_with_a_reason_and_a_limited_time(self) -> None:
        content(sampling_duties.head_is_stood_in_for, days=30, longest=30, own=False, reason="出差")

    @pytest.mark.parametrize(
        ("days", "own", "reason"),
        [(0, False, "出差"), (31, False, "出差"), (7, True, "出差"), (7, False, " ")],
    )
    def test_refuses_too_long_oneself_and_silence(self, days: float, own: bool, reason: str) -> None:
        refuses(sampling_duties.head_is_stood_in_for, 16, days=days, longest=30, own=own, reason=reason)


@pytest.mark.article(16)
class TestSubstituteIsQualified:
    LAWFUL = {"certified": True, "in_team": False, "recused": False, "same_department": True}

    def test_content_with_a_certified_officer_free_of_conflict(self) -> None:
        content(sampling_duties.substitute_is_qualified, **self.LAWFUL)

    @pytest.mark.parametrize(
        "lacking", [{"certified": False}, {"in_team": True}, {"recused": True}, {"same_department": False}]
    )
    def test_refuses_anybody_else(self, lacking: dict[str, bool]) -> None:
        refuses(sampling_duties.substitute_is_qualified, 16, **(self.LAWFUL | lacking))


@pytest.mark.article(17)
class TestLeaderFromInitiator:
    def test_content_with_an_officer_of_the_initiator(self) -> None:
        content(sampling_duties.leader_from_initiator, leader_department=1, initiator=1)

    def test_refuses_a_leader_of_another_department(self) -> None:
        refuses(sampling_duties.leader_from_initiator, 17, leader_department=2, initiator=1)


@pytest.mark.article(17)
class TestEveryDepartmentInTeam:
    def test_content_when_all_are_there(self) -> None:
        content(sampling_duties.every_department_in_team, missing=0)

    def test_refuses_a_team_without_one(self) -> None:
        refuses(sampling_duties.every_department_in_team, 17, missing=1)


@pytest.mark.article(17)
class TestEnoughOfficers:
    @pytest.mark.parametrize("officers", [2, 3])
    def test_content_with_two(self, officers: int) -> None:
        content(sampling_duties.enough_officers, officers=officers, minimum=2)

    @pytest.mark.parametrize("officers", [0, 1])
    def test_refuses_fewer(self, officers: int) -> None:
        refuses(sampling_duties.enough_officers, 17, officers=officers, minimum=2)

    def test_content_with_one_where_the_scheme_says_why(self) -> None:
        content(sampling_duties.enough_officers, officers=1, minimum=2, reason="只派员配合，不单独执法")

    @pytest.mark.parametrize(("officers", "reason"), [(0, "没有人"), (1, "  ")])
    def test_refuses_nobody_and_an_empty_reason(self, officers: int, reason: str) -> None:
        refuses(sampling_duties.enough_officers, 17, officers=officers, minimum=2, reason=reason)


@pytest.mark.article(13)
class TestListFromAboveIsDocumented:
    def test_content_with_organ_and_number(self) -> None:
        content(
            sampling_duties.list_from_above_is_documented,
            organ="河南省市场监督管理局",
            document_number="豫市监〔2026〕8号",
            from_above=True,
        )

    @pytest.mark.parametrize(
        ("organ", "number", "above"),
        [
            ("", "豫市监〔2026〕8号", True),
            ("河南省市场监督管理局", " ", True),
            ("邻市", "〔2026〕1号", False),
        ],
    )
    def test_refuses_a_list_of_unknown_origin(self, organ: str, number: str, above: bool) -> None:
        refuses(
            sampling_duties.list_from_above_is_documented,
            13,
            organ=organ,
            document_number=number,
            from_above=above,
        )


@pytest.mark.article(13)
class TestReturnedForWantOfJurisdiction:
    @pytest.mark.parametrize("reason", ["AREA", "LEVEL"])
    def test_content_with_a_ground_that_is_explained(self, reason: str) -> None:
        content(sampling_duties.returned_for_want_of_jurisdiction, reason=reason, explanation="住所在汤阴县")

    @pytest.mark.parametrize(("reason", "explanation"), [("CLOSED", "已停业"), ("AREA", " "), ("", "太远")])
    def test_refuses_any_other_ground(self, reason: str, explanation: str) -> None:
        refuses(sampling_duties.returned_for_want_of_jurisdiction, 13, reason=reason, explanation=explanation)


@pytest.mark.article(13)
class TestDispatchIsAccepted:
    def test_content_when_nothing_waits(self) -> None:
        content(sampling_duties.dispatch_is_accepted, waiting=0)

    def test_refuses_while_an_object_waits(self) -> None:
        refuses(sampling_duties.dispatch_is_accepted, 13, waiting=1)


@pytest.mark.article(13)
class TestAcceptanceDue:
    def test_counts_working_days_from_the_day_after(self) -> None:
        days = Calendar(off=frozenset(), work=frozenset(), years=frozenset({2026}))

        due = sampling_duties.acceptance_due(dispatched_on=date(2026, 3, 6), calendar=days, days=3)

        assert due.on == date(2026, 3, 11)


@pytest.mark.article(13)
class TestDispatchedToTheLevelBelow:
    def test_content_where_there_is_one(self) -> None:
        content(sampling_duties.dispatched_to_the_level_below, dispatched=True, has_level_below=True)
        content(sampling_duties.dispatched_to_the_level_below, dispatched=False, has_level_below=False)

    def test_refuses_a_countys_dispatch(self) -> None:
        refuses(sampling_duties.dispatched_to_the_level_below, 13, dispatched=True, has_level_below=False)
