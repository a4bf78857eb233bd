"""The object's own pages: load what concerns this object alone, one call, render."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.disclosure import services as disclosure
from suiji.firms import queries
from suiji.firms.forms import (
    ComplaintForm,
    DocumentForm,
    EnterForm,
    EvaluationForm,
    ObjectForm,
    ObjectionKind,
    SendForm,
)
from suiji.firms.guests import FirmRequest, leave_cookie, let_in
from suiji.inspections.views.answers import inline
from suiji.messages import sms
from suiji.organs.pacing import place_of
from suiji.organs.requests import Request
from suiji.voices import services
from suiji.voices.queries import COOKIE

WRONG = "代码或验证码不对，或者验证码已经用过、已经过期。请核对后再试，也可以用告知书上的链接。"
SHUT = "尝试次数太多，请过 15 分钟再试。告知书上的链接仍然可以使用。"
SENT = "如果这个代码在名录库里登记了手机号，验证码已经发出，10 分钟内有效。"


def enter(request: Request) -> HttpResponseBase:
    """Code and one-time code; or, with the other button, a new code by text message. The same answer for all codes."""
    form = (SendForm if "send" in request.POST else EnterForm)(request.POST or None)
    context = {"form": form, "sms": sms.is_open(), "said": "", "wrong": ""}
    status = 200
    if request.method == "POST" and form.is_valid():
        said, place = form.cleaned_data, place_of(request)
        try:
            if "send" in request.POST:
                services.send_code(code=said["code"], place=place, at=request.at)
                context |= {"said": SENT, "form": EnterForm(initial={"code": said["code"]})}
            elif key := services.begin_session(
                code=said["code"], digits=said["digits"], place=place, at=request.at
            ):
                return let_in(redirect("firms:home"), key)
            else:
                context["wrong"], status = WRONG, 403
        except services.Shut:
            context["wrong"], status = SHUT, 429
    return render(request, "firms/enter.html", context, status=status)


def link(request: Request, token: str) -> HttpResponseBase:
    """A notice's link: shown first, opened by a button, so that no programme that looks at links opens it."""
    wrong, status = "", 200
    if request.method == "POST":
        try:
            key = services.begin_by_link(token=token, place=place_of(request), at=request.at)
        except services.Shut:
            wrong, status = SHUT, 429
        else:
            if key:
                return let_in(redirect("firms:home"), key)
            wrong, status = (
                "这个链接不对、已经过期或者已经停用。请用告知书上的验证码，或者联系发出告知书的部门。",
                403,
            )
    return render(request, "firms/link.html", {"wrong": wrong}, status=status)


@require_POST
def leave(request: FirmRequest) -> HttpResponse:
    """The object leaves; the key opens nothing more."""
    services.end_session(key=request.COOKIES.get(COOKIE, ""), at=request.at)
    return leave_cookie(redirect("firms:enter"))


def home(request: FirmRequest) -> HttpResponse:
    """Its visits and this year's count."""
    firm = request.firm
    context = {
        "firm": firm,
        "visits": queries.visits(firm)[:50],
        "count": queries.count(firm, today=request.today),
        "results": [queries.letter(one) for one in queries.publications(firm).order_by("-pk")[:20]],
    }
    return render(request, "firms/home.html", context)


def visit(request: FirmRequest, pk: int) -> HttpResponse:
    """One visit: the notice, what is asked, what to prepare, results, objections."""
    found = get_object_or_404(queries.visits(request.firm), pk=pk)
    context = {
        "firm": request.firm,
        "sheet": queries.sheet(found),
        "prepared": queries.prepared(request.firm),
        "papers": queries.papers(request.firm, visit=found),
    }
    return render(request, "firms/visit.html", context)


def result(request: FirmRequest, pk: int) -> HttpResponse:
    """A result as a letter, with the earlier versions of a corrected one."""
    letter = queries.letter(get_object_or_404(queries.publications(request.firm), pk=pk))
    context = {
        "firm": request.firm,
        "letter": letter,
        "older": queries.versions_in_words(letter),
        "papers": queries.letters_of(letter.publication.visit),
    }
    return render(request, "firms/result.html", context)


def paper(request: FirmRequest, pk: int) -> HttpResponse:
    """A paper that was made out to the object, as it was issued."""
    found = get_object_or_404(queries.papers(request.firm), pk=pk)
    return inline(bytes(found.paper.content), f"{found.get_kind_display()}-{pk}.pdf")


def object_to(request: FirmRequest, pk: int) -> HttpResponse:
    """An objection to a published result; it may start a correction."""
    publication = get_object_or_404(queries.publications(request.firm), pk=pk)
    form = ObjectForm(request.POST or None, request.FILES or None, kind=ObjectionKind.OBJECTION)
    if request.method == "POST" and form.is_valid():
        return _raised(request, publication.visit, publication.department, ObjectionKind.OBJECTION, form)
    context = {"firm": request.firm, "letter": queries.letter(publication), "form": form}
    return render(request, "firms/object.html", context)


def state(request: FirmRequest, pk: int, department: int) -> HttpResponse:
    """陈述申辩 to one of the departments that were there."""
    found = get_object_or_404(queries.visits(request.firm), pk=pk)
    to = get_object_or_404(queries.departments(), pk=department)
    form = ObjectForm(request.POST or None, request.FILES or None, kind=ObjectionKind.STATEMENT)
    if request.method == "POST" and form.is_valid():
        return _raised(request, found, to, ObjectionKind.STATEMENT, form)
    return render(request, "firms/state.html", {"firm": request.firm, "visit": found, "to": to, "form": form})


def _raised(request: FirmRequest, visit: Any, to: Any, kind: ObjectionKind, form: ObjectForm) -> HttpResponse:
    disclosure.raise_objection(
        visit=visit, department=to, kind=kind, firm=request.firm, at=request.at, **form.cleaned_data
    )
    messages.success(request, f"已送交{to.name}。办理情况会出现在这一页。")
    return redirect("firms:visit", visit.pk)


def evaluate(request: FirmRequest, pk: int) -> HttpResponse:
    """Three questions, no name."""
    found = get_object_or_404(queries.visits(request.firm), pk=pk)
    if request.method == "GET" and queries.is_evaluated(found):
        messages.info(request, "这次检查已经评价过了，一次检查只能评价一次。")
        return redirect("firms:visit", pk)
    form = EvaluationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.evaluate(visit=found, firm=request.firm, at=request.at, **form.cleaned_data)
        messages.success(request, "谢谢。评价不记您的名字，季度结束、满五份以后才汇总给部门看。")
        return redirect("firms:visit", pk)
    return render(request, "firms/evaluate.html", {"firm": request.firm, "visit": found, "form": form})


def complain(request: FirmRequest) -> HttpResponse:
    """A complaint to the supervisor, and the answers to earlier ones."""
    known = list(queries.departments())
    visits = list(queries.visits(request.firm)[:50])
    form = ComplaintForm(
        request.POST or None,
        departments=[(one.pk, one.name) for one in known],
        visits=[(one.pk, one.task.title) for one in visits],
        initial={"visit": request.GET.get("visit", "")},
    )
    if request.method == "POST" and form.is_valid():
        department = next(one for one in known if one.pk == form.cleaned_data["department"])
        visit = next((one for one in visits if one.pk == form.cleaned_data["visit"]), None)
        words = form.cleaned_data["words"]
        services.complain(firm=request.firm, department=department, words=words, visit=visit, at=request.at)
        messages.success(request, "投诉已送交纪检监察，答复会出现在这一页。")
        return redirect("firms:complain")
    context = {"firm": request.firm, "form": form, "complaints": queries.complaints(request.firm)}
    return render(request, "firms/complain.html", context)


def documents(request: FirmRequest) -> HttpResponse:
    """What is kept ready for every visit."""
    form = DocumentForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        services.prepare(
            firm=request.firm,
            title=form.cleaned_data["title"],
            name=file.name,
            content=file.read(),
            at=request.at,
        )
        messages.success(request, "资料已保存，以后每次检查都可以用，不必再交。")
        return redirect("firms:documents")
    context = {"firm": request.firm, "form": form, "prepared": queries.prepared(request.firm)}
    return render(request, "firms/documents.html", context)


@require_POST
def withdraw(request: FirmRequest, pk: int) -> HttpResponse:
    """Take a document back."""
    document = get_object_or_404(queries.prepared(request.firm), pk=pk)
    services.withdraw(document=document, firm=request.firm, at=request.at)
    messages.success(request, "资料已撤下。")
    return redirect("firms:documents")


def frames(request: FirmRequest) -> HttpResponse:
    """The draws in whose list the object stood."""
    return render(
        request, "firms/frames.html", {"firm": request.firm, "frames": queries.frames(request.firm)[:50]}
    )


def inclusion(request: FirmRequest, ceremony: str) -> HttpResponse:
    """The proof that it stood there, to be checked anywhere."""
    found = get_object_or_404(queries.frames(request.firm), ceremony=ceremony)
    proof = queries.proof_of_inclusion(request.firm, found)
    if proof is None:
        raise Http404
    response = JsonResponse(proof, json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="inclusion-{found.ceremony[:8]}.json"'
    return response


@require_POST
def revoke(request: FirmRequest, pk: int) -> HttpResponse:
    """Close the link and the code of a lost notice."""
    found = get_object_or_404(queries.visits(request.firm).exclude(notice=None), pk=pk)
    services.revoke_link(notice=found.notice, firm=request.firm, at=request.at)
    messages.success(request, "这份告知书上的链接和验证码已经停用。")
    return redirect("firms:visit", pk)
