"""Special rectifications: registered, then in joint form or apart (Art. 8)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.organs.requests import Official
from suiji.plans import queries, services
from suiji.plans.forms import ApartForm, JointForm, RectificationForm


def listed(request: Official) -> HttpResponse:
    """Every rectification of the region."""
    return render(request, "plans/rectifications.html", {"rows": queries.rectifications(request.actor)})


def register(request: Official) -> HttpResponse:
    """A rectification before it begins."""
    form = RectificationForm(request.POST or None, actor=request.actor, today=request.today)
    if request.method == "POST" and form.is_valid():
        made = services.register_rectification(**form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{made}已经登记。请确定采取什么形式。")
        return redirect("plans:rectification", made.pk)
    return render(request, "plans/register.html", {"form": form})


def detail(request: Official, pk: int) -> HttpResponse:
    """One rectification and how it is carried out."""
    row = get_object_or_404(queries.rectifications(request.actor), pk=pk)
    return render(
        request, "plans/rectification.html", {"sheet": queries.rectification_sheet(row, request.actor)}
    )


def jointly(request: Official, pk: int) -> HttpResponse:
    """It becomes a temporary joint check."""
    row = get_object_or_404(queries.rectifications(request.actor), pk=pk)
    form = JointForm(request.POST or None, rectification=row, actor=request.actor, today=request.today)
    if request.method == "POST" and form.is_valid():
        line = services.carry_out_jointly(
            rectification=row, **form.cleaned_data, actor=request.actor, at=request.at
        )
        messages.success(request, f"{line}的草稿已经建立。请补充对象范围、比例和时间。")
        return redirect("plans:edit", line.pk)
    return render(request, "plans/jointly.html", {"form": form, "row": row})


def apart(request: Official, pk: int) -> HttpResponse:
    """It stays with one department, for a recorded reason."""
    row = get_object_or_404(queries.rectifications(request.actor), pk=pk)
    form = ApartForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.carry_out_apart(rectification=row, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"{row}按单独实施登记，理由和批准人已经记入办理记录。")
        return redirect("plans:rectification", pk)
    return render(request, "plans/apart.html", {"form": form, "row": row})
