"""A city's identity provider: a small one of the test's own, spoken to over HTTP."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings
from django.test import Client
from django.urls import reverse

from suiji.accounts import queries
from suiji.ledger.models import Entry
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.organs import a_person
from tests.rooms.accounts.test_entering import a_factor, code_of

pytestmark = pytest.mark.django_db
LOGIN = "/account/sso/city/login/"
CALLBACK = "/account/sso/city/callback/"


class Issuer:
    """Whom it proves, what it was asked, and what it answers."""

    def __init__(self) -> None:
        self.claims: dict[str, Any] = {
            "sub": "s-1",
            "preferred_username": "wang",
            "name": "王芳",
            "email": "w@x.cn",
        }
        self.asked: list[dict[str, list[str]]] = []
        self.address = ""

    def page(self, path: str) -> dict[str, Any]:
        if path == "/token":
            claims = {
                "iss": self.address,
                "aud": "suiji",
                "sub": self.claims["sub"],
                "exp": 4_000_000_000,
                "iat": 1,
            }
            token = jwt.encode(claims, "x" * 32, algorithm="HS256")
            return {"access_token": "a", "token_type": "Bearer", "expires_in": 60, "id_token": token}
        if path == "/userinfo":
            return self.claims
        return {
            "issuer": self.address,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "userinfo_endpoint": f"{self.address}/userinfo",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }


@pytest.fixture
def issuer(monkeypatch: pytest.MonkeyPatch) -> Iterator[Issuer]:
    made = Issuer()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.answer()

        def do_POST(self) -> None:
            made.asked.append(parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            self.answer()

        def answer(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(made.page(urlsplit(self.path).path)).encode())

        def log_message(self, *_: Any) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    made.address = f"http://127.0.0.1:{server.server_port}"
    app = {"provider_id": "city", "name": "统一身份认证", "client_id": "suiji", "secret": "secret"}
    provider = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"] | {
        "APPS": [app | {"settings": {"server_url": made.address}}]
    }
    monkeypatch.setattr(settings, "SOCIALACCOUNT_PROVIDERS", {"openid_connect": provider})
    monkeypatch.setattr(settings.ENVIRONMENT, "oidc_issuer", made.address)
    yield made
    server.shutdown()
    server.server_close()


def set_out(client: Client) -> dict[str, list[str]]:
    """The button on the log-in page: what the issuer is asked."""
    answer = client.post(LOGIN)
    assert answer.status_code == 302, answer.content.decode()
    return parse_qs(urlsplit(answer["Location"]).query)


def come_back(client: Client, asked: dict[str, list[str]]) -> Any:
    return client.get(CALLBACK, {"code": "c", "state": asked["state"][0]})


def came(client: Client) -> Any:
    return come_back(client, set_out(client))


class TestTheWay:
    def test_is_offered_where_the_site_has_one(self, client: Client, issuer: Issuer) -> None:
        assert "用统一身份认证登录" in client.get(reverse("account_login")).content.decode()

    def test_is_nowhere_where_it_has_none(self, client: Client) -> None:
        assert client.post(LOGIN).status_code == 404
        assert "统一身份认证" not in client.get(reverse("account_login")).content.decode()

    def test_asks_for_a_code_with_state_and_pkce(self, client: Client, issuer: Issuer) -> None:
        a_person("王芳", Role.CLERK, username="wang")

        asked = set_out(client)
        come_back(client, asked)

        assert asked["response_type"] == ["code"]
        assert asked["code_challenge_method"] == ["S256"]
        verifier = issuer.asked[0]["code_verifier"][0]
        digest = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
        assert asked["code_challenge"] == [digest]

    def test_is_refused_under_another_state(self, client: Client, issuer: Issuer) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        set_out(client)

        page = client.get(CALLBACK, {"code": "c", "state": "made-up"}).content.decode()

        assert "统一身份认证没有成功" in page
        assert issuer.asked == []

    def test_says_so_when_the_issuer_does_not_answer(
        self, client: Client, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        apps = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"]
        monkeypatch.setitem(apps[0]["settings"], "server_url", "http://127.0.0.1:9")

        answer = client.post(LOGIN)

        assert answer.status_code == 502
        assert "统一身份认证没有成功" in answer.content.decode()

    def test_needs_more_than_a_link(self, client: Client, issuer: Issuer) -> None:
        page = client.get(LOGIN)

        assert page.status_code == 200
        assert "前往统一身份认证" in page.content.decode()


class TestComingIn:
    def test_lets_a_known_person_in_binds_the_subject_and_says_so_in_the_ledger(
        self, client: Client, issuer: Issuer
    ) -> None:
        person = a_person("王芳", Role.CLERK, username="wang")

        answer = came(client)

        assert answer["Location"] == reverse("desk:home")
        assert client.get(reverse("desk:home")).status_code == 200
        assert SocialAccount.objects.get().uid == "s-1"
        assert Entry.objects.get(act="accounts.bound").subject_id == str(person.pk)

    def test_keeps_nothing_the_issuer_told(self, client: Client, issuer: Issuer) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        for _ in range(2):
            came(client)
            client.post(reverse("account_logout"))

        assert SocialAccount.objects.get().extra_data == {}
        assert not SocialToken.objects.exists()
        assert Entry.objects.filter(act="accounts.bound").count() == 1

    def test_goes_by_the_subject_afterwards(self, client: Client, issuer: Issuer) -> None:
        person = a_person("王芳", Role.CLERK, username="wang")
        a_person("李华", Role.CLERK, username="li")
        came(client)
        client.post(reverse("account_logout"))
        issuer.claims["preferred_username"] = "li"

        came(client)

        assert client.session["_auth_user_id"] == str(person.pk)

    @pytest.mark.parametrize("claims", [{"sub": "s-9", "preferred_username": "nobody"}, {"sub": "s-9"}])
    def test_opens_no_account(self, claims: dict[str, str], client: Client, issuer: Issuer) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        issuer.claims = claims

        answer = came(client)

        assert answer.status_code == 403
        assert "没有对应的账号" in answer.content.decode()
        assert Person.objects.count() == 1
        assert "_auth_user_id" not in client.session

    def test_gives_a_log_in_to_no_second_subject(self, client: Client, issuer: Issuer) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        came(client)
        client.post(reverse("account_logout"))
        issuer.claims["sub"] = "s-2"

        assert came(client).status_code == 403

    def test_is_refused_to_a_leaver(self, client: Client, issuer: Issuer) -> None:
        person = a_person("王芳", Role.CLERK, username="wang")
        came(client)
        client.post(reverse("account_logout"))
        Person.objects.filter(pk=person.pk).update(is_active=False)

        assert came(client).status_code == 403
        assert "_auth_user_id" not in client.session

    def test_spares_nobody_the_second_factor(self, client: Client, issuer: Issuer) -> None:
        secret = a_factor(a_person("王芳", Role.DEPUTY_HEAD, username="wang"))

        asked = came(client)
        done = client.post(reverse("mfa_authenticate"), {"code": code_of(secret)})

        assert asked["Location"] == reverse("mfa_authenticate")
        assert done["Location"] == reverse("desk:home")

    def test_asks_an_approver_without_a_factor_to_set_one_up(self, client: Client, issuer: Issuer) -> None:
        a_person("王芳", Role.DEPUTY_HEAD, username="wang")
        came(client)

        assert client.get(reverse("desk:home"))["Location"] == reverse("account_owed")
        assert not Authenticator.objects.exists()

    def test_asks_for_no_new_password_of_ours(
        self, client: Client, issuer: Issuer, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        a_person("王芳", Role.CLERK, username="wang")
        monkeypatch.setattr(queries, "password_is_due", lambda *_, **__: True)

        came(client)

        assert client.get(reverse("desk:home")).status_code == 200

    def test_changes_nothing_for_somebody_already_inside(self, client: Client, issuer: Issuer) -> None:
        client.force_login(a_person("李华", Role.CLERK, username="li"))

        answer = came(client)

        assert answer["Location"] == reverse("account_login")
        assert not SocialAccount.objects.exists()
