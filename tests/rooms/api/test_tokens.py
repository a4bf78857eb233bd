"""Who lets a machine in, what its token is, and how it ends."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from suiji.api import services
from suiji.api.models import AccessToken, OutsideSystem
from suiji.api.queries.tokens import BEGINNING, bearer_of
from suiji.api.scopes import Scope, role_in
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.organs.roles import ADMINISTRATORS, Role
from tests.factories.machines import Machine, a_system, a_token, an_admin
from tests.factories.organs import AT, a_department, a_person, an_actor, an_office
from tests.rooms.api.conftest import DESCRIBED

pytestmark = [pytest.mark.django_db, pytest.mark.article(25)]


@pytest.fixture(autouse=True)
def _this_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)


class TestIssueToken:
    def test_keeps_only_a_hash_and_ends_by_itself(self) -> None:
        token, words = a_token(Scope.TASKS, days=30)

        assert words.startswith(f"{BEGINNING}{token.sign}_")
        assert len(words) > 50
        assert words not in str(AccessToken.objects.values().get())
        assert token.ends_at == AT + timedelta(days=30)
        assert bearer_of(words, at=AT) is not None
        assert bearer_of(words, at=token.ends_at) is None

    def test_is_on_record_without_the_token_itself(self) -> None:
        token, words = a_token(Scope.TASKS)

        entry = Entry.objects.get(act="api.token_issued")
        assert token.sign in entry.sentence
        assert "读取检查任务" in entry.sentence
        assert words not in str(entry.__dict__)
        assert entry.body is None

    @pytest.mark.parametrize(
        ("days", "scopes"), [(367, ["tasks:read"]), (0, ["tasks:read"]), (30, ["risk:read"])]
    )
    def test_refuses_more_than_a_year_and_what_opens_nothing(self, days: int, scopes: list[str]) -> None:
        with pytest.raises(Refused) as refused:
            a_token(*scopes, days=days)

        assert refused.value.article == 25

    @pytest.mark.parametrize("role", [Role.SYSTEM_ADMIN, Role.AUDIT_ADMIN, Role.CLERK])
    def test_is_the_security_administrators_work(self, role: Role) -> None:
        with pytest.raises(NotYours):
            services.issue_token(
                system=a_system(), scopes=["tasks:read"], days=30, a_minute=60, actor=an_admin(role), at=AT
            )

    def test_is_refused_to_a_system_that_is_closed(self) -> None:
        system = a_system()
        services.close_system(system=system, because="项目结束", actor=an_admin(), at=AT)

        with pytest.raises(Refused):
            a_token(system=system)

    def test_cannot_be_widened_in_the_database(self) -> None:
        token, _ = a_token(Scope.TASKS)

        with pytest.raises(DatabaseError), transaction.atomic():
            AccessToken.objects.filter(pk=token.pk).update(scopes=["objects:write"])


class TestRegisterSystem:
    def test_is_the_system_administrators_work(self) -> None:
        with pytest.raises(NotYours):
            services.register_system(
                name="x",
                department=a_department(),
                basis="y",
                contact="z",
                actor=an_admin(Role.SECURITY_ADMIN),
                at=AT,
            )


class TestRevokeToken:
    def test_ends_it_with_the_next_request(self) -> None:
        token, words = a_token()
        assert Machine(words).get("/me").status_code == 200

        services.revoke_token(token=token, because="疑似泄露", actor=an_admin(Role.SECURITY_ADMIN), at=AT)

        assert Machine(words).get("/me").status_code == 401
        assert "疑似泄露" in Entry.objects.get(act="api.token_revoked").sentence

    def test_is_done_once(self) -> None:
        token, _ = a_token()
        again = AccessToken.objects.get(pk=token.pk)
        services.revoke_token(token=token, because="换新", actor=an_admin(Role.SECURITY_ADMIN), at=AT)

        with pytest.raises(Stale):
            services.revoke_token(token=again, because="换新", actor=an_admin(Role.SECURITY_ADMIN), at=AT)

    def test_comes_with_the_end_of_its_system(self) -> None:
        system = a_system()
        words = [a_token(system=system)[1] for _ in range(2)]

        services.close_system(system=system, because="项目结束", actor=an_admin(), at=AT)

        assert [Machine(one).get("/me").status_code for one in words] == [401, 401]

    def test_is_not_a_clerks_work(self) -> None:
        token, _ = a_token()

        with pytest.raises(NotYours):
            services.revoke_token(token=token, because="x", actor=an_admin(Role.CLERK), at=AT)


class TestAMachineAsAnActor:
    def test_has_one_role_a_number_below_zero_and_its_own_name(self) -> None:
        _, words = a_token()
        bearer = bearer_of(words, at=AT)
        assert bearer is not None

        for scope in Scope:
            actor = bearer.as_actor(scope)
            assert actor.id < 0
            assert actor.roles == {role_in(scope, office=False)}
            assert actor.roles <= {Role.CLERK, Role.LIBRARIAN}
            assert "行政许可平台" in actor.name

    def test_of_the_office_reads_as_the_office(self) -> None:
        bearer = bearer_of(a_token(department=an_office())[1], at=AT)
        assert bearer is not None

        assert bearer.as_actor(Scope.TASKS).roles == {Role.OFFICE}


class TestAtTheDoor:
    @pytest.mark.parametrize(
        "header",
        ["", "Bearer", "Bearer x", "Basic eDp4", "Bearer suiji_00000000_x", "suiji_x", "Bearer  a b"],
    )
    def test_words_that_are_no_token_open_nothing_and_learn_nothing(self, header: str) -> None:
        answer = Client().get("/api/v1/me", headers={"Authorization": header})

        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer["Content-Type"] == "application/problem+json"
        assert answer.json()["type"] == "urn:suiji:unauthorised"

    def test_a_session_is_no_token(self, client: Client) -> None:
        client.force_login(a_person("王芳", *Role.values[:5]))

        assert client.get("/api/v1/me").status_code == 401

    def test_a_scope_that_was_not_given_is_named(self) -> None:
        answer = Machine(a_token(Scope.TASKS)[1]).get("/results")

        assert answer.status_code == 403
        assert "results:read" in answer.json()["detail"]

    def test_a_token_goes_at_its_own_pace_and_is_told_when_to_come_again(self) -> None:
        system = a_system()
        slow, quick = (Machine(a_token(system=system, a_minute=pace)[1]) for pace in (6, 600))

        statuses = [slow.get("/me").status_code for _ in range(8)]

        assert statuses == [200] * 6 + [429] * 2
        refused = slow.get("/me")
        assert refused["Retry-After"] == "10"
        assert refused["RateLimit"] == '"token";r=0;t=10'
        assert quick.get("/me").status_code == 200

    def test_a_token_is_told_its_pace_and_what_is_left_of_it(self) -> None:
        slow = Machine(a_token(a_minute=6)[1])

        first, second = slow.get("/me"), slow.get("/me")
        known = slow.get("/me", headers={"If-None-Match": first["ETag"]})

        assert first["RateLimit-Policy"] == '"token";q=6;w=60'
        assert (first["RateLimit"], second["RateLimit"]) == ('"token";r=5;t=10', '"token";r=4;t=20')
        assert (known.status_code, known["RateLimit"]) == (304, '"token";r=3;t=30')

    def test_who_tries_words_goes_at_a_strangers_pace(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "portal_pace", 1)
        monkeypatch.setattr("suiji.portal.pace.AT_ONCE", 3)
        asked = Client(REMOTE_ADDR="203.0.113.77")

        answers = [asked.get("/api/v1/me", headers={"Authorization": f"Bearer suiji_{n}"}) for n in range(6)]

        assert answers[0].status_code == 401
        assert (answers[-1].status_code, answers[-1]["Content-Type"]) == (429, "application/problem+json")
        assert answers[-1]["Retry-After"]

    @pytest.mark.parametrize("path", sorted(DESCRIBED["paths"]))
    def test_every_operation_asks_for_the_scope_that_its_description_names(self, path: str) -> None:
        system = a_system()
        for method, said in DESCRIBED["paths"][path].items():
            named = [scope for one in said.get("security", []) for scopes in one.values() for scope in scopes]
            if not named:
                assert "security" not in said or path in ("/api/v1/me", "/api/v1/events")
                continue
            others = [scope for scope in Scope.values if scope not in named]
            route = re.sub(r"\{\w+\}", "2026", path).removeprefix("/api/v1")

            answers = [
                machine.get(route) if method == "get" else machine.post(route, {})
                for machine in (
                    Machine(a_token(*others, system=system)[1]),
                    Machine(a_token(*named, system=system)[1]),
                )
            ]

            assert answers[0].status_code == 403, path
            assert named[0] in answers[0].json()["detail"]
            assert answers[1].status_code in (200, 404, 422), path

    def test_the_pace_frees_itself(self, monkeypatch: pytest.MonkeyPatch) -> None:
        slow = Machine(a_token(a_minute=6)[1])
        for _ in range(7):
            slow.get("/me")

        monkeypatch.setattr("suiji.config.clock.now", lambda: AT + timedelta(seconds=11))

        assert [slow.get("/me").status_code for _ in range(2)] == [200, 429]

    def test_asks_few_questions(self, django_assert_max_num_queries: Any) -> None:
        machine = Machine(a_token()[1])

        with django_assert_max_num_queries(2):
            machine.get("/me")


class TestPages:
    def seated(self, role: Role) -> Client:
        client = Client()
        client.force_login(a_person(f"{role.label}乙", role, username=role.value.lower()))
        return client

    def test_lead_from_the_system_to_a_token_shown_once(self) -> None:
        admin, guard = self.seated(Role.SYSTEM_ADMIN), self.seated(Role.SECURITY_ADMIN)
        department = a_department("商务")
        form = {
            "name": "<b>许可</b>平台",
            "department": department.pk,
            "basis": "函〔2026〕3号",
            "contact": "大数据中心",
        }
        page = admin.post(reverse("machines:register"), form, follow=True).content.decode()
        assert "&lt;b&gt;许可&lt;/b&gt;平台" in page
        assert "<b>许可" not in page
        system = OutsideSystem.objects.get()

        issued = guard.post(
            reverse("machines:issue", args=[system.pk]),
            {"scopes": ["tasks:read", "draws:read"], "days": 90, "a_minute": 60},
        )

        words = issued.content.decode().partition('data-copy="')[2].partition('"')[0]
        assert Machine(words).get("/me").json()["scopes"] == ["tasks:read", "draws:read"]
        assert "no-store" in issued["Cache-Control"]
        again = guard.get(reverse("machines:system", args=[system.pk])).content.decode()
        assert words not in again
        assert words.split("_")[1] in again

    def test_let_the_right_hand_take_a_token_back(self) -> None:
        token, words = a_token()
        guard = self.seated(Role.SECURITY_ADMIN)

        refused = guard.post(reverse("machines:revoke", args=[token.pk]), {"because": " "})
        done = guard.post(reverse("machines:revoke", args=[token.pk]), {"because": "人员变动"}, follow=True)

        assert refused.status_code == 200
        assert "已吊销" in done.content.decode()
        assert Machine(words).get("/me").status_code == 401
        assert guard.get(reverse("machines:revoke", args=[token.pk])).status_code == 404

    def test_close_a_system(self) -> None:
        system = a_system()
        admin = self.seated(Role.SYSTEM_ADMIN)

        page = admin.post(reverse("machines:close", args=[system.pk]), {"because": "项目结束"}, follow=True)

        assert "已经停用" in page.content.decode()

    def test_take_no_second_system_of_a_name(self) -> None:
        system = a_system()
        form = {"name": system.name, "department": system.department_id, "basis": "x", "contact": "y"}

        page = self.seated(Role.SYSTEM_ADMIN).post(reverse("machines:register"), form).content.decode()

        assert "已经登记过同名的系统" in page

    @pytest.mark.parametrize("role", ADMINISTRATORS)
    def test_are_read_by_all_three_with_few_questions(
        self, role: Role, django_assert_max_num_queries: Any
    ) -> None:
        system = a_system()
        for _ in range(3):
            a_token(system=system)
        client = self.seated(role)

        with django_assert_max_num_queries(12):
            listed = client.get(reverse("machines:list")).content.decode()
        with django_assert_max_num_queries(14):
            one = client.get(reverse("machines:system", args=[system.pk])).content.decode()

        assert system.name in listed
        assert one.count("有效") >= 3

    def test_show_the_audit_administrator_every_act(self) -> None:
        a_token()

        page = self.seated(Role.AUDIT_ADMIN).get(reverse("accounts:audit")).content.decode()

        assert "签发" in page
        assert "登记" in page

    def test_are_no_clerks(self) -> None:
        client = Client()
        client.force_login(a_person("王芳", Role.CLERK))

        assert client.get(reverse("machines:list")).status_code == 403


def test_a_librarian_signs_nothing_by_a_machine() -> None:
    """The roles a machine may act in are on no edge that the law gives to a head or a reviewer."""
    roles = {role_in(scope, office=office) for scope in Scope for office in (True, False)}

    assert roles == {Role.CLERK, Role.LIBRARIAN, Role.OFFICE}
    assert an_actor(Role.CLERK).id > 0
