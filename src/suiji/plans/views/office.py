"""The plan put together, publication in batches, and what counts in the year."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from suiji.organs.requests import Official
from suiji.plans import queries, services
from suiji.plans.forms import EndForm, ExemptionForm, PublicationForm, Year


def consolidation(request: Official) -> HttpResponse:
    """The year's plan of the region: who handed in what, month by month, and what meets."""
    form = Year(request.GET, today=request.today)
    region = queries.region_of(request.actor)
    whole = queries.consolidation(form.chosen, region=region)
    clocks = queries.clocks(form.chosen, today=request.today)
    batches = queries.batches(year=form.chosen).filter(office__region_id=region)
    shown = {"form": form, "year": form.chosen, "whole": whole, "clocks": clocks, "batches": batches}
    return render(request, "plans/consolidation.html", shown)


def publish_batch(request: Official) -> HttpResponse:
    """Asked once: which lines become public together."""
    form_year = Year(request.GET, today=request.today)
    rows = queries.to_publish(form_year.chosen, region=queries.region_of(request.actor))
    form = PublicationForm(request.POST or None, rows=rows)
    if request.method == "POST" and form.is_valid():
        lines = list(form.cleaned_data["lines"])
        batch = services.publish_batch(lines=lines, actor=request.actor, at=request.at)
        messages.success(
            request, f"{batch}，共 {len(lines)} 项。校验值 {batch.sha256[:16]}……已经写入公开日志。"
        )
        return redirect("plans:consolidation")
    public = queries.public_lines(rows)
    return render(request, "plans/batch.html", {"form": form, "public": public, "year": form_year.chosen})


def sharing(request: Official) -> HttpResponse:
    """How the region's plans stand in the publicity system."""
    return render(request, "plans/sharing.html", {"board": queries.sharing_board(request.actor)})


def share(request: Official) -> HttpResponse:
    """Everything that waits goes out as one batch."""
    batch = services.share_plans(actor=request.actor, at=request.at)
    messages.success(request, f"{batch}已经生成。请下载文件，报送公示系统；收到答复以后在这里导入回执。")
    return redirect("exchange:batch", batch.pk)


def standings(request: Official) -> HttpResponse:
    """How often each municipal department has initiated a joint check this year (Art. 9)."""
    form = Year(request.GET, today=request.today)
    rows = queries.standings(form.chosen, region=queries.region_of(request.actor), today=request.today)
    shown = {
        "form": form,
        "year": form.chosen,
        "rows": rows,
        "floor": queries.floor_of_initiations(on=request.today),
    }
    return render(request, "plans/standings.html", shown)


def exempt(request: Official) -> HttpResponse:
    """A department is no longer counted."""
    form = ExemptionForm(request.POST or None, actor=request.actor, today=request.today)
    if request.method == "POST" and form.is_valid():
        made = services.exempt(**form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"已经登记：{made}。")
        return redirect("plans:standings")
    return render(request, "plans/exempt.html", {"form": form})


def end_exemption(request: Official, pk: int) -> HttpResponse:
    """The department is counted again."""
    exemption = get_object_or_404(queries.lasting_exemptions(request.actor), pk=pk)
    form = EndForm(request.POST or None, initial={"until_year": request.today.year})
    if request.method == "POST" and form.is_valid():
        services.end_exemption(exemption=exemption, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"{exemption.department.name}下一年度起重新计数。")
        return redirect("plans:standings")
    return render(request, "plans/exempt.html", {"form": form, "exemption": exemption})


def balances(request: Official) -> HttpResponse:
    """What was brought in from before the platform."""
    return render(request, "plans/balances.html", {"rows": queries.balances()})
