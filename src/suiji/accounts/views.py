"""Pages of accounts: one's own, and the administrators'. The log-in's own steps are allauth's views."""

from collections.abc import Callable
from datetime import timedelta

from allauth.socialaccount.providers.openid_connect import views as issuer
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe
from requests import RequestException

from suiji.accounts import forms, queries, services
from suiji.organs.requests import Official


def locked(request: HttpRequest, *_args: object, **_kwargs: object) -> HttpResponse:
    """What a locked account is told; never whether the account exists."""
    return render(request, "accounts/locked.html", status=429)


def to_issuer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """To the city's identity provider, or a page that says it does not answer."""
    return _spoken_with(issuer.login, request, provider_id)


def from_issuer(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from it."""
    return _spoken_with(issuer.callback, request, provider_id)


def _spoken_with(step: Callable[..., HttpResponse], request: HttpRequest, provider_id: str) -> HttpResponse:
    try:
        return step(request, provider_id)
    except RequestException:
        return render(request, "socialaccount/authentication_error.html", status=502)


@require_safe
def mine(request: Official) -> HttpResponse:
    """One's own account: password, factors, open sessions."""
    person = get_object_or_404(queries.accounts(), pk=request.actor.id)
    return render(
        request, "mfa/index.html", {"account": queries.account(person, today=request.today), "person": person}
    )


@never_cache
def owed(request: Official) -> HttpResponse:
    """To the first thing that is owed, or home."""
    person = get_object_or_404(queries.accounts(), pk=request.actor.id)
    left = services.settle_debts(request=request, person=person, at=request.at)
    if not left:
        return redirect(queries.home_of(person, today=request.today))
    return render(request, "accounts/owed.html", {"owed": left})


@require_POST
def end_session(request: Official, pk: int) -> HttpResponse:
    """One of one's own sessions ends."""
    person = get_object_or_404(queries.accounts(), pk=request.actor.id)
    get_object_or_404(queries.sessions_of(person), pk=pk).end()
    messages.success(request, "那一处登录已经退出。")
    return redirect("mfa_index")


@require_safe
def people(request: Official) -> HttpResponse:
    """Everybody with an account."""
    text = request.GET.get("q", "").strip()
    page = Paginator(queries.people(text=text, today=request.today), 50).get_page(request.GET.get("page"))
    return render(request, "accounts/people.html", {"page": page, "text": text})


@require_safe
def person(request: Official, pk: int) -> HttpResponse:
    """One account: its roles, its state, what was done to it."""
    found = get_object_or_404(queries.people(text="", today=request.today), pk=pk)
    content = {
        "person": found,
        "grants": queries.grants().filter(person=found).order_by("-from_on"),
        "running": queries.running_grants(found, today=request.today),
        "has_factor": queries.has_factor(found),
        "entries": queries.acts_on(found),
    }
    return render(request, "accounts/person.html", content)


@never_cache
def enrol(request: Official) -> HttpResponse:
    """A new account; the one-time password is shown once."""
    form = forms.EnrolForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made, password = services.enrol_person(**form.cleaned_data, actor=request.actor, at=request.at)
        return render(request, "accounts/handed_over.html", {"person": made, "password": password})
    return render(request, "accounts/enrol.html", {"form": form})


def close(request: Official, pk: int) -> HttpResponse:
    """The account is closed, asked once."""
    found = get_object_or_404(queries.accounts(), pk=pk, is_active=True)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.let_go(person=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "账号已经停用，岗位同时终止。")
        return redirect("accounts:person", pk)
    return render(request, "accounts/close.html", {"form": form, "person": found})


def give_role(request: Official, pk: int) -> HttpResponse:
    """A role over a period."""
    found = get_object_or_404(queries.accounts(), pk=pk, is_active=True)
    form = forms.RoleForm(request.POST or None, initial={"from_on": request.today})
    if request.method == "POST" and form.is_valid():
        services.give_role(person=found, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, "已经授予，下次登录生效。")
        return redirect("accounts:person", pk)
    return render(request, "accounts/give_role.html", {"form": form, "person": found})


def end_role(request: Official, pk: int) -> HttpResponse:
    """A role ends, asked once."""
    grant = get_object_or_404(queries.grants(), pk=pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.end_role(grant=grant, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "岗位已经终止，立即生效。")
        return redirect("accounts:person", grant.person_id)
    return render(request, "accounts/end_role.html", {"form": form, "grant": grant})


@never_cache
def give_password(request: Official, pk: int) -> HttpResponse:
    """A one-time password, shown once."""
    found = get_object_or_404(queries.accounts(), pk=pk, is_active=True)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = services.give_password(
            person=found, **form.cleaned_data, actor=request.actor, at=request.at
        )
        return render(request, "accounts/handed_over.html", {"person": found, "password": password})
    return render(request, "accounts/give_password.html", {"form": form, "person": found})


def take_factors(request: Official, pk: int) -> HttpResponse:
    """Second factors are withdrawn, asked once."""
    found = get_object_or_404(queries.accounts(), pk=pk, is_active=True)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.take_factors(person=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "第二重验证已经撤销。")
        return redirect("accounts:person", pk)
    return render(request, "accounts/take_factors.html", {"form": form, "person": found})


def delegate(request: Official) -> HttpResponse:
    """A deputy head names who stands in, and for how long."""
    who = queries.colleagues(request.actor.id, request.actor.department_id, today=request.today)
    initial = {"from_on": request.today, "until_on": request.today + timedelta(days=6)}
    form = forms.DelegationForm(request.POST or None, colleagues=who, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.delegate(**form.said(), actor=request.actor, at=request.at)
        messages.success(request, "委托已经记录，受托人下次登录生效。")
        return redirect("mfa_index")
    return render(request, "accounts/delegate.html", {"form": form})


def take_back(request: Official, pk: int) -> HttpResponse:
    """The office comes back before its day, asked once."""
    grant = get_object_or_404(queries.stand_ins_of(request.actor.id, today=request.today), pk=pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.take_back(grant=grant, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "委托已经收回，立即生效。")
        return redirect("mfa_index")
    return render(request, "accounts/take_back.html", {"form": form, "grant": grant})


@require_safe
def audit(request: Official) -> HttpResponse:
    """Who came to the door, and what was done to accounts, keys and exports."""
    text = request.GET.get("q", "").strip()
    content = {"attempts": queries.attempts(text=text), "acts": queries.watched_acts(), "text": text}
    return render(request, "accounts/audit.html", content)


@require_safe
def departments(request: Official) -> HttpResponse:
    """Every department that is registered."""
    return render(request, "accounts/departments.html", {"departments": queries.departments()})


def register_department(request: Official) -> HttpResponse:
    """A new department."""
    form = forms.DepartmentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.register_department(**form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{made.name}已经登记，可以为它的人员开立账号。")
        return redirect("accounts:departments")
    return render(request, "accounts/register_department.html", {"form": form})


def rename_department(request: Official, pk: int) -> HttpResponse:
    """Other names for a department, with the reason."""
    found = get_object_or_404(queries.departments(), pk=pk)
    names = {"name": found.name, "short_name": found.short_name, "sign": found.sign}
    form = forms.RenameForm(request.POST or None, initial=names)
    if request.method == "POST" and form.is_valid():
        services.rename_department(department=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "名称已经更改；以前的记录和文书仍用原来的名称。")
        return redirect("accounts:departments")
    return render(request, "accounts/rename_department.html", {"form": form, "department": found})
