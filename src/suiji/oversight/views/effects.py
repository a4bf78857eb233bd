"""效果评估 and 预警: dashboards over one row, each picture with its table; what supervisors should look at."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from suiji.organs.requests import Official
from suiji.oversight import queries, services
from suiji.oversight.forms import AlertsForm, DecideProposalForm, YearForm
from suiji.oversight.views.acting import Act, ask


@require_safe
def effects(request: Official) -> HttpResponse:
    """The year's effect."""
    form = YearForm(request.GET or None, today=request.today)
    found = queries.effects_of(request.actor, form.chosen)
    context = {"form": form, "effects": found, "year": form.chosen, "proposals": queries.proposals()[:5]}
    return render(request, "oversight/effects.html", context)


@require_POST
def propose(request: Official, year: int) -> HttpResponse:
    """Ratios for the next year, from this one's findings."""
    summary = queries.summary_of(year)
    if summary is None:
        raise Http404("not counted yet")
    proposal = services.propose_ratios(summary=summary, actor=request.actor, at=request.at)
    messages.success(request, f"已形成{proposal}。采纳以前不影响任何任务。")
    return redirect("oversight:proposal", pk=proposal.pk)


@require_safe
def proposal(request: Official, pk: int) -> HttpResponse:
    """One proposal as a document."""
    return render(request, "oversight/proposal.html", {"proposal": queries.find_proposal(pk)})


def proposal_decide(request: Official, pk: int) -> HttpResponse:
    """Adopt it or set it aside."""
    found = queries.find_proposal(pk)
    form = DecideProposalForm(request.POST or None)
    act = Act(
        "决定是否采纳", f"{found}。采纳后供各部门制定方案时参考，不改动任何参数。", "登记决定",
        reverse("oversight:proposal", args=[pk]), "已登记。", 13, "根据不同风险类别合理确定抽查比例和频次",
    )  # fmt: skip
    return ask(
        request,
        act,
        form,
        lambda: services.decide_proposal(
            proposal=found, actor=request.actor, at=request.at, **form.cleaned_data
        ),
    )


@require_safe
def alerts(request: Official) -> HttpResponse:
    """What supervisors should look at."""
    form = AlertsForm(request.GET or None, today=request.today)
    rows = queries.alerts_of(form.chosen, today=request.today, kind=form.about)
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "oversight/alerts.html", {"form": form, "page": page, "year": form.chosen})
