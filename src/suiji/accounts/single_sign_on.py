"""统一身份认证 — a city's OpenID Connect issuer says who somebody is: no account, no role, no factor comes of it."""

from typing import Any

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialLogin
from allauth.socialaccount.providers.base import AuthProcess
from django.conf import settings
from django.http import HttpRequest
from django.shortcuts import redirect, render

from suiji.accounts import services
from suiji.organs.models import Person


class SingleSignOn(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Whoever the issuer proves is the person bound to its subject; the first time, the one with that log-in."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:  # noqa: ARG002
        """Accounts are opened by an administrator."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Lets in a bound person, binds a known one, and sends everybody else away; nothing the issuer told is kept."""
        told = _told(sociallogin)
        sociallogin.account.extra_data = {}
        if sociallogin.state.get("process") != AuthProcess.LOGIN or request.user.is_authenticated:
            raise ImmediateHttpResponse(redirect("account_login"))
        if sociallogin.is_existing:
            sociallogin.account.save(update_fields=["extra_data"])
            if not sociallogin.user.is_active:
                raise ImmediateHttpResponse(_unknown(request))
            return
        person = _to_be_bound(told, provider=sociallogin.account.provider)
        if person is None:
            raise ImmediateHttpResponse(_unknown(request))
        sociallogin.connect(request, person)
        services.bind(person=person, issuer=settings.ENVIRONMENT.oidc_name, at=request.at)  # type: ignore[attr-defined]


def _told(sociallogin: SocialLogin) -> dict[str, Any]:
    """The issuer's claims: of its user's page, else of the token."""
    data = sociallogin.account.extra_data
    found: dict[str, Any] = data.get("userinfo") or data.get("id_token") or {}
    return found


def _to_be_bound(told: dict[str, Any], *, provider: str) -> Person | None:
    """The active person with the log-in the issuer names, unless another subject already stands for them."""
    username = str(told.get(settings.ENVIRONMENT.oidc_claim) or "").lower()
    person = Person.objects.select_related("department").filter(username=username, is_active=True).first()
    if person is None or SocialAccount.objects.filter(user=person, provider=provider).exists():
        return None
    return person


def _unknown(request: HttpRequest) -> Any:
    return render(request, "accounts/unknown_identity.html", status=403)
