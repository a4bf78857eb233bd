"""What the room does: it prints, issues and withdraws. The rooms above decide what a paper may say."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from suiji.ledger import Actor, Stale
from suiji.ledger.services import joined, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.queries import is_demonstration
from suiji.organs.roles import Role
from suiji.papers.archive_documents import ArchiveDocument
from suiji.papers.documents import Document, Notice, Record, Report
from suiji.papers.draw_documents import DrawDocument
from suiji.papers.fonts import shared_fonts
from suiji.papers.models import IssuedPaper, PaperWithdrawal, WordTemplate, new_token
from suiji.papers.oversight_documents import Supervision
from suiji.papers.queries import template_for
from suiji.papers.seals import sealer
from suiji.papers.typesetting import SHANGHAI, plain, qr, typeset
from suiji.papers.visit_documents import VisitDocument
from suiji.papers.word_forms import blank
from suiji.papers.word_templates import FORMS, fill, read_template, values_of

Paper = Document | DrawDocument | VisitDocument | ArchiveDocument | Supervision


def render(document: Paper, *, demonstration: bool) -> bytes:
    """A paper as PDF/A, the same bytes for the same content; in a demonstration every page says 演示."""
    values = _values(document) | {"demo": demonstration, "families": shared_fonts().families()}
    return typeset(document.template, values, printed_on=_day_of(document))


def render_batch(documents: Sequence[Notice | Record], *, demonstration: bool) -> bytes:
    """Many papers of one kind as one PDF, each with page numbers of its own."""
    first = documents[0]
    values = {
        "title": first.title,
        "kind": first.template,
        "demo": demonstration,
        "families": shared_fonts().families(),
        "sheets": [_values(document) for document in documents],
    }
    return typeset("batch", values, printed_on=_day_of(first))


def _values(document: Paper) -> dict[str, Any]:
    content = plain(document)
    if not isinstance(content, dict):
        raise TypeError("a paper is a dataclass")
    if isinstance(document, Report):
        content |= {"about": document.about, "rows": document.rows}
    return content | {
        "title": document.title,
        "qr": qr(document.verify_url) if document.verify_url else "",
        "door_qr": qr(document.door) if isinstance(document, Notice) and document.door else "",
    }


def _day_of(document: Paper) -> date | None:
    """The day the paper bears, so that its bytes depend on nothing but its content."""
    for name in ("issued_on", "applied_on", "drawn_at", "ended_at"):
        value = getattr(document, name, None)
        if isinstance(value, datetime):
            return value.astimezone(SHANGHAI).date()
        if isinstance(value, date):
            return value
    return None


def address_of(token: str) -> str:
    """The public page on which anybody may check a paper."""
    return f"{settings.ENVIRONMENT.site}/papers/{token}/"


@joined()
def issue(
    *,
    document: Paper,
    kind: str,
    department: Department,
    valid_until: date | None = None,
    actor: Actor,
    at: datetime,
) -> IssuedPaper:
    """Print a paper with its own QR code, sealed where the site has a sealing service, and keep it for ever.

    The log holds the hash of its bytes; what it says is nobody's business there.
    """
    token = new_token()
    addressed = replace(document, verify_url=address_of(token))
    content = render(addressed, demonstration=is_demonstration())
    seal = sealer()
    number = getattr(document, "number", "")
    if seal is not None:
        content = seal(content, issuer=department.name, title=document.title, number=number)
    paper = IssuedPaper.objects.create(
        token=token,
        kind=kind,
        title=document.title,
        number=number,
        department=department,
        issued_on=day_of(at),
        issued_at=at,
        valid_until=valid_until,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        sealed=seal is not None,
    )
    record(
        paper,
        "papers.issued",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}制发{paper}。",
        facts={"sha256": paper.sha256, "kind": kind},
    )
    return paper


@transaction.atomic
def withdraw_paper(*, paper: IssuedPaper, reason: str, actor: Actor, at: datetime) -> PaperWithdrawal:
    """A paper no longer holds; its public page says so from now on."""
    if PaperWithdrawal.objects.filter(paper=paper).exists():
        raise Stale("这份文书已经撤回。")
    gone = PaperWithdrawal.objects.create(paper=paper, reason=reason, withdrawn_at=at)
    record(
        paper,
        "papers.withdrawn",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}撤回{paper}：{reason}",
        because=reason,
    )
    return gone


@transaction.atomic
def upload_template(
    *, paper: str, content: bytes, file_name: str, actor: Actor, at: datetime
) -> WordTemplate:
    """An office's own Word form of a paper, checked, as its next version. Raises ``UnfitTemplate``."""
    require_role(actor, Role.OFFICE)
    read_template(paper, content)
    return _keep_template(paper, content, file_name, actor, at)


@transaction.atomic
def restore_template(*, paper: str, actor: Actor, at: datetime) -> WordTemplate:
    """From here on the shipped form again; the versions before stay."""
    require_role(actor, Role.OFFICE)
    return _keep_template(paper, b"", "系统自带", actor, at)


def _keep_template(paper: str, content: bytes, file_name: str, actor: Actor, at: datetime) -> WordTemplate:
    rows = WordTemplate.objects.filter(office_id=actor.department_id, paper=paper)
    last = rows.order_by("-version").values_list("version", flat=True).first() or 0
    kept = WordTemplate.objects.create(
        office_id=actor.department_id,
        paper=paper,
        version=last + 1,
        file_name=file_name[-200:],
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        uploaded_by=actor.name,
        uploaded_at=at,
    )
    record(
        kept,
        "papers.template_kept",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}更换文书模板：{FORMS[paper][0]}第 {kept.version} 版。",
        facts={"sha256": kept.sha256},
    )
    return kept


def render_word(document: Paper, department: Department) -> bytes:
    """A paper as a Word file, in the form of the office of the department's region, else in the shipped one."""
    own = template_for(document.template, department)
    content = bytes(own.content) if own is not None else blank(document.template)
    return fill(content, values_of(document))
