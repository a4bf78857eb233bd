"""How an object shows who it is: one-time codes, links, guesses."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from suiji import vault
from suiji.inspections.documents import notice_document
from suiji.inspections.documents.papers import result_document
from suiji.inspections.models import PreparedNotice
from suiji.inspections.passcodes import (
    VALID,
    digits_of,
    digits_of_letter,
    door_words,
    letter_words,
    link_of,
    notice_of_link,
    token_of,
)
from suiji.inspections.services import issue_result_letter
from suiji.messages import sms
from suiji.messages.models import DeliveryState, TextMessage
from suiji.voices import services
from suiji.voices.models import Attempt, Passcode, PasscodeKind
from suiji.voices.queries import firm_of
from tests.factories.firms import HERE, PHONE, a_told_crew, enter_by_notice, the_notice
from tests.factories.inspections import ENDED_AT, TOLD_AT, ended

pytestmark = pytest.mark.django_db
SOON = TOLD_AT + timedelta(hours=1)
NOBODY = "91410500MA9999999X"


def wrong_guess(code: str, *, place: str = HERE) -> str | None:
    return services.begin_session(code=code, digits="00000000", place=place, at=SOON)


class TestNoticeCode:
    def test_opens_the_door_of_its_own_object(self) -> None:
        notice = the_notice(a_told_crew())

        key = enter_by_notice(notice)

        assert key
        assert firm_of(key, at=SOON) == notice.visit.drawn.object

    def test_opens_it_only_once(self) -> None:
        notice = the_notice(a_told_crew())
        enter_by_notice(notice)

        assert enter_by_notice(notice, at=SOON + timedelta(minutes=1)) is None

    def test_opens_no_other_objects_door(self) -> None:
        first, second = the_notice(a_told_crew()), the_notice(a_told_crew())
        code = second.visit.drawn.object.code

        assert services.begin_session(code=code, digits=digits_of(first), place=HERE, at=SOON) is None

    def test_ends_after_sixty_days(self) -> None:
        assert enter_by_notice(the_notice(a_told_crew()), at=TOLD_AT + VALID) is None

    def test_stands_on_the_paper(self) -> None:
        notice = the_notice(a_told_crew())
        digits = digits_of(notice)

        assert f"{digits[:4]} {digits[4:]}" in door_words(notice)


class TestLetterCode:
    """Whoever was checked without notice has the result letter alone."""

    def test_stands_on_the_letter_and_opens_the_door_of_its_own_object_once(
        self, settings: Any, tmp_path: Any
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        crew, other = ended(), ended()
        letter = issue_result_letter(visit=crew.again(), actor=crew.leader, at=ENDED_AT)
        visit, later = letter.visit, ENDED_AT + timedelta(hours=1)
        thing, digits = visit.drawn.object, digits_of_letter(visit, letter.number)

        def enter(code: str, at: datetime = later) -> str | None:
            return services.begin_session(code=code, digits=digits, place=HERE, at=at)

        words = letter_words(visit, letter.number)
        assert f"{digits[:4]} {digits[4:]}" in words
        said = result_document(visit, number=letter.number, issued_on=later.date(), publish_due=later.date())
        assert said.objection.endswith(f"材料。{words}")
        assert not words.endswith("。")  # the paper's sentence goes on
        assert enter(other.visit.drawn.object.code) is None
        assert enter(thing.code, ENDED_AT + VALID) is None
        key = enter(thing.code)
        assert key
        assert firm_of(key, at=later) == thing
        assert Passcode.objects.get(object=thing, used_at=later).kind == PasscodeKind.LETTER
        assert enter(thing.code) is None


class TestLink:
    def test_stands_on_the_paper_from_the_moment_it_is_printed_and_opens_once_it_is_served(self) -> None:
        notice = the_notice(a_told_crew())
        printed = PreparedNotice(visit=notice.visit, number=notice.number)

        assert link_of(printed).endswith(f"/firm/link/{token_of(notice)}/")
        assert notice_document(notice).door == link_of(notice)

    def test_opens_its_object_again_and_again_until_it_is_revoked(self) -> None:
        notice = the_notice(a_told_crew())
        thing = notice.visit.drawn.object
        first, second = (services.begin_by_link(token=token_of(notice), place=HERE, at=SOON) for _ in "12")
        assert first
        assert second
        assert firm_of(second, at=SOON) == thing

        services.revoke_link(notice=notice, firm=thing, at=SOON)

        assert services.begin_by_link(token=token_of(notice), place=HERE, at=SOON) is None
        assert enter_by_notice(notice) is None

    def test_of_another_object_is_not_this_ones_to_revoke(self) -> None:
        first, second = the_notice(a_told_crew()), the_notice(a_told_crew())

        with pytest.raises(type(first).DoesNotExist):
            services.revoke_link(notice=first, firm=second.visit.drawn.object, at=SOON)

    @pytest.mark.parametrize(
        "forge",
        ["{pk}-{flipped}", "{other}-{mac}", "{pk}", "-{mac}", "{pk}-{mac}0", "٣-{mac}", "0{pk}-{mac}"],
    )
    def test_that_is_forged_opens_nothing(self, forge: str) -> None:
        notice, other = the_notice(a_told_crew()), the_notice(a_told_crew())
        mac = token_of(notice).partition("-")[2]
        flipped = ("1" if mac[0] == "0" else "0") + mac[1:]

        token = forge.format(pk=notice.visit_id, other=other.visit_id, mac=mac, flipped=flipped)

        assert notice_of_link(token) is None
        assert services.begin_by_link(token=token, place=HERE, at=SOON) is None

    def test_ends_after_sixty_days(self) -> None:
        notice = the_notice(a_told_crew())

        assert services.begin_by_link(token=token_of(notice), place=HERE, at=TOLD_AT + VALID) is None


class TestTextMessage:
    @pytest.fixture(autouse=True)
    def _a_gateway(self, settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "sms", "https://sms.example/send")
        self.posted: list[tuple[str, str]] = []
        monkeypatch.setattr(sms, "_post", lambda phone, text: self.posted.append((phone, text)))

    def code_sent(self) -> str:
        sms.carry_out(at=SOON)
        return self.posted[-1][1].partition("验证码 ")[2][:6]

    def test_goes_to_the_telephone_of_the_library_and_opens_once(self) -> None:
        thing = a_told_crew().visit.drawn.object
        services.send_code(code=thing.code, place=HERE, at=SOON)
        digits = self.code_sent()

        first, second = (
            services.begin_session(code=thing.code, digits=digits, place=HERE, at=SOON) for _ in "12"
        )

        assert self.posted[0][0] == PHONE
        assert first
        assert second is None

    def test_lies_sealed_until_it_is_sent_and_is_wiped_then(self) -> None:
        thing = a_told_crew().visit.drawn.object
        services.send_code(code=thing.code, place=HERE, at=SOON)
        row = TextMessage.objects.get()
        assert PHONE not in f"{row.phone}{row.text}"
        assert vault.take(row, "phone") == PHONE

        self.code_sent()

        row.refresh_from_db()
        assert (row.outcome, row.phone, row.text) == (DeliveryState.DONE, "", "")

    def test_that_is_ten_minutes_old_opens_nothing(self) -> None:
        thing = a_told_crew().visit.drawn.object
        services.send_code(code=thing.code, place=HERE, at=SOON)

        late = SOON + timedelta(minutes=10)

        assert services.begin_session(code=thing.code, digits=self.code_sent(), place=HERE, at=late) is None

    def test_is_tried_again_and_given_up(self, monkeypatch: pytest.MonkeyPatch) -> None:
        thing = a_told_crew().visit.drawn.object
        services.send_code(code=thing.code, place=HERE, at=SOON)

        def out_of_order(*_: str) -> None:
            raise OSError

        monkeypatch.setattr(sms, "_post", out_of_order)
        for _ in range(sms.ATTEMPTS):
            sms.carry_out(at=SOON)

        assert TextMessage.objects.get().outcome == DeliveryState.FAILED


class TestGuesses:
    def test_are_shut_out_after_five_for_one_code(self) -> None:
        notice = the_notice(a_told_crew())
        for _ in range(5):
            assert wrong_guess(notice.visit.drawn.object.code) is None

        with pytest.raises(services.Shut):
            enter_by_notice(notice)
        assert enter_by_notice(notice, at=SOON + timedelta(minutes=16))

    def test_from_one_place_are_shut_out_whatever_the_code(self) -> None:
        for number in range(30):
            wrong_guess(f"NOBODY-{number}")

        with pytest.raises(services.Shut):
            wrong_guess("NOBODY-31")
        assert wrong_guess("NOBODY-31", place="192.0.2.8") is None

    def test_at_links_are_counted_too(self) -> None:
        for _ in range(30):
            services.begin_by_link(token="1-" + "0" * 40, place=HERE, at=SOON)

        with pytest.raises(services.Shut):
            services.begin_by_link(token="1-" + "0" * 40, place=HERE, at=SOON)

    def test_leave_no_code_and_no_address_readable(self) -> None:
        wrong_guess(NOBODY)

        assert not [
            key for key in Attempt.objects.values_list("key", flat=True) if HERE in key or NOBODY in key
        ]

    def test_of_a_known_and_an_unknown_code_cost_the_same(
        self, settings: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """The same number of questions to the database in the same order: time does not tell them apart."""
        monkeypatch.setattr(settings.ENVIRONMENT, "sms", "https://sms.example/send")
        known = a_told_crew().visit.drawn.object.code
        asked = []
        for code in (known, NOBODY):
            for ask in (wrong_guess, lambda code: services.send_code(code=code, place=HERE, at=SOON)):
                with CaptureQueriesContext(connection) as said:
                    assert ask(code) is None
                asked.append([re.split(r' WHERE | VALUES | UNNEST|"s\d', query["sql"])[0] for query in said])

        assert asked[0] == asked[2]
        assert asked[1] == asked[3]
        assert Passcode.objects.filter(object=None).count() == 1


class TestSession:
    def test_ends_by_itself_and_by_leaving(self) -> None:
        key = enter_by_notice(the_notice(a_told_crew()))
        assert key
        assert firm_of(key, at=SOON + timedelta(hours=2)) is None

        services.end_session(key=key, at=SOON)

        assert firm_of(key, at=SOON) is None

    @pytest.mark.parametrize("key", ["", "x", "' OR 1=1 --", "\x00".replace("\x00", "0") * 5000])
    def test_opens_for_no_invented_key(self, key: str) -> None:
        assert firm_of(key, at=SOON) is None
