"""The pages beside a result: objections, decisions not to publish, quality, batches."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.disclosure import queries, services
from suiji.disclosure.forms import CorrectionForm
from suiji.disclosure.forms.aside import (
    AnswerForm,
    BecauseForm,
    DecideForm,
    MeasureForm,
    QualityForm,
    WithholdingForm,
)
from suiji.inspections.files import CONTENT_TYPES
from suiji.inspections.views.answers import inline
from suiji.organs.requests import Official
from suiji.organs.roles import Role


@require_POST
def publish_many(request: Official) -> HttpResponse:
    """Release what was ticked on the list."""
    keys = [int(key) for key in request.POST.getlist("result") if key.isdigit()]
    chosen = queries.visible_to(request.actor).filter(pk__in=keys)
    batch = services.publish_many(publications=chosen, actor=request.actor, at=request.at)
    if batch.published:
        messages.success(request, f"{batch.published} 条结果已公示。")
    for what, why in batch.refused:
        messages.warning(request, f"{what}没有公示：{why}")
    return redirect("disclosure:list")


def objections(request: Official) -> HttpResponse:
    """What objects have said, and what became of it."""
    return render(
        request, "disclosure/objections.html", {"objections": queries.objections_open_to(request.actor)[:200]}
    )


def objection(request: Official, pk: int) -> HttpResponse:
    """One objection; the clerk hears it or takes it up, the deputy head may decline it."""
    found = get_object_or_404(queries.objections_open_to(request.actor), pk=pk)
    declines = request.actor.holds(Role.DEPUTY_HEAD)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        act = services.decline if declines and found.kind == "OBJECTION" else services.hear
        act(objection=found, answer=form.cleaned_data["answer"], actor=request.actor, at=request.at)
        messages.success(request, "已答复，企业可以在自己的页面看到。")
        return redirect("disclosure:objections")
    context = {"objection": found, "form": form, "declines": declines}
    return render(request, "disclosure/objection.html", context)


def take_up(request: Official, pk: int) -> HttpResponse:
    """The clerk finds the object right and applies for the correction."""
    found = get_object_or_404(queries.objections_open_to(request.actor), pk=pk, kind="OBJECTION")
    publication = get_object_or_404(
        queries.visible_to(request.actor), visit=found.visit_id, department=found.department_id
    )
    rows, tested = queries.current_rows(publication), queries.tested_items(publication)
    form = CorrectionForm(request.POST or None, request.FILES or None, rows=rows, tested=tested)
    if request.method == "POST" and form.is_valid():
        facts = form.facts()
        services.take_up(objection=found, answer="", actor=request.actor, at=request.at, **facts)
        messages.success(request, "更正申请已提交本部门主要负责人，企业已可看到异议被采纳。")
        return redirect("disclosure:detail", publication.pk)
    context = {"publication": publication, "form": form, "objection": found}
    return render(request, "disclosure/correct.html", context)


def proof(request: Official, pk: int) -> HttpResponse:
    """A file that proves a correction or an objection, to those who may read it."""
    kept = get_object_or_404(queries.proofs_open_to(request.actor), pk=pk)
    return inline(kept.file.read(), kept.name, CONTENT_TYPES[str(kept.file.name).rpartition(".")[2]])


def withhold(request: Official, pk: int) -> HttpResponse:
    """The clerk asks that a result stay inside."""
    publication = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    form = WithholdingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.apply_withholding(
            publication=publication, actor=request.actor, at=request.at, **form.cleaned_data
        )
        messages.success(request, "申请已提交本部门分管负责人。批准以前，公示期限照常计算。")
        return redirect("disclosure:detail", pk)
    return render(request, "disclosure/withhold.html", {"publication": publication, "form": form})


def withholding(request: Official, pk: int) -> HttpResponse:
    """The deputy head decides, and later ends, a withholding."""
    found = get_object_or_404(queries.withholdings_open_to(request.actor), pk=pk)
    ends = found.state == "APPROVED"
    form = (BecauseForm if ends else DecideForm)(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, actor, at = form.cleaned_data, request.actor, request.at
        if ends:
            services.end_withholding(withholding=found, because=said["because"], actor=actor, at=at)
        else:
            services.decide_withholding(
                withholding=found, agree=said["agree"] == "yes", because=said["because"], actor=actor, at=at
            )
        messages.success(request, "已办理。")
        return redirect("disclosure:detail", found.publication_id)
    return render(request, "disclosure/withholding.html", {"withholding": found, "form": form, "ends": ends})


def qualities(request: Official) -> HttpResponse:
    """Every look at the quality of what was published, and who answered for the faults."""
    rows = queries.quality_checks_open_to(request.actor)[:200]
    return render(request, "disclosure/qualities.html", {"checks": rows})


def check_quality(request: Official, pk: int) -> HttpResponse:
    """Judge a published result."""
    publication = get_object_or_404(queries.visible_to(request.actor), pk=pk)
    form = QualityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.check_quality(
            publication=publication, actor=request.actor, at=request.at, **form.cleaned_data
        )
        messages.success(request, "抽查已登记。")
        return redirect("disclosure:qualities")
    card = queries.card(publication, request.actor, today=request.today)
    return render(request, "disclosure/check_quality.html", {"card": card, "form": form})


def quality(request: Official, pk: int) -> HttpResponse:
    """The principal head closes a fault."""
    found = get_object_or_404(queries.quality_checks_open_to(request.actor), pk=pk)
    form = MeasureForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.close_quality(
            check=found, measure=form.cleaned_data["measure"], actor=request.actor, at=request.at
        )
        messages.success(request, "已办结，留存责任追究记录。")
        return redirect("disclosure:qualities")
    return render(request, "disclosure/quality.html", {"check": found, "form": form})
