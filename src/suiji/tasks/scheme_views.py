"""How a scheme is written, counted while it is written, and printed."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Official
from suiji.papers.word import DOCX
from suiji.plans.queries import ready_for_task, version_in_force
from suiji.tasks import queries, schemes, services
from suiji.tasks.forms import Drafting, ScopeForm


def draft(request: Official, line_pk: int) -> HttpResponse:
    """A scheme in draft."""
    line = get_object_or_404(ready_for_task(department=request.actor.department_id), pk=line_pk)
    form = Drafting(request.POST or None, line=line, today=request.today)
    if request.method == "POST" and form.is_valid():
        task = services.draft_task(**form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{task}的方案草稿已经保存。核对无误后送各参与部门会签。")
        return redirect("tasks:detail", task.pk)
    return render(request, "tasks/draft.html", {"form": form, "line": line})


def revise(request: Official, pk: int) -> HttpResponse:
    """A draft is changed."""
    task = get_object_or_404(queries.drafts_of(request.actor), pk=pk)
    line = version_in_force(task.plan_line)
    form = Drafting(request.POST or None, line=line, today=request.today, task=task)
    if request.method == "POST" and form.is_valid():
        services.revise_task(**form.said(), actor=request.actor, at=request.at)
        messages.success(request, "方案草稿已经修改。")
        return redirect("tasks:detail", pk)
    return render(request, "tasks/draft.html", {"form": form, "line": line, "task": task})


@require_POST
def count(request: Official, line_pk: int) -> HttpResponse:
    """How many objects the conditions typed so far find, class by class. Nothing is changed."""
    line = get_object_or_404(ready_for_task(department=request.actor.department_id), pk=line_pk)
    form = ScopeForm(request.POST, today=request.today)
    shown: dict[str, Any] = {"totals": None, "form": form}
    if form.is_valid():
        versions = queries.versions_of(line, request.POST.getlist("item_versions"), request.today)
        found = queries.totals(form.scope(versions), today=request.today, rates_bp=form.rates())
        shown |= {"totals": found, "listed": queries.listed_ratios(versions, found, **form.number_of())}
    return render(request, "tasks/_count.html", shown)


def scheme(request: Official, pk: int) -> HttpResponse:
    """The scheme as a PDF."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    content = schemes.scheme_pdf(task, today=request.today, demonstration=is_demonstration())
    headers = {"Content-Disposition": f'inline; filename="scheme-{task.pk}.pdf"'}
    return HttpResponse(content, content_type="application/pdf", headers=headers)


def scheme_word(request: Official, pk: int) -> HttpResponse:
    """The scheme as a Word file, for those who must work on with it."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    content = schemes.scheme_docx(task, today=request.today, demonstration=is_demonstration())
    headers = {"Content-Disposition": f'attachment; filename="scheme-{task.pk}.docx"'}
    return HttpResponse(content, content_type=DOCX, headers=headers)


@require_safe
def hints(request: Official, pk: int) -> HttpResponse:
    """Frequent inspections and known results among the objects in the scope."""
    task = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    return render(request, "tasks/hints.html", {"hints": queries.hints(task, today=request.today)})
