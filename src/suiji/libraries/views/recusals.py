"""How recusals are shown, declared and withdrawn: by the department, or by the inspector on the phone."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.libraries import queries, services
from suiji.libraries.forms import ReasonForm, RecusalForm
from suiji.organs.requests import Official
from suiji.organs.roles import Role

PAGE = 50


def recusals(request: Official) -> HttpResponse:
    """The department's recusals; nobody else sees them."""
    page = Paginator(queries.recusals(request.actor), PAGE).get_page(request.GET.get("page"))
    shown = {"page": page, "rows": queries.shown(list(page.object_list), request.today)}
    return render(request, "libraries/recusals.html", shown)


def mine(request: Official) -> HttpResponse:
    """What an inspector sees of themself: certificates, data, recusals."""
    row = queries.inspector_of(request.actor)
    if row is None:
        return render(request, "libraries/mine.html", {"card": None})
    shown = {
        "card": queries.card(row, request.actor, today=request.today),
        "rows": queries.shown(list(queries.own_recusals(row)), request.today),
    }
    return render(request, "libraries/mine.html", shown)


def recuse(request: Official, pk: int) -> HttpResponse:
    """A new recusal of one inspector."""
    inspector = get_object_or_404(queries.inspectors_of(request.actor), pk=pk)
    form = RecusalForm(request.POST or None, inspector=inspector, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        services.declare_recusal(inspector=inspector, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{inspector.name}的回避已经登记，抽取时自动避开。")
        return redirect(_home_of(request))
    return render(request, "libraries/recuse.html", {"form": form, "inspector": inspector})


def withdraw(request: Official, pk: int) -> HttpResponse:
    """The end of a recusal, with its reason."""
    row = get_object_or_404(queries.recusals_in_hand(request.actor), pk=pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.withdraw_recusal(recusal=row, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, "这项回避已经撤回。")
        return redirect(_home_of(request))
    shown = {"form": form, "row": queries.shown([row], request.today)[0]}
    return render(request, "libraries/withdraw.html", shown)


def _home_of(request: Official) -> str:
    keeps = request.actor.holds(Role.LIBRARIAN, Role.CLERK)
    return "libraries:recusals" if keeps else "libraries:mine"
