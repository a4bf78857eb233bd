"""第三章: the two libraries and their confirmation."""

from datetime import date

import pytest

from suiji.law import Deadline, libraries, shipped_calendar
from tests.law.insist import content, refuses


@pytest.mark.article(11)
class TestObjectIsEligible:
    @pytest.mark.parametrize("reg_state", ["1", "6"])
    def test_content_with_a_firm_that_exists(self, reg_state: str) -> None:
        content(libraries.object_is_eligible, reg_state=reg_state)

    @pytest.mark.parametrize("reg_state", ["2", "3", "4", "5", "9", "", "16"])
    def test_refuses_a_firm_that_is_gone(self, reg_state: str) -> None:
        refuses(libraries.object_is_eligible, 11, reg_state=reg_state)


@pytest.mark.article(11)
class TestEntryIsValid:
    def test_content_with_an_entry_its_department_stands_by(self) -> None:
        content(libraries.entry_is_valid, entry_state="ACTIVE")

    @pytest.mark.parametrize("entry_state", ["SUSPENDED", "PENDING", "REMOVED", ""])
    def test_refuses_one_that_is_out_of_use_doubted_or_gone(self, entry_state: str) -> None:
        refuses(libraries.entry_is_valid, 11, entry_state=entry_state)


@pytest.mark.article(11)
class TestEntryHasEnded:
    @pytest.mark.parametrize(
        ("reg_state", "registered"), [("3", True), ("2", True), ("5", True), ("1", False)]
    )
    def test_content_when_the_registration_has_ended_or_never_was(
        self, reg_state: str, registered: bool
    ) -> None:
        content(libraries.entry_has_ended, reg_state=reg_state, registered=registered)

    @pytest.mark.parametrize("reg_state", ["1", "6"])
    def test_refuses_a_firm_that_exists(self, reg_state: str) -> None:
        refuses(libraries.entry_has_ended, 11, reg_state=reg_state, registered=True)


@pytest.mark.article(11)
class TestInspectorIsCertified:
    UNTIL = date(2026, 9, 30)

    @pytest.mark.parametrize("valid_to", [date(2026, 9, 30), date(2030, 1, 1)])
    def test_content_to_the_last_day_of_the_inspection(self, valid_to: date) -> None:
        content(libraries.inspector_is_certified, valid_to=valid_to, until=self.UNTIL)

    @pytest.mark.parametrize("valid_to", [None, date(2026, 9, 29)])
    def test_refuses_a_certificate_that_ends_before(self, valid_to: date | None) -> None:
        refuses(libraries.inspector_is_certified, 11, valid_to=valid_to, until=self.UNTIL)


@pytest.mark.article(11)
class TestInspectorIsPresent:
    @pytest.mark.parametrize(("days_away", "days"), [(0, 1), (15, 30), (15, 31)])
    def test_content_with_at_least_half_of_the_days(self, days_away: int, days: int) -> None:
        content(libraries.inspector_is_present, days_away=days_away, days=days)

    @pytest.mark.parametrize(("days_away", "days"), [(1, 1), (16, 31), (30, 30)])
    def test_refuses_less(self, days_away: int, days: int) -> None:
        refuses(libraries.inspector_is_present, 11, days_away=days_away, days=days)


@pytest.mark.article(11)
class TestLibrariesConfirmed:
    def test_content_when_every_department_has_confirmed(self) -> None:
        content(libraries.libraries_confirmed, missing=0)

    def test_refuses_while_one_has_not(self) -> None:
        refuses(libraries.libraries_confirmed, 11, missing=1)


@pytest.mark.article(11)
class TestConfirmationStillValid:
    @pytest.mark.parametrize("today", [date(2026, 3, 2), date(2026, 3, 9)])
    def test_content_from_the_first_day_to_the_last(self, today: date) -> None:
        content(
            libraries.confirmation_still_valid,
            confirmed_on=date(2026, 3, 2),
            today=today,
            valid_until=date(2026, 3, 9),
        )

    @pytest.mark.parametrize("today", [date(2026, 3, 1), date(2026, 3, 10)])
    def test_refuses_a_day_outside(self, today: date) -> None:
        refuses(
            libraries.confirmation_still_valid,
            11,
            confirmed_on=date(2026, 3, 2),
            today=today,
            valid_until=date(2026, 3, 9),
        )


@pytest.mark.article(11)
class TestSnapshotUnchanged:
    def test_content_with_the_same_bytes(self) -> None:
        content(libraries.snapshot_unchanged, confirmed_sha256="ab" * 32, current_sha256="ab" * 32)

    @pytest.mark.parametrize(("confirmed", "current"), [("ab" * 32, "cd" * 32), ("", ""), ("", "ab" * 32)])
    def test_refuses_a_library_changed_or_never_confirmed(self, confirmed: str, current: str) -> None:
        refuses(libraries.snapshot_unchanged, 11, confirmed_sha256=confirmed, current_sha256=current)


@pytest.mark.article(11)
class TestConfirmationExpires:
    def test_is_five_working_days_later(self) -> None:
        expires = libraries.confirmation_expires(
            confirmed_on=date(2026, 2, 13), calendar=shipped_calendar(), days=5
        )

        assert expires == Deadline(date(2026, 2, 27), provisional=False)


@pytest.mark.article(11)
class TestImportIsUnused:
    def test_content_while_nothing_was_built_on_it(self) -> None:
        content(libraries.import_is_unused, unused=True)

    def test_refuses_what_was_confirmed_rated_or_changed_since(self) -> None:
        refuses(libraries.import_is_unused, 11, unused=False)


@pytest.mark.article(25)
class TestRatingsComeFromTheirDepartment:
    def test_content_with_the_entitled(self) -> None:
        content(libraries.ratings_come_from_their_department, entitled=True)

    def test_refuses_anybody_else(self) -> None:
        refuses(libraries.ratings_come_from_their_department, 25, entitled=False)


@pytest.mark.article(25)
class TestRatingsNameSourceAndVersion:
    def test_content_with_both(self) -> None:
        content(libraries.ratings_name_source_and_version, source="省级平台", version="2026 年第 1 期")

    @pytest.mark.parametrize(("source", "version"), [("", "第 1 期"), ("省级平台", " ")])
    def test_refuses_either_missing(self, source: str, version: str) -> None:
        refuses(libraries.ratings_name_source_and_version, 25, source=source, version=version)
