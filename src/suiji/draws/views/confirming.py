"""How auditors register their keys and sign under a result (R55)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.draws import services
from suiji.draws.forms import Because, Registering, Signing
from suiji.draws.forms.auditing import SealedReading
from suiji.draws.queries import auditing_page, ceremonies_visible_to, every_key, keys_to_withdraw, to_audit
from suiji.organs.requests import Official

DONE = {
    "confirmed": "已经签名确认，名单现在公布。",
    "refused": "已经签名拒绝确认，理由已经公开，名单不公布。",
}


def keys(request: Official) -> HttpResponse:
    """Every key there ever was; a new one is made in this browser and only its public half comes here."""
    form = Registering(request.POST or None, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        services.register_auditor_key(**form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "公钥已经登记，写入公开日志。请把密钥文件存到本机关自己保管的介质上。")
        return redirect("draws:auditor_keys")
    return render(request, "draws/auditor_keys.html", {"form": form, "keys": every_key()})


def withdraw_key(request: Official, pk: int) -> HttpResponse:
    """Asked once: from here on the key confirms nothing."""
    key = get_object_or_404(keys_to_withdraw(request.actor), pk=pk)
    form = Because(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.withdraw_auditor_key(key=key, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "公钥已经停用，理由写入公开日志。")
        return redirect("draws:auditor_keys")
    return render(request, "draws/auditor_key_withdraw.html", {"form": form, "key": key})


@require_POST
def sign(request: Official, pk: int) -> HttpResponse:
    """The auditor's signed yes or no."""
    found = get_object_or_404(to_audit(ceremonies_visible_to(request.actor)), pk=pk)
    form = Signing(request.POST, ceremony=found, actor=request.actor)
    if form.is_valid():
        kept = services.confirm_result(
            ceremony=found, **form.cleaned_data, actor=request.actor, at=request.at
        )
        messages.success(request, DONE[kept.verdict])
        return redirect("draws:auditing", pk)
    page = auditing_page(found, request.actor, at=request.at)
    return render(
        request,
        "draws/audit.html",
        {"page": page, "ceremony": found, "signing": form, "form": SealedReading()},
    )
