"""The pages of the exchange: batches, what is in one, and the mappings they go out in."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.exchange import KINDS, queries, services
from suiji.exchange.forms import (
    InflowForm,
    KindFilter,
    MappingForm,
    PartnerForm,
    ReplyForm,
    SettleForm,
    TakeBack,
)
from suiji.exchange.queries import received
from suiji.exchange.writing import FORMS, blank_reply
from suiji.organs.queries import regulators as departments
from suiji.organs.requests import Official
from suiji.papers.sheets import Unreadable, csv_bytes

_ASKED = "系统一分钟之内开始核对，结果显示在本页。"


@require_safe
def batches(request: Official) -> HttpResponse:
    """Every batch, the newest first."""
    form = KindFilter(request.GET)
    page = Paginator(queries.batches_open_to(request.actor, **form.said()), 50).get_page(
        request.GET.get("page")
    )
    return render(request, "exchange/list.html", {"form": form, "page": page, "kinds": KINDS.values()})


def batch(request: Official, pk: int) -> HttpResponse:
    """One batch with its rows; here its answers come in."""
    found = get_object_or_404(queries.batches_open_to(request.actor), pk=pk)
    form = ReplyForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            reply = services.acknowledge(batch=found, **form.said(), actor=request.actor, at=request.at)
        except Unreadable as error:
            form.add_error("file", str(error))
        else:
            _say(request, reply.accepted, reply.refused, len(reply.troubles))
            return redirect("exchange:batch", pk)
    page = request.GET.get("page")
    sheet = queries.sheet(found, request.actor, today=request.today, page=page)
    return render(request, "exchange/batch.html", {"form": form, "sheet": sheet, "forms": FORMS})


def _say(request: Official, accepted: int, refused: int, troubles: int) -> None:
    words = f"回执已经导入：接收 {accepted} 条，退回 {refused} 条。"
    messages.success(request, words + (f"另有 {troubles} 行没有导入，原因见下。" if troubles else ""))


@require_POST
def download(request: Official, pk: int, form: str) -> HttpResponse:
    """The batch as a file; who took it is recorded."""
    found = get_object_or_404(queries.batches_open_to(request.actor), pk=pk)
    if form not in FORMS:
        raise Http404
    content = services.hand_out(batch=found, form=form, actor=request.actor, at=request.at)
    return _file(content, FORMS[form], f"{found.number}.{form}")


@require_safe
def reply(request: Official, pk: int) -> HttpResponse:
    """A blank reply with a line for each row."""
    found = get_object_or_404(queries.batches_open_to(request.actor), pk=pk)
    return _file(blank_reply(found, queries.rows_of(found)), FORMS["xlsx"], f"{found.number}-reply.xlsx")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def take_back(request: Official, pk: int) -> HttpResponse:
    """Asked once: the batch was never carried there."""
    found = get_object_or_404(queries.batches_open_to(request.actor), pk=pk)
    form = TakeBack(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.take_back(batch=found, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"{found}已经收回，其中的记录重新等待导出。")
        return redirect("exchange:batch", pk)
    return render(request, "exchange/take_back.html", {"form": form, "batch": found})


@require_safe
def mapping(request: Official, kind: str) -> HttpResponse:
    """The mapping of a kind as it is used."""
    if kind not in KINDS:
        raise Http404
    return render(request, "exchange/mapping.html", {"sheet": queries.mapping_sheet(kind)})


def revise(request: Official, kind: str) -> HttpResponse:
    """The next version of a mapping."""
    if kind not in KINDS:
        raise Http404
    sheet = queries.mapping_sheet(kind)
    form = MappingForm(request.POST or None, kind=sheet.kind, mapping=sheet.mapping)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.revise_mapping(kind=kind, **form.said(), actor=request.actor, at=request.at)
        except services.Unfit as error:
            for fault in error.faults:
                form.add_error("columns", fault)
        else:
            messages.success(request, f"{row}已经启用，以后生成的批次按它导出。")
            return redirect("exchange:mapping", kind)
    return render(request, "exchange/revise.html", {"form": form, "sheet": sheet})


@require_safe
def partners(request: Official) -> HttpResponse:
    """The platforms: what is under way there, whose turn it is, and what differed when last compared."""
    rows = [(partner, queries.turns(partner)) for partner in queries.partners()]
    return render(request, "exchange/partners.html", {"partners": rows})


def set_partner(request: Official) -> HttpResponse:
    """A platform to which batches are carried from now on."""
    form = PartnerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        partner = services.set_partner(**form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"{partner}已经登记，此后导出的批次由系统送去。")
        return redirect("exchange:partners")
    return render(request, "exchange/set_partner.html", {"form": form})


@require_POST
def compare(request: Official, pk: int) -> HttpResponse:
    """Have the platform asked what it shows."""
    partner = get_object_or_404(queries.partners(), pk=pk)
    services.ask_compare(subject=partner, actor=request.actor, at=request.at)
    messages.success(request, _ASKED)
    return redirect("exchange:partners")


@require_POST
def end_partner(request: Official, pk: int) -> HttpResponse:
    """Nothing more is carried there."""
    partner = get_object_or_404(queries.partners(), pk=pk)
    services.end_partner(partner=partner, actor=request.actor, at=request.at)
    messages.success(request, f"{partner}已经停用。")
    return redirect("exchange:partners")


@require_safe
def inflows(request: Official) -> HttpResponse:
    """What is fetched from platforms, how its rows stand, and whose turn it is."""
    return render(request, "exchange/inflows.html", {"incoming": received.incoming(request.actor)})


def set_inflow(request: Official) -> HttpResponse:
    """Something to be fetched from now on."""
    form = InflowForm(request.POST or None, partners=queries.partners(), departments=departments())
    if request.method == "POST" and form.is_valid():
        inflow = services.set_inflow(**form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, f"已经登记{inflow}，系统每十分钟取一次。")
        return redirect("exchange:inflows")
    return render(request, "exchange/set_inflow.html", {"form": form})


@require_safe
def inflow(request: Official, pk: int) -> HttpResponse:
    """The rows of one inflow, those that wait first of all."""
    found = get_object_or_404(received.inflows(request.actor), pk=pk)
    name = request.GET.get("standing", received.WAITING)
    rows = received.standing(received.newest(found), name).select_related("settlement")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    context = {"inflow": found, "page": page, "standing": name, "standings": received.STANDINGS}
    return render(request, "exchange/inflow.html", context)


@require_POST
def compare_inflow(request: Official, pk: int) -> HttpResponse:
    """Have the platform asked what it holds."""
    found = get_object_or_404(received.inflows(request.actor), pk=pk)
    services.ask_compare(subject=found, actor=request.actor, at=request.at)
    messages.success(request, _ASKED)
    return redirect("exchange:inflows")


@require_POST
def end_inflow(request: Official, pk: int) -> HttpResponse:
    """Nothing more is fetched."""
    found = get_object_or_404(received.inflows(request.actor), pk=pk)
    services.end_inflow(inflow=found, actor=request.actor, at=request.at)
    messages.success(request, f"已经停止{found}，收到的记录都留着。")
    return redirect("exchange:inflows")


def received_row(request: Official, pk: int) -> HttpResponse:
    """One row as it came and as it was read; here somebody says what became of it."""
    row = get_object_or_404(received.rows_open_to(request.actor), pk=pk)
    form = SettleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.settle_row(row=row, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{row.key}已经处理。")
        return redirect("exchange:inflow", row.inflow_id)
    context = {
        "row": row,
        "form": form,
        "values": received.shown_values(row),
        "settled": received.settled(row),
        "by_itself": row.inflow.kind in received.ENTERS_BY_ITSELF and not row.troubles,
    }
    return render(request, "exchange/received.html", context)


@require_safe
def received_list(request: Official, pk: int) -> HttpResponse:
    """The objects of a dispatched list as a file, for the page that brings lists from above into a task."""
    row = get_object_or_404(received.rows_open_to(request.actor).filter(inflow__kind="DRAWN"), pk=pk)
    content = csv_bytes(["统一社会信用代码"], [[code] for code in row.values.get("codes", [])])
    return _file(content, FORMS["csv"], f"list-{row.pk}.csv")
