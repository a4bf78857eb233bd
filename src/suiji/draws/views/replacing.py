"""How replacements of drawn inspectors are applied for and decided (Art. 16)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.draws import queries, services
from suiji.draws.forms import Deciding, Replacing
from suiji.organs.requests import Official


def replace(request: Official, pk: int) -> HttpResponse:
    """An application by the inspector's own department."""
    member = get_object_or_404(queries.members_visible_to(request.actor), pk=pk)
    form = Replacing(request.POST or None, member=member)
    if request.method == "POST" and form.is_valid():
        services.apply_replacement(member=member, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "调整申请已经提交，等待本部门分管负责人审批。")
        return redirect("draws:detail", member.team.task_id)
    return render(request, "draws/replace.html", {"form": form, "member": member})


def patterns(request: Official) -> HttpResponse:
    """The year's replacements, and where they repeat themselves."""
    year = request.today.year
    page = {"year": year, "patterns": queries.patterns_of(year), "rows": queries.approved_in(year)}
    return render(request, "draws/patterns.html", page)


def decide(request: Official, pk: int) -> HttpResponse:
    """The deputy head of that department decides."""
    found = get_object_or_404(queries.replacements_visible_to(request.actor), pk=pk)
    form = Deciding(request.POST or None, replacement=found)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["decision"] == "approve":
            services.approve_replacement(replacement=found, actor=request.actor, at=request.at)
            messages.success(request, "已经同意调整，替换人员从现在起参加该组检查。")
        else:
            because = form.cleaned_data["because"]
            services.reject_replacement(
                replacement=found, because=because, actor=request.actor, at=request.at
            )
            messages.success(request, "未同意调整，原抽取人员继续参加检查。")
        return redirect("draws:detail", found.member.team.task_id)
    return render(request, "draws/decide.html", {"form": form, "replacement": found})
