"""Coming in: what is tried, what is owed, and how long one stays."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse

from suiji.accounts import queries, services
from suiji.accounts.models import PasswordRecord
from suiji.accounts.passwords import MixedCharacters, NotTheName, NotUsedLately
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.organs import AT, TODAY, a_person

PASSWORD = "suiji-test-1"
pytestmark = pytest.mark.django_db


def a_log_in(*, months: int) -> str:
    """Somebody who came so many months ago; the name under which they stand in the log."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO axes_accesslog (username, user_agent, http_accept, path_info, session_hash, attempt_time)"
            " VALUES (%s, '', '', '', '', clock_timestamp() - make_interval(months => %s)) RETURNING username",
            [f"came.{months}", months],
        )
        return str(cursor.fetchone()[0])


def log_in(client: Client, username: str, password: str = PASSWORD) -> Any:
    return client.post(reverse("account_login"), {"login": username, "password": password})


class TestLogIn:
    def test_leads_a_clerk_to_the_desk_and_owes_nothing(self, client: Client) -> None:
        a_person("王芳", Role.CLERK, username="wang")

        answer = log_in(client, "wang")

        assert answer["Location"] == reverse("desk:home")
        assert client.get(reverse("desk:home")).status_code == 200

    def test_leads_an_administrator_to_the_accounts(self, client: Client) -> None:
        a_person("王芳", Role.SECURITY_ADMIN, username="wang")
        settings_of = {**settings.ENVIRONMENT.model_dump(), "second_factor": "offered"}
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settings, "ENVIRONMENT", settings.ENVIRONMENT.model_copy(update=settings_of))

            answer = log_in(client, "wang")

        assert answer["Location"] == reverse("accounts:people")

    def test_says_the_same_to_a_wrong_password_and_to_a_name_that_nobody_bears(self, client: Client) -> None:
        a_person("王芳", Role.CLERK, username="wang")

        pages = [log_in(client, name, "Wrong-1").content.decode() for name in ("wang", "nobody")]

        assert all("登录名或密码不对" in page for page in pages)

    def test_is_closed_for_half_an_hour_after_five_failures(self, client: Client) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        for _ in range(5):
            log_in(client, "wang", "Wrong-1")

        answer = log_in(client, "wang")

        assert answer.status_code == 429
        assert "30 分钟内不再受理" in answer.content.decode()

    def test_is_closed_only_where_the_failures_came_from(self, client: Client) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        for _ in range(6):
            log_in(client, "wang", "Wrong-1")

        answer = log_in(Client(REMOTE_ADDR="10.1.2.3"), "wang")

        assert answer.status_code == 302

    def test_is_refused_to_a_closed_account(self, client: Client) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        Person.objects.update(is_active=False)

        log_in(client, "wang")

        assert client.get(reverse("desk:home"))["Location"].startswith(reverse("account_login"))


class TestSecondFactor:
    def test_is_owed_by_an_approver_before_any_other_door_opens(self, client: Client) -> None:
        a_person("赵敏", Role.DEPUTY_HEAD, username="zhao")
        log_in(client, "zhao")

        answer = client.get(reverse("desk:home"))

        assert answer["Location"] == reverse("account_owed")
        assert "设置第二重验证" in client.get(reverse("account_owed")).content.decode()

    def test_is_set_up_on_the_spot_and_then_the_desk_opens(self, client: Client) -> None:
        a_person("赵敏", Role.DEPUTY_HEAD, username="zhao")
        log_in(client, "zhao")
        page = client.get(reverse("mfa_activate_totp"))
        secret = page.context["form"].secret

        answer = client.post(reverse("mfa_activate_totp"), {"code": code_of(secret)})
        client.get(reverse("account_owed"))

        assert answer["Location"] == reverse("mfa_view_recovery_codes")
        assert client.get(reverse("desk:home")).status_code == 200

    def test_is_asked_for_at_every_log_in(self, client: Client) -> None:
        person = a_person("赵敏", Role.DEPUTY_HEAD, username="zhao")
        secret = a_factor(person)

        asked = log_in(client, "zhao")
        wrong = client.post(reverse("mfa_authenticate"), {"code": "000000"})
        right = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

        assert asked["Location"] == reverse("mfa_authenticate")
        assert "验证码不对" in wrong.content.decode()
        assert right["Location"] == reverse("desk:home")

    def test_lies_sealed_in_the_database(self) -> None:
        secret = a_factor(a_person("赵敏", Role.DEPUTY_HEAD, username="zhao"))

        stored = Authenticator.objects.get(type=Authenticator.Type.TOTP).data["secret"]

        assert secret not in stored

    def test_that_is_the_last_is_kept_by_whoever_must_have_one(self, client: Client) -> None:
        person = a_person("赵敏", Role.DEPUTY_HEAD, username="zhao")
        log_in(client, "zhao")
        a_factor(person)
        client.get(reverse("account_owed"))

        page = client.post(reverse("mfa_deactivate_totp"))

        assert "最后一项不能删除" in page.content.decode()
        assert queries.has_factor(person)


class TestIdleness:
    def test_ends_a_session_and_says_so(
        self, client: Client, monkeypatch: pytest.MonkeyPatch, settings: Any
    ) -> None:
        from suiji.config import clock

        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"idle_minutes": 15})
        client.force_login(a_person("王芳", Role.CLERK))
        monkeypatch.setattr(clock, "now", lambda: AT)
        client.get(reverse("desk:home"))
        monkeypatch.setattr(clock, "now", lambda: AT + timedelta(minutes=14))
        still = client.get(reverse("desk:home"))
        monkeypatch.setattr(clock, "now", lambda: AT + timedelta(minutes=29))

        gone = client.get(reverse("desk:home"), follow=True)

        assert still.status_code == 200
        assert gone.redirect_chain[0][0].startswith(reverse("account_login"))
        assert "已自动退出" in gone.content.decode()


class TestPasswords:
    def test_that_are_short_or_common_are_refused_in_chinese(self, client: Client) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        log_in(client, "wang")

        answer = client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": "abc", "password2": "abc"},
        )

        said = [str(word) for words in answer.context["form"].errors.values() for word in words]
        assert "密码至少 8 位。" in said
        assert not [word for word in said if word.isascii()]

    @pytest.mark.parametrize("password", ["abcdefgh", "abcdef12", "ABCDEFG1"])
    def test_of_too_few_kinds_are_refused(self, password: str) -> None:
        with pytest.raises(ValidationError, match="三种"):
            MixedCharacters().validate(password)

    def test_of_three_kinds_are_taken(self) -> None:
        MixedCharacters().validate("Abcdefg1")

    def test_with_the_name_in_them_are_refused(self) -> None:
        person = a_person("王芳", username="wang")

        with pytest.raises(ValidationError, match="登录名"):
            NotTheName().validate("Wang-2026!", person)

    def test_used_among_the_last_five_are_refused(self) -> None:
        person = a_person("王芳", username="wang")
        services.choose_password(person=person, password="First-Word-1", at=AT)

        with pytest.raises(ValidationError, match="不能再用"):
            NotUsedLately().validate("First-Word-1", person)
        NotUsedLately().validate("Second-Word-2", person)

    def test_older_than_their_term_are_owed_anew(self) -> None:
        person = a_person("王芳", Role.CLERK, username="wang")
        services.choose_password(person=person, password="First-Word-1", at=AT)

        assert not queries.password_is_due(person, at=AT + timedelta(days=89))
        assert queries.password_is_due(person, at=AT + timedelta(days=90))

    def test_are_changed_on_their_page_and_remembered_as_hashes_only(self, client: Client) -> None:
        person = a_person("王芳", Role.CLERK, username="wang")
        log_in(client, "wang")

        answer = client.post(
            reverse("account_change_password"),
            {"oldpassword": PASSWORD, "password1": "New-Word-2026", "password2": "New-Word-2026"},
        )

        assert answer["Location"] == reverse("account_owed")
        assert PasswordRecord.objects.get(person=person).encoded.startswith("argon2$")
        assert client.get(reverse("desk:home")).status_code == 200


def a_factor(person: Person) -> str:
    """A phone that shows codes; its secret."""
    secret = str(generate_totp_secret())
    TOTP.activate(person, secret)
    return secret


def code_of(secret: str) -> str:
    """What the phone shows now."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return str(format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())))))


def test_a_demonstration_offers_a_second_factor_and_demands_none() -> None:
    person = a_person("赵敏", Role.DEPUTY_HEAD, username="zhao")

    assert queries.must_prove_twice(person, today=TODAY)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(queries, "is_demonstration", lambda: True)
        assert not queries.must_prove_twice(person, today=TODAY)


class TestForgetting:
    def test_takes_what_is_older_than_thirty_six_months_and_nothing_else(self, client: Client) -> None:
        from axes.models import AccessFailureLog, AccessLog
        from django.contrib.sessions.models import Session

        a_person("王芳", Role.CLERK, username="wang")
        log_in(client, "wang", "Wrong-1")
        log_in(client, "wang")
        now = AccessLog.objects.get().attempt_time
        old, young = a_log_in(months=37), a_log_in(months=35)

        assert services.forget_old_entries(at=now + timedelta(days=1, hours=-20)) == 1
        assert not AccessLog.objects.filter(username=old).exists()
        assert AccessLog.objects.filter(username=young).exists()
        assert AccessFailureLog.objects.exists()
        assert Session.objects.exists()

    def test_by_a_clock_of_ours_that_runs_ahead_takes_nothing_of_the_log(self, client: Client) -> None:
        from axes.models import AccessFailureLog, AccessLog

        a_person("王芳", Role.CLERK, username="wang")
        log_in(client, "wang", "Wrong-1")
        log_in(client, "wang")

        services.forget_old_entries(at=AccessLog.objects.get().attempt_time + timedelta(days=4000))

        assert (AccessLog.objects.count(), AccessFailureLog.objects.count()) == (1, 1)

    @pytest.mark.parametrize(
        "words",
        [
            "DELETE FROM axes_accesslog",
            "DELETE FROM axes_accessfailurelog",
            "UPDATE axes_accesslog SET ip_address = NULL",
            "UPDATE axes_accessfailurelog SET username = 'x'",
        ],
        ids=["log-ins", "failures", "an address", "a name"],
    )
    def test_by_hand_is_beyond_the_houses_own_rights(self, words: str) -> None:
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(words)

    def test_a_thousand_failures_wash_off_none(self, client: Client, settings: Any) -> None:
        from axes.models import AccessFailureLog

        assert settings.AXES_ACCESS_FAILURE_LOG_PER_USER_LIMIT > 10**9
        AccessFailureLog.objects.bulk_create(AccessFailureLog(username="wang") for _ in range(1001))

        log_in(client, "wang", "Wrong-1")

        assert AccessFailureLog.objects.filter(username="wang").count() == 1002


class TestSecurityKeyScript:
    def test_takes_no_word_of_the_form_for_the_browsers_answer(self, client: Client) -> None:
        """The form comes with the word "null" in it; a script that sent it on never asked for a key."""
        a_person("王芳", Role.CLERK, username="wang")
        log_in(client, "wang")

        page = client.get(reverse("mfa_add_webauthn"), follow=True).content.decode()
        script = Path(str(finders.find("accounts/security_key.js"))).read_text("utf-8")

        assert re.search(r'<input type="hidden" name="credential" value="null"', page)
        assert script.index('field.value = "";') < script.index('addEventListener("submit"')
