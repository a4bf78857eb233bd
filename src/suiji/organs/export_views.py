"""导出审批: asked for, decided, used."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.organs import queries, services
from suiji.organs.exporting import EXPORTS
from suiji.organs.forms import DecisionForm, PurposeForm
from suiji.organs.requests import Official


def exports(request: Official) -> HttpResponse:
    """The department's permits, the newest first."""
    return render(request, "organs/exports.html", {"permits": queries.permits_open_to(request.actor)[:200]})


def request_export(request: Official, address: str) -> HttpResponse:
    """Say what for; the filters of the list stand in the address."""
    if address not in EXPORTS:
        raise Http404
    form, query = PurposeForm(request.POST or None), request.GET.urlencode()[:1000]
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        services.request_export(
            address=address, query=query, purpose=purpose, actor=request.actor, at=request.at
        )
        messages.success(request, "已送本部门分管负责人审批。批准后在这里导出，一次有效。")
        return redirect("organs:exports")
    return render(request, "organs/request_export.html", {"form": form, "what": EXPORTS[address]})


def decide_export(request: Official, pk: int) -> HttpResponse:
    """The deputy head agrees, or does not."""
    permit = get_object_or_404(queries.permits_open_to(request.actor), pk=pk)
    form = DecisionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        agree, because = form.cleaned_data["agree"] == "yes", form.cleaned_data["because"]
        services.decide_export(
            permit=permit, agree=agree, because=because, actor=request.actor, at=request.at
        )
        messages.success(request, "已办理。")
        return redirect("organs:exports")
    return render(request, "organs/decide_export.html", {"permit": permit, "form": form})


def use_permit(request: Official, address: str) -> None:
    """The door that makes the file uses up the permit that was approved for exactly these rows."""
    services.use_export(
        pk=request.POST.get("permit", ""),
        address=address,
        query=request.GET.urlencode()[:1000],
        actor=request.actor,
        at=request.at,
    )
