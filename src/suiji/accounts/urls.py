"""Doors of accounts. allauth looks for its own steps by their own names, so these stand outside the room's space."""

from allauth.account import views as entrance
from allauth.mfa.base import views as factors
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as keys
from allauth.socialaccount import views as social
from django.urls import include, path

from suiji.accounts import views
from suiji.organs.doors import PUBLIC, opens_to
from suiji.organs.roles import ADMINISTRATORS, OFFICIALS, Role

public = opens_to(PUBLIC)
own = opens_to(*OFFICIALS, to_debtors=True)

administrators = [
    path("", opens_to(*ADMINISTRATORS)(views.people), name="people"),
    path("new/", opens_to(Role.SYSTEM_ADMIN)(views.enrol), name="enrol"),
    path("<int:pk>/", opens_to(*ADMINISTRATORS)(views.person), name="person"),
    path("<int:pk>/close/", opens_to(Role.SYSTEM_ADMIN)(views.close), name="close"),
    path("<int:pk>/role/", opens_to(Role.SECURITY_ADMIN)(views.give_role), name="give_role"),
    path("<int:pk>/password/", opens_to(Role.SECURITY_ADMIN)(views.give_password), name="give_password"),
    path("<int:pk>/factors/", opens_to(Role.SECURITY_ADMIN)(views.take_factors), name="take_factors"),
    path("roles/<int:pk>/end/", opens_to(Role.SECURITY_ADMIN)(views.end_role), name="end_role"),
    path("departments/", opens_to(Role.SYSTEM_ADMIN)(views.departments), name="departments"),
    path(
        "departments/new/", opens_to(Role.SYSTEM_ADMIN)(views.register_department), name="register_department"
    ),
    path(
        "departments/<int:pk>/",
        opens_to(Role.SYSTEM_ADMIN)(views.rename_department),
        name="rename_department",
    ),
    path("audit/", opens_to(Role.AUDIT_ADMIN)(views.audit), name="audit"),
    path("delegate/<int:pk>/end/", opens_to(Role.DEPUTY_HEAD)(views.take_back), name="take_back"),
    path("delegate/", opens_to(Role.DEPUTY_HEAD)(views.delegate), name="delegate"),
]

urlpatterns = [
    path("login/", public(entrance.login), name="account_login"),
    path("logout/", public(entrance.logout), name="account_logout"),
    path("second/", public(factors.authenticate), name="mfa_authenticate"),
    path("sso/<str:provider_id>/login/", public(views.to_issuer), name="openid_connect_login"),
    path("sso/<str:provider_id>/callback/", public(views.from_issuer), name="openid_connect_callback"),
    path("sso/cancelled/", public(social.login_cancelled), name="socialaccount_login_cancelled"),
    path("owed/", own(views.owed), name="account_owed"),
    path("password/", own(entrance.password_change), name="account_change_password"),
    path("password/first/", own(entrance.password_set), name="account_set_password"),
    path("again/", own(entrance.reauthenticate), name="account_reauthenticate"),
    path("again/factor/", own(factors.reauthenticate), name="mfa_reauthenticate"),
    path("again/key/", own(keys.reauthenticate_webauthn), name="mfa_reauthenticate_webauthn"),
    path("mine/", own(views.mine), name="mfa_index"),
    path("mine/sessions/<int:pk>/end/", own(views.end_session), name="account_end_session"),
    path("mine/totp/", own(totp.activate_totp), name="mfa_activate_totp"),
    path("mine/totp/off/", own(totp.deactivate_totp), name="mfa_deactivate_totp"),
    path("mine/codes/", own(codes.view_recovery_codes), name="mfa_view_recovery_codes"),
    path("mine/codes/new/", own(codes.generate_recovery_codes), name="mfa_generate_recovery_codes"),
    path("mine/codes/file/", own(codes.download_recovery_codes), name="mfa_download_recovery_codes"),
    path("mine/keys/", own(keys.list_webauthn), name="mfa_list_webauthn"),
    path("mine/keys/new/", own(keys.add_webauthn), name="mfa_add_webauthn"),
    path("mine/keys/<int:pk>/name/", own(keys.edit_webauthn), name="mfa_edit_webauthn"),
    path("mine/keys/<int:pk>/off/", own(keys.remove_webauthn), name="mfa_remove_webauthn"),
    path("people/", include((administrators, "accounts"))),
]
