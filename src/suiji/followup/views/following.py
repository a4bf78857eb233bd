"""How follow-ups are shown and acted on."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.followup import letters, queries, services
from suiji.followup.forms import OpenForm, OutcomeForm, ReasonForm, SendForm, WithdrawForm
from suiji.inspections.files import CONTENT_TYPES
from suiji.inspections.views.answers import inline
from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Official
from suiji.organs.roles import Role

PER_PAGE, OWED_PER_PAGE = 50, 20


@require_safe
def index(request: Official) -> HttpResponse:
    """Every follow-up the reader may see, with its clock."""
    state, asked = request.GET.get("state", ""), request.GET
    rows = queries.listed(request.actor, state=state, today=request.today)
    page = Paginator(rows, PER_PAGE).get_page(asked.get("page"))
    owed = queries.needed_by(request.actor) if request.actor.holds(Role.CLERK) else []
    needed = Paginator(owed, OWED_PER_PAGE).get_page(asked.get("owed"))
    return render(
        request,
        "followup/list.html",
        {
            "page": page,
            "rows": queries.with_clocks(page.object_list, today=request.today),
            "owed": needed,
            "needed": queries.needed_of(list(needed)),
            "state": state,
            "states": queries.STATES,
        },
    )


def open_follow_up(request: Official, pk: int) -> HttpResponse:
    """What a finding leads to."""
    finding = queries.finding_of(request.actor, pk)
    form = OpenForm(request.POST or None, finding=finding, actor=request.actor)
    if request.method == "POST" and form.is_valid():
        opened = services.open_follow_up(
            finding=finding, evidence=form.evidence(), actor=request.actor, at=request.at, **form.given()
        )
        messages.success(request, f"已登记“{opened.get_kind_display()}”。{queries.next_step(opened)}")
        return redirect("followup:detail", pk=opened.pk)
    words = queries.words_of(finding)
    return render(request, "followup/open.html", {"form": form, "finding": finding, "words": words})


@require_safe
def detail(request: Official, pk: int) -> HttpResponse:
    """One follow-up: facts, clock, what may be done now, history."""
    follow_up = queries.find(request.actor, pk)
    return render(
        request,
        "followup/detail.html",
        {
            "follow_up": follow_up,
            "row": queries.clocked(follow_up, today=request.today),
            **queries.awaited(follow_up, today=request.today),
            "steps": queries.steps(follow_up),
            "targets": [edge.target for edge in queries.moves_open_to(follow_up, request.actor)],
            "rule": queries.rule_of(follow_up),
            "papers": queries.papers_of(follow_up),
            "visit_open": queries.visit_opens(follow_up, request.actor),
            "mine": request.actor.department_id == follow_up.department_id
            and request.actor.holds(Role.CLERK),
            "disciplines": queries.may_discipline(follow_up, request.actor),
            "entries": queries.history(follow_up),
        },
    )


def send(request: Official, pk: int) -> HttpResponse:
    """Hand the matter over; asked once, because the letter is then numbered and counted."""
    follow_up = queries.find(request.actor, pk)
    form = SendForm(
        request.POST if request.method == "POST" else None, actor=request.actor, follow_up=follow_up
    )
    if request.method == "POST" and form.is_valid():
        sent = services.send(follow_up=follow_up, actor=request.actor, at=request.at, **form.cleaned_data)
        messages.success(request, f"已移送{sent.receiver_name}，文号 {sent.document_number}。请等待签收。")
        return redirect("followup:detail", pk=pk)
    return render(request, "followup/send.html", {"form": form, "follow_up": follow_up})


@require_POST
def receive(request: Official, pk: int) -> HttpResponse:
    """Sign for what was handed over."""
    services.receive(follow_up=queries.find(request.actor, pk), actor=request.actor, at=request.at)
    messages.success(request, "已签收。处理有结果后请在这里登记。")
    return redirect("followup:detail", pk=pk)


def give_back(request: Official, pk: int) -> HttpResponse:
    """Send it back with a reason."""
    follow_up = queries.find(request.actor, pk)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.return_to_sender(
            follow_up=follow_up, because=form.cleaned_data["because"], actor=request.actor, at=request.at
        )
        who = follow_up.department.name if follow_up.receiver_id else follow_up.receiver_outside
        told = (
            f"已退回{who}，退回理由已告知对方。"
            if follow_up.receiver_id
            else f"已登记{who}退回，请另行移送或者自行办理。"
        )
        messages.success(request, told)
        return redirect("followup:detail", pk=pk)
    return render(request, "followup/return.html", {"form": form, "follow_up": follow_up})


def close(request: Official, pk: int) -> HttpResponse:
    """Write the outcome; the matter is then closed."""
    follow_up = queries.find(request.actor, pk)
    form = OutcomeForm(request.POST or None, follow_up=follow_up)
    if request.method == "POST" and form.is_valid():
        services.close(follow_up=follow_up, actor=request.actor, at=request.at, **form.given())
        failed = form.given()["recheck_failed"]
        more = "复查仍不合格，请接着登记立案查处等处理。" if failed else ""
        messages.success(request, f"处理结果已登记，本事项办结。{more}")
        if failed:
            return redirect("followup:open", pk=follow_up.finding_id)
        return redirect("followup:detail", pk=pk)
    return render(request, "followup/close.html", {"form": form, "follow_up": follow_up})


def withdraw(request: Official, pk: int) -> HttpResponse:
    """Strike out what was registered by mistake."""
    follow_up = queries.find(request.actor, pk)
    form = WithdrawForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.withdraw(
            follow_up=follow_up, because=form.cleaned_data["because"], actor=request.actor, at=request.at
        )
        messages.success(request, "登记已撤销。这项检查结果仍要登记后续处理的，经办人会收到待办。")
        return redirect("followup:detail", pk=pk)
    return render(request, "followup/withdraw.html", {"form": form, "follow_up": follow_up})


@require_safe
def evidence(request: Official, pk: int, place: int) -> HttpResponse:
    """A file of the evidence that goes with a transfer, to both sides."""
    kept = queries.stored_paper(queries.find(request.actor, pk), place)
    suffix = str(kept.file.name).rpartition(".")[2]
    return inline(kept.file.read(), f"{kept.sha256[:16]}.{suffix}", CONTENT_TYPES[suffix])


@require_safe
def letter(request: Official, pk: int) -> HttpResponse:
    """案件（线索）移送函."""
    follow_up = queries.find(request.actor, pk)
    if not queries.is_sendable(follow_up):
        raise Http404("nothing is handed over")
    content = letters.transfer_pdf(follow_up, demonstration=is_demonstration())
    return HttpResponse(
        content,
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="transfer-{follow_up.pk}.pdf"'},
    )
