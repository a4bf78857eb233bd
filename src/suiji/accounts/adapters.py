"""What allauth asks the house: where people go, what an attempt is told, how a factor's secret is kept."""

import base64
import io
from typing import Any, ClassVar

import segno
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from suiji.accounts import queries, services
from suiji.organs.models import Person
from suiji.vault import seal, unseal

FRESH = 300
"""Seconds for which a password just typed at the log-in need not be typed again to change the account."""
_PLACE = "mfa_authenticator.secret"


def address_of(request: HttpRequest) -> str:
    """The address the connection came from; all zeros where there is none (a program's own request)."""
    return str(request.META.get("REMOTE_ADDR") or "0.0.0.0")  # noqa: S104 — nothing is bound to it


def name_tried(request: HttpRequest, credentials: dict[str, Any] | None) -> str:
    """The log-in that was tried, whichever of Django, allauth and axes tells of it; in small letters, cut to fit."""
    told = credentials or {}
    said = told.get("username") or told.get("login") or request.POST.get("login") or ""
    return str(said).lower()[:255]


class Doorkeeper(DefaultAccountAdapter):  # type: ignore[misc]
    """Log-in by name and password; nobody signs up, nothing is mailed."""

    error_messages: ClassVar[dict[str, str]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": "这个账号已经停用。",
        "enter_current_password": "请输入现在使用的密码。",
        "incorrect_password": "密码不对。",
        "invalid_login": "登录名或密码不对。",
        "username_password_mismatch": "登录名或密码不对，请核对后再试。连续失败 5 次，会锁定 30 分钟。",
        "too_many_login_attempts": "失败次数太多，已暂停登录。请 30 分钟后再试。",
        "rate_limited": "操作太频繁，请稍后再试。",
        "incorrect_code": "验证码不对。请核对手机时间是否准确，并输入当前显示的六位数字。",
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 — allauth's signature
        """Accounts are opened by an administrator."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address the connection came from."""
        return address_of(request)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Axes counts passwords that fail; allauth's own count would close a name wherever it is tried from."""

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """Home: the desk, or the administrators' page."""
        return queries.home_of(request.user, today=request.today)  # type: ignore[attr-defined]

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:  # noqa: ARG002 — allauth's signature
        """To what is still owed, or to one's account."""
        return reverse("account_owed")

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:  # noqa: ARG002 — allauth's signature
        """Not within five minutes of a log-in."""
        request = context.request
        now = request.at.timestamp()
        records = get_authentication_records(request, request.user)
        return not any(record["at"] > now - FRESH for record in records)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """The session learns what the person owes before the desk opens."""
        if isinstance(user, Person):
            services.enter(request=request, person=user, at=request.at)  # type: ignore[attr-defined]
        answer: HttpResponse = super().post_login(request, user, **kwargs)
        return answer

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        """As chosen by its owner, and remembered as a hash."""
        assert isinstance(user, Person)
        services.choose_password(person=user, password=password, at=context.request.at)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any
    ) -> None:
        """Only what went wrong is said: what went right can be seen on the page."""
        if level >= messages.WARNING:
            super().add_message(request, level, message_template, *args, **kwargs)


class Factors(DefaultMFAAdapter):  # type: ignore[misc]
    """Second factors: secrets lie in the vault; an approver keeps at least one."""

    error_messages: ClassVar[dict[str, str]] = DefaultMFAAdapter.error_messages | {
        "cannot_delete_authenticator": "您的岗位必须使用第二重验证，最后一项不能删除。请先添加另一项。",
        "cannot_generate_recovery_codes": "请先设置动态口令或安全密钥，再生成备用码。",
        "incorrect_code": "验证码不对。请核对手机时间是否准确，并输入当前显示的六位数字。",
    }

    def get_totp_issuer(self) -> str:
        """What the phone's list shows."""
        return f"随机 {settings.ENVIRONMENT.city_name}"

    def build_totp_svg(self, url: str) -> str:
        """The code to photograph, drawn here: no other host sees the secret."""
        picture = io.BytesIO()
        segno.make(url, error="m").save(picture, kind="svg", scale=5, border=4, light="#ffffff")
        return picture.getvalue().decode()

    def encrypt(self, text: str) -> str:
        """Sealed by the vault."""
        return base64.urlsafe_b64encode(seal(text.encode(), bound_to=_PLACE)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """Opened by the vault."""
        return unseal(base64.urlsafe_b64decode(encrypted_text), bound_to=_PLACE).decode()

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """False for the last factor of somebody who must have one."""
        person = authenticator.user
        others = Authenticator.objects.filter(user=person).exclude(pk=authenticator.pk)
        return others.exclude(
            type=Authenticator.Type.RECOVERY_CODES
        ).exists() or not queries.must_prove_twice(person, today=context.request.today)

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Authenticator.Type) -> str:  # noqa: A002
        """安全密钥 1, 2, …"""
        return f"安全密钥 {Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1}"
