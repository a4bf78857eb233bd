"""Letters of guidance and supervision: list, one letter, and each act."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from suiji.inspections.views.answers import inline
from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Official
from suiji.organs.roles import Role
from suiji.oversight import queries, services
from suiji.oversight.forms import LetterForm, WordsForm
from suiji.oversight.letters import letter_pdf
from suiji.oversight.views.acting import Act, ask

GUIDE = "上级部门应当加强对联合抽查活动的指导管理。"


@require_safe
def letters(request: Official) -> HttpResponse:
    """Letters the reader wrote or got."""
    rows = queries.letters_listed(request.actor, today=request.today)
    writes = request.actor.holds(Role.UPPER, Role.AUDITOR)
    return render(request, "oversight/letters.html", {"rows": rows, "writes": writes})


def letter_new(request: Official) -> HttpResponse:
    """Write one."""
    form = LetterForm(request.POST or None, actor=request.actor)
    act = Act(
        "发出督导文书", "收文部门会收到待办，签收并在期限内回复。", "发出", reverse("oversight:letters"),
        "已发出，等待签收。", 28, GUIDE,
    )  # fmt: skip
    return ask(
        request,
        act,
        form,
        lambda: services.send_letter(actor=request.actor, at=request.at, **form.cleaned_data),
    )


@require_safe
def letter(request: Official, pk: int) -> HttpResponse:
    """One letter, its receipt and its reply."""
    found = queries.find_letter(request.actor, pk)
    return render(
        request,
        "oversight/letter.html",
        {
            "letter": found,
            "row": queries.await_reply(found, today=request.today),
            "steps": queries.letter_steps(found, request.actor),
            "entries": queries.letter_history(found),
        },
    )


@require_safe
def letter_paper(request: Official, pk: int) -> HttpResponse:
    """The letter in its paper form, to whoever may read it."""
    content = letter_pdf(queries.find_letter(request.actor, pk), demonstration=is_demonstration())
    return inline(content, f"letter-{pk}.pdf", "application/pdf")


@require_POST
def receive(request: Official, pk: int) -> HttpResponse:
    """Sign for it."""
    services.receive_letter(letter=queries.find_letter(request.actor, pk), actor=request.actor, at=request.at)
    messages.success(request, "已签收。请在期限内回复。")
    return redirect("oversight:letter", pk=pk)


def answer(request: Official, pk: int) -> HttpResponse:
    """Reply."""
    found = queries.find_letter(request.actor, pk)
    form = WordsForm(request.POST or None, label="回复内容", help_text="写明核查情况、整改措施和结果。")
    act = Act(
        "回复",
        f"{found}《{found.title}》",
        "回复发文单位",
        reverse("oversight:letter", args=[pk]),
        "已回复。",
        28,
        GUIDE,
    )
    return ask(
        request,
        act,
        form,
        lambda: services.answer_letter(letter=found, reply=form.chosen, actor=request.actor, at=request.at),
    )


def send_back(request: Official, pk: int) -> HttpResponse:
    """The reply does not answer."""
    found = queries.find_letter(request.actor, pk)
    form = WordsForm(request.POST or None, label="还要说明什么", help_text="收文部门会看到。")
    act = Act(
        "要求重新回复", f"{found}《{found.title}》", "退回重新回复", reverse("oversight:letter", args=[pk]),
        "已退回，等待重新回复。", 28, GUIDE,
    )  # fmt: skip
    return ask(
        request,
        act,
        form,
        lambda: services.send_letter_back(
            letter=found, because=form.chosen, actor=request.actor, at=request.at
        ),
    )


@require_POST
def close(request: Official, pk: int) -> HttpResponse:
    """The reply is enough."""
    services.close_letter(letter=queries.find_letter(request.actor, pk), actor=request.actor, at=request.at)
    messages.success(request, "已了结。")
    return redirect("oversight:letter", pk=pk)
