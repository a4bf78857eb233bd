"""Whether a paper is genuine, for everybody; an office's Word forms, for the office."""

import hashlib

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from suiji.organs.requests import Official, Request
from suiji.papers import queries, services
from suiji.papers.forms import CopyForm, TemplateForm
from suiji.papers.word import DOCX
from suiji.papers.word_forms import blank
from suiji.papers.word_templates import FORMS, fill, names_of, sample


@never_cache
def verify(request: Request, token: str) -> HttpResponse:
    """Number, kind, day, department, hash and validity of a paper; never a word of what it says."""
    paper = queries.authenticity(token, today=request.today)
    if paper is None:
        return render(request, "papers/unknown.html", status=404)
    form = CopyForm(request.POST or None, request.FILES or None)
    same: bool | None = None
    if request.method == "POST" and form.is_valid():
        same = hashlib.sha256(form.cleaned_data["file"]).hexdigest() == paper.sha256
    return render(request, "papers/verify.html", {"paper": paper, "form": form, "same": same})


def templates(request: Official) -> HttpResponse:
    """Every paper that may have a form of the office's own."""
    own = queries.templates_of(request.actor.department_id)
    rows = [(paper, title, own.get(paper)) for paper, (title, _) in FORMS.items()]
    return render(request, "papers/templates.html", {"rows": rows})


def template(request: Official, paper: str) -> HttpResponse:
    """One form: what it may name, its versions, and the upload."""
    _known(paper)
    form = TemplateForm(request.POST or None, request.FILES or None, paper=paper)
    if request.method == "POST" and form.is_valid():
        kept = services.upload_template(
            paper=paper,
            content=form.cleaned_data["file"],
            file_name=form.file_name,
            actor=request.actor,
            at=request.at,
        )
        messages.success(request, f"已启用第 {kept.version} 版。请打开预览核对。")
        return redirect("papers:template", paper)
    context = {
        "paper": paper,
        "title": FORMS[paper][0],
        "names": names_of(paper).items(),
        "versions": queries.versions_of(request.actor.department_id, paper),
        "form": form,
    }
    return render(request, "papers/template.html", context)


@require_POST
def restore(request: Official, paper: str) -> HttpResponse:
    """Use the shipped form again."""
    _known(paper)
    services.restore_template(paper=paper, actor=request.actor, at=request.at)
    messages.success(request, "已恢复系统自带的模板。以前的版本都保留。")
    return redirect("papers:template", paper)


def blank_form(request: Official, paper: str) -> HttpResponse:  # noqa: ARG001 — the door asks who it is
    """The shipped form, to be changed and uploaded."""
    _known(paper)
    return _word(blank(paper), f"空白模板-{FORMS[paper][0]}.docx")


def preview(request: Official, paper: str) -> HttpResponse:
    """The form in use, filled with example values."""
    _known(paper)
    own = queries.templates_of(request.actor.department_id).get(paper)
    content = bytes(own.content) if own is not None and own.content else blank(paper)
    return _word(fill(content, sample(paper)), f"预览-{FORMS[paper][0]}.docx")


def _known(paper: str) -> None:
    if paper not in FORMS:
        raise Http404


def _word(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=DOCX)
    header = content_disposition_header(as_attachment=True, filename=name)
    if header:
        answer["Content-Disposition"] = header
    return answer
