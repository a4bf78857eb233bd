"""第六章, and Article 3."""

from datetime import date

import pytest

from suiji.law import confidence
from tests.law.insist import content, refuses


@pytest.mark.article(3)
class TestOfficeNeverInspects:
    def test_content_with_a_department(self) -> None:
        content(confidence.office_never_inspects, is_office=False)

    def test_refuses_the_office(self) -> None:
        refuses(confidence.office_never_inspects, 3, is_office=True)


CHAIRS = frozenset({"SYSTEM_ADMIN", "SECURITY_ADMIN", "AUDIT_ADMIN"})


@pytest.mark.article(25)
class TestAdministratorsApart:
    @pytest.mark.parametrize("roles", [{"SYSTEM_ADMIN"}, {"CLERK", "REVIEWER"}, set()])
    def test_content_with_one_chair_or_none(self, roles: set[str]) -> None:
        content(confidence.administrators_apart, roles=frozenset(roles), chairs=CHAIRS)

    @pytest.mark.parametrize("roles", [{"SYSTEM_ADMIN", "AUDIT_ADMIN"}, {"SECURITY_ADMIN", "CLERK"}])
    def test_refuses_a_second_chair_or_business_beside_it(self, roles: set[str]) -> None:
        refuses(confidence.administrators_apart, 25, roles=frozenset(roles), chairs=CHAIRS)


@pytest.mark.article(25)
class TestHandsApart:
    def test_content_with_anothers_account(self) -> None:
        content(confidence.hands_apart, own=False)

    def test_refuses_ones_own(self) -> None:
        refuses(confidence.hands_apart, 25, own=True)


@pytest.mark.article(27)
class TestFileIsComplete:
    def test_content_when_nothing_is_missing(self) -> None:
        content(confidence.file_is_complete, missing=0)

    def test_refuses_a_gap(self) -> None:
        refuses(confidence.file_is_complete, 27, missing=1)


@pytest.mark.article(27)
class TestArchiveUnchanged:
    def test_content_with_the_same_bytes(self) -> None:
        content(confidence.archive_unchanged, archived_sha256="ab" * 32, current_sha256="ab" * 32)

    @pytest.mark.parametrize(("archived", "current"), [("ab" * 32, "cd" * 32), ("", "")])
    def test_refuses_a_file_changed_or_never_archived(self, archived: str, current: str) -> None:
        refuses(confidence.archive_unchanged, 27, archived_sha256=archived, current_sha256=current)


@pytest.mark.article(27)
class TestRetentionEnds:
    @pytest.mark.parametrize(("years", "last"), [(10, date(2036, 12, 31)), (30, date(2056, 12, 31))])
    def test_counts_from_the_year_after_sealing(self, years: int, last: date) -> None:
        assert confidence.retention_ends(sealed_on=date(2026, 1, 1), years=years) == last
        assert confidence.retention_ends(sealed_on=date(2026, 12, 31), years=years) == last


@pytest.mark.article(27)
class TestTermHasRunOut:
    def test_content_on_the_day_after_the_last(self) -> None:
        content(confidence.term_has_run_out, keep_until=date(2025, 12, 31), on=date(2026, 1, 1))

    @pytest.mark.parametrize("keep_until", [date(2026, 1, 1), None])
    def test_refuses_on_the_last_day_and_what_is_kept_for_ever(self, keep_until: date | None) -> None:
        refuses(confidence.term_has_run_out, 27, keep_until=keep_until, on=date(2026, 1, 1))


@pytest.mark.article(27)
class TestFileIsAtRest:
    def test_content_when_nothing_is_open(self) -> None:
        content(confidence.file_is_at_rest, open_matters=0)

    def test_refuses_while_something_is(self) -> None:
        refuses(confidence.file_is_at_rest, 27, open_matters=1)


@pytest.mark.article(27)
class TestAppraisedByAGroup:
    def test_content_with_three(self) -> None:
        content(confidence.appraised_by_a_group, members=3)

    def test_refuses_two(self) -> None:
        refuses(confidence.appraised_by_a_group, 27, members=2)


@pytest.mark.article(27)
class TestDestructionApprovedByAnother:
    def test_content_with_a_head_outside_the_group(self) -> None:
        content(confidence.destruction_approved_by_another, in_group=False)

    def test_refuses_who_appraised_it(self) -> None:
        refuses(confidence.destruction_approved_by_another, 27, in_group=True)


@pytest.mark.article(27)
class TestDestructionIsWatched:
    def test_content_with_two(self) -> None:
        content(confidence.destruction_is_watched, watchers=2)

    def test_refuses_one(self) -> None:
        refuses(confidence.destruction_is_watched, 27, watchers=1)


@pytest.mark.article(27)
class TestFileWasNotDestroyed:
    def test_content_while_it_is_kept(self) -> None:
        content(confidence.file_was_not_destroyed, destroyed=False)

    def test_refuses_what_is_gone(self) -> None:
        refuses(confidence.file_was_not_destroyed, 27, destroyed=True)


@pytest.mark.article(28)
class TestUpperLevelOnlyReads:
    def test_content_with_the_department_itself(self) -> None:
        content(confidence.upper_level_only_reads, is_upper=False)

    def test_refuses_the_upper_department(self) -> None:
        refuses(confidence.upper_level_only_reads, 28, is_upper=True)


@pytest.mark.article(29)
class TestFigureComesFromPlatform:
    def test_content_with_a_counted_figure(self) -> None:
        content(confidence.figure_comes_from_platform, overridden=False)

    def test_refuses_a_figure_typed_in(self) -> None:
        refuses(confidence.figure_comes_from_platform, 29, overridden=True)


@pytest.mark.article(29)
class TestEnteredInTime:
    DUE = date(2026, 10, 22)

    @pytest.mark.parametrize("entered_on", [date(2026, 10, 1), date(2026, 10, 22)])
    def test_content_to_the_last_day(self, entered_on: date) -> None:
        content(confidence.entered_in_time, entered_on=entered_on, due=self.DUE)

    @pytest.mark.parametrize("entered_on", [None, date(2026, 10, 23)])
    def test_refuses_to_count_late_or_never_as_done(self, entered_on: date | None) -> None:
        refuses(confidence.entered_in_time, 29, entered_on=entered_on, due=self.DUE)


@pytest.mark.article(3)
class TestMajorIssueHasADecision:
    @pytest.mark.parametrize(("major", "decided"), [(False, False), (True, True)])
    def test_content_with_an_ordinary_or_a_decided_one(self, major: bool, decided: bool) -> None:
        content(confidence.major_issue_has_a_decision, major=major, decided=decided)

    def test_refuses_a_major_one_nobody_decided(self) -> None:
        refuses(confidence.major_issue_has_a_decision, 3, major=True, decided=False)


@pytest.mark.article(3)
class TestIssueComesFromAMember:
    def test_content_with_a_member(self) -> None:
        content(confidence.issue_comes_from_a_member, is_office=False)

    def test_refuses_the_office(self) -> None:
        refuses(confidence.issue_comes_from_a_member, 3, is_office=True)


@pytest.mark.article(29)
class TestCommentsAreHeard:
    def test_content_when_the_period_is_over_and_all_are_answered(self) -> None:
        content(confidence.comments_are_heard, period_over=True, unanswered=0)

    @pytest.mark.parametrize(("over", "unanswered"), [(False, 0), (True, 1)])
    def test_refuses_before(self, over: bool, unanswered: int) -> None:
        refuses(confidence.comments_are_heard, 29, period_over=over, unanswered=unanswered)


@pytest.mark.article(25)
class TestExportSaysWhatFor:
    def test_content_with_a_purpose(self) -> None:
        content(confidence.export_says_what_for, purpose="核对地址")

    def test_refuses_none(self) -> None:
        refuses(confidence.export_says_what_for, 25, purpose=" ")


@pytest.mark.article(25)
class TestLookingSaysWhatFor:
    def test_content_with_a_purpose(self) -> None:
        content(confidence.looking_says_what_for, purpose="电话告知检查时间")

    def test_refuses_none(self) -> None:
        refuses(confidence.looking_says_what_for, 25, purpose=" ")


@pytest.mark.article(25)
class TestExportApprovedByAnother:
    def test_content_with_another(self) -> None:
        content(confidence.export_approved_by_another, applicant=1, approver=2)

    def test_refuses_the_applicant(self) -> None:
        refuses(confidence.export_approved_by_another, 25, applicant=1, approver=1)


@pytest.mark.article(25)
class TestExportIsApproved:
    def test_content_with_a_permit(self) -> None:
        content(confidence.export_is_approved, approved=True)

    def test_refuses_none(self) -> None:
        refuses(confidence.export_is_approved, 25, approved=False)


@pytest.mark.article(25)
class TestMachineKeyIsBounded:
    def test_content_with_a_year_and_a_scope(self) -> None:
        content(confidence.machine_key_is_bounded, days=366, longest=366, scopes=1)

    @pytest.mark.parametrize(("days", "scopes"), [(367, 1), (0, 1), (30, 0)])
    def test_refuses_longer_nothing_and_no_scope(self, days: int, scopes: int) -> None:
        refuses(confidence.machine_key_is_bounded, 25, days=days, longest=366, scopes=scopes)


@pytest.mark.article(16)
class TestLentOfficeStaysWhereItWasLent:
    def test_content_with_the_head_in_person(self) -> None:
        content(confidence.lent_office_stays_where_it_was_lent, own_office=True)

    def test_refuses_a_stand_in_who_would_lend_it_on(self) -> None:
        refuses(confidence.lent_office_stays_where_it_was_lent, 16, own_office=False)
