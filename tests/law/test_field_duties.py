"""第四章, Articles 18 to 20(3), and Article 21."""

from datetime import UTC, date, datetime

import pytest

from suiji.law import Deadline, field_duties, shipped_calendar
from tests.law.insist import content, refuses

NINE = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)
TEN = datetime(2026, 7, 6, 10, 0, tzinfo=UTC)


@pytest.mark.article(18)
class TestCheckPointsAnswered:
    def test_content_when_none_is_open(self) -> None:
        content(field_duties.check_points_answered, unanswered=0)

    def test_refuses_an_open_one(self) -> None:
        refuses(field_duties.check_points_answered, 18, unanswered=1)


@pytest.mark.article(19)
class TestCheckedOnSite:
    @pytest.mark.parametrize(("on_site", "excused"), [(True, False), (False, True), (True, True)])
    def test_content_on_the_spot_or_excused(self, on_site: bool, excused: bool) -> None:
        content(field_duties.checked_on_site, on_site=on_site, excused=excused)

    def test_refuses_a_check_from_the_desk(self) -> None:
        refuses(field_duties.checked_on_site, 19, on_site=False, excused=False)


@pytest.mark.article(19)
class TestThirdPartyNeverSigns:
    def test_content_with_an_officer(self) -> None:
        content(field_duties.third_party_never_signs, third_party=False)

    def test_refuses_a_third_party(self) -> None:
        refuses(field_duties.third_party_never_signs, 19, third_party=True)


@pytest.mark.article(20)
class TestPrecheckPrecedesVisit:
    def test_content_when_opened(self) -> None:
        content(field_duties.precheck_precedes_visit, opened=True)

    def test_refuses_to_call_it_done_unopened(self) -> None:
        refuses(field_duties.precheck_precedes_visit, 20, opened=False)


@pytest.mark.article(20)
class TestNoticePrecedesVisit:
    @pytest.mark.parametrize(("notified_at", "unannounced"), [(NINE, False), (None, True), (TEN, True)])
    def test_content_when_told_before_or_unannounced(
        self, notified_at: datetime | None, unannounced: bool
    ) -> None:
        content(
            field_duties.notice_precedes_visit,
            notified_at=notified_at,
            arrived_at=TEN,
            unannounced=unannounced,
        )

    @pytest.mark.parametrize("notified_at", [None, TEN])
    def test_refuses_a_notice_missing_or_not_before_arrival(self, notified_at: datetime | None) -> None:
        refuses(
            field_duties.notice_precedes_visit, 20, notified_at=notified_at, arrived_at=TEN, unannounced=False
        )


@pytest.mark.article(20)
class TestUnannouncedGetsNoNotice:
    def test_content_with_an_announced_check(self) -> None:
        content(field_duties.unannounced_gets_no_notice, unannounced=False)

    def test_refuses_a_notice_of_an_unannounced_one(self) -> None:
        refuses(field_duties.unannounced_gets_no_notice, 20, unannounced=True)


@pytest.mark.article(20)
class TestRecordSignedOrRefusalNoted:
    @pytest.mark.parametrize(
        ("signed", "refusal_noted", "officers"), [(True, False, 0), (False, True, 2), (False, True, 4)]
    )
    def test_content_with_a_signature_or_two_officers(
        self, signed: bool, refusal_noted: bool, officers: int
    ) -> None:
        content(
            field_duties.record_signed_or_refusal_noted,
            signed=signed,
            refusal_noted=refusal_noted,
            officers_signing=officers,
        )

    @pytest.mark.parametrize(("refusal_noted", "officers"), [(False, 4), (True, 1), (True, 0), (False, 0)])
    def test_refuses_neither(self, refusal_noted: bool, officers: int) -> None:
        refuses(
            field_duties.record_signed_or_refusal_noted,
            20,
            signed=False,
            refusal_noted=refusal_noted,
            officers_signing=officers,
        )


@pytest.mark.article(20)
class TestEveryOfficerSigned:
    def test_content_when_nobody_is_missing(self) -> None:
        content(field_duties.every_officer_signed, missing=0)

    def test_refuses_while_one_is_missing(self) -> None:
        refuses(field_duties.every_officer_signed, 20, missing=1)


@pytest.mark.article(20)
class TestOneWordingStands:
    def test_content_when_everything_is_decided(self) -> None:
        content(field_duties.one_wording_stands, undecided=0)

    def test_refuses_while_two_wordings_are_open(self) -> None:
        refuses(field_duties.one_wording_stands, 20, undecided=1)


@pytest.mark.article(20)
class TestTransferDue:
    def test_is_seven_working_days_after_the_result_is_formed(self) -> None:
        due = field_duties.transfer_due(formed_on=date(2026, 9, 30), calendar=shipped_calendar(), days=7)

        assert due == Deadline(date(2026, 10, 15), provisional=False)


@pytest.mark.article(20)
class TestReceiptDue:
    def test_is_five_working_days_after_the_sending(self) -> None:
        due = field_duties.receipt_due(sent_on=date(2026, 9, 30), calendar=shipped_calendar(), days=5)

        assert due == Deadline(date(2026, 10, 13), provisional=False)


@pytest.mark.article(20)
class TestTransferLeavesTheDepartment:
    @pytest.mark.parametrize(("receiver", "document"), [(2, ""), (2, "文1号"), (None, "安市监移〔2026〕1号")])
    def test_content_when_another_organ_receives(self, receiver: int | None, document: str) -> None:
        content(field_duties.transfer_leaves_the_department, sender=1, receiver=receiver, document=document)

    @pytest.mark.parametrize(("receiver", "document"), [(1, "文1号"), (None, ""), (None, "  ")])
    def test_refuses_the_own_department_or_nobody(self, receiver: int | None, document: str) -> None:
        refuses(
            field_duties.transfer_leaves_the_department, 20, sender=1, receiver=receiver, document=document
        )


@pytest.mark.article(20)
class TestTransferHasEvidenceList:
    def test_content_with_one_entry(self) -> None:
        content(field_duties.transfer_has_evidence_list, entries=1)

    def test_refuses_an_empty_list(self) -> None:
        refuses(field_duties.transfer_has_evidence_list, 20, entries=0)


@pytest.mark.article(21)
class TestUnreachableIsProved:
    def test_content_with_a_photo_and_an_attempt(self) -> None:
        content(field_duties.unreachable_is_proved, photos=1, contacts=1)

    @pytest.mark.parametrize(("photos", "contacts"), [(0, 3), (3, 0), (0, 0)])
    def test_refuses_half_a_proof(self, photos: int, contacts: int) -> None:
        refuses(field_duties.unreachable_is_proved, 21, photos=photos, contacts=contacts)


@pytest.mark.article(21)
class TestUncooperativeIsProved:
    @pytest.mark.parametrize(("recordings", "witnesses"), [(1, 0), (0, 1)])
    def test_content_with_recording_or_witness_reviewed(self, recordings: int, witnesses: int) -> None:
        content(
            field_duties.uncooperative_is_proved, recordings=recordings, witnesses=witnesses, reviewed=True
        )

    @pytest.mark.parametrize(("recordings", "witnesses", "reviewed"), [(0, 0, True), (1, 1, False)])
    def test_refuses_without_proof_or_review(self, recordings: int, witnesses: int, reviewed: bool) -> None:
        refuses(
            field_duties.uncooperative_is_proved,
            21,
            recordings=recordings,
            witnesses=witnesses,
            reviewed=reviewed,
        )


@pytest.mark.article(18)
class TestVisitsAreApproved:
    def test_content_with_the_deputy_heads_leave(self) -> None:
        content(field_duties.visits_are_approved, approved=True)

    def test_refuses_a_visit_without_it(self) -> None:
        refuses(field_duties.visits_are_approved, 18, approved=False)


@pytest.mark.article(19)
class TestEveryItemAllowsTheDesk:
    def test_content_when_no_item_asks_for_the_spot(self) -> None:
        content(field_duties.every_item_allows_the_desk, barred=0)

    def test_refuses_when_one_item_does(self) -> None:
        refuses(field_duties.every_item_allows_the_desk, 19, barred=1)


@pytest.mark.article(19)
class TestThirdPartyHasMandate:
    def test_content_under_a_mandate(self) -> None:
        content(field_duties.third_party_has_mandate, mandated=True)

    def test_refuses_a_report_without_one(self) -> None:
        refuses(field_duties.third_party_has_mandate, 19, mandated=False)


@pytest.mark.article(20)
class TestSomethingIsLeftToAnnounce:
    def test_content_when_an_item_is_left(self) -> None:
        content(field_duties.something_is_left_to_announce, announced=1)

    def test_refuses_silence_about_every_item(self) -> None:
        refuses(field_duties.something_is_left_to_announce, 20, announced=0)


@pytest.mark.article(20)
class TestTwoOfficersServe:
    @pytest.mark.parametrize(
        ("by_hand", "officers", "left", "witnessed"),
        [(True, 2, False, False), (True, 2, True, True), (False, 1, False, False)],
    )
    def test_content_with_two_by_hand_and_a_witness_where_left(
        self, by_hand: bool, officers: int, left: bool, witnessed: bool
    ) -> None:
        content(
            field_duties.two_officers_serve,
            by_hand=by_hand,
            officers=officers,
            left=left,
            witnessed=witnessed,
        )

    @pytest.mark.parametrize(
        ("officers", "left", "witnessed"), [(1, False, False), (2, True, False), (1, True, True)]
    )
    def test_refuses_one_officer_or_no_witness(self, officers: int, left: bool, witnessed: bool) -> None:
        refuses(
            field_duties.two_officers_serve,
            20,
            by_hand=True,
            officers=officers,
            left=left,
            witnessed=witnessed,
        )


@pytest.mark.article(5)
class TestScanIsMadeUpInTime:
    @pytest.mark.parametrize("days_since", [0, 10])
    def test_content_within_the_term_and_with_a_reason(self, days_since: int) -> None:
        content(field_duties.scan_is_made_up_in_time, days_since=days_since, days=10, reason="没有网络")

    @pytest.mark.parametrize(("days_since", "reason"), [(11, "没有网络"), (1, " "), (-1, "没有网络")])
    def test_refuses_late_or_unexplained(self, days_since: int, reason: str) -> None:
        refuses(field_duties.scan_is_made_up_in_time, 5, days_since=days_since, days=10, reason=reason)


@pytest.mark.article(20)
class TestCorrectionHasItsOrder:
    def test_content_when_every_correction_has_its_order(self) -> None:
        content(field_duties.correction_has_its_order, ordered=2, recorded=2)

    def test_refuses_a_correction_nobody_ordered(self) -> None:
        refuses(field_duties.correction_has_its_order, 20, ordered=2, recorded=1)


@pytest.mark.article(21)
class TestLettersAreApart:
    @pytest.mark.parametrize("days_between", [15, 30])
    def test_content_between_the_terms(self, days_between: int) -> None:
        content(field_duties.letters_are_apart, days_between=days_between, least=15, most=30)

    @pytest.mark.parametrize("days_between", [14, 31])
    def test_refuses_too_soon_and_too_late(self, days_between: int) -> None:
        refuses(field_duties.letters_are_apart, 21, days_between=days_between, least=15, most=30)


@pytest.mark.article(21)
class TestListingIsProved:
    def test_content_with_the_result_and_two_letters(self) -> None:
        content(field_duties.listing_is_proved, unreachable=True, letters_unsigned=2)

    @pytest.mark.parametrize(("unreachable", "letters"), [(False, 2), (True, 1)])
    def test_refuses_without_either(self, unreachable: bool, letters: int) -> None:
        refuses(field_duties.listing_is_proved, 21, unreachable=unreachable, letters_unsigned=letters)
