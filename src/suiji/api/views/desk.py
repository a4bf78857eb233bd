"""Pages of outside systems and their tokens, for the three administrators."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from suiji.api import forms, queries, services
from suiji.organs.requests import Official


@require_safe
def systems(request: Official) -> HttpResponse:
    """Every outside system."""
    return render(request, "api/systems.html", {"systems": queries.systems(at=request.at)})


def register(request: Official) -> HttpResponse:
    """A new system; it can do nothing yet."""
    form = forms.SystemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = services.register_system(**form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"{made}已经登记，请安全管理员签发令牌。")
        return redirect("machines:system", made.pk)
    return render(request, "api/register.html", {"form": form})


@require_safe
def system(request: Official, pk: int) -> HttpResponse:
    """One system: its tokens and what was done to them."""
    found = get_object_or_404(queries.systems(at=request.at), pk=pk)
    content = {
        "system": found,
        "tokens": queries.tokens_of(found),
        "hooks": queries.hooks_of(found),
        "entries": queries.acts_on(found),
        "at": request.at,
    }
    return render(request, "api/system.html", content)


@never_cache
def issue(request: Official, pk: int) -> HttpResponse:
    """A token; its words are shown once."""
    found = get_object_or_404(queries.systems(at=request.at), pk=pk, state="IN_USE")
    form = forms.TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        token, words = services.issue_token(
            system=found, **form.cleaned_data, actor=request.actor, at=request.at
        )
        return render(request, "api/issued.html", {"token": token, "words": words, "system": found})
    return render(request, "api/issue.html", {"form": form, "system": found})


def revoke(request: Official, pk: int) -> HttpResponse:
    """A token is taken back, asked once."""
    found = get_object_or_404(queries.tokens(), pk=pk)
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.revoke_token(token=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"令牌 {found.sign} 已经吊销，立即失效。")
        return redirect("machines:system", found.system_id)
    return render(request, "api/revoke.html", {"form": form, "token": found})


def close(request: Official, pk: int) -> HttpResponse:
    """A system is closed with all its tokens, asked once."""
    found = get_object_or_404(queries.systems(at=request.at), pk=pk, state="IN_USE")
    form = forms.ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.close_system(system=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"{found}已经停用。")
        return redirect("machines:system", pk)
    return render(request, "api/close.html", {"form": form, "system": found})


@never_cache
def set_hook(request: Official, pk: int) -> HttpResponse:
    """An address that is told; its signing secret is shown once."""
    found = get_object_or_404(queries.systems(at=request.at), pk=pk, state="IN_USE")
    form = forms.HookForm(request.POST or None, system=found)
    if request.method == "POST" and form.is_valid():
        hook, secret = services.set_hook(
            system=found, **form.cleaned_data, actor=request.actor, at=request.at
        )
        return render(request, "api/hook_set.html", {"hook": hook, "secret": secret, "system": found})
    return render(request, "api/set_hook.html", {"form": form, "system": found})


@require_safe
def hook(request: Official, pk: int) -> HttpResponse:
    """What went to an address, and what did not."""
    found = get_object_or_404(queries.hooks(), pk=pk)
    page = Paginator(queries.deliveries_of(found), 50).get_page(request.GET.get("page"))
    return render(request, "api/hook.html", {"hook": found, "page": page})


@require_POST
def push_again(request: Official, pk: int) -> HttpResponse:
    """An event is sent once more."""
    found = get_object_or_404(queries.deliveries(), pk=pk)
    services.push_again(delivery=found, actor=request.actor, at=request.at)
    messages.success(request, f"第 {found.index} 号事件一分钟内重新发送。")
    return redirect("machines:hook", found.hook_id)


@never_cache
@require_POST
def renew_secret(request: Official, pk: int) -> HttpResponse:
    """Another signing secret, shown once."""
    found = get_object_or_404(queries.hooks(), pk=pk)
    hook, secret = services.renew_secret(hook=found, actor=request.actor, at=request.at)
    return render(request, "api/hook_set.html", {"hook": hook, "secret": secret, "system": found.system})


@require_POST
def end_hook(request: Official, pk: int) -> HttpResponse:
    """An address is told nothing more."""
    found = get_object_or_404(queries.hooks(), pk=pk)
    services.end_hook(hook=found, actor=request.actor, at=request.at)
    messages.success(request, "推送地址已经停用。")
    return redirect("machines:system", found.system_id)
