"""One result for one reader."""

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from suiji import law
from suiji.disclosure.models import (
    Correction,
    Publication,
    PublicationVersion,
    ReviewReturn,
    Submission,
    Withholding,
)
from suiji.disclosure.queries.clocks import Clock, clocks, every_row
from suiji.disclosure.queries.rows import authors_of, current_rows, first_rows, in_words
from suiji.disclosure.queries.sharing import publicity_of
from suiji.disclosure.states import MADE_PUBLIC, CorrectionState, PublicationState
from suiji.exchange.queries import Publicity
from suiji.inspections import queries as inspections
from suiji.ledger import Actor
from suiji.organs.roles import Role


def visible_to(actor: Actor) -> QuerySet[Publication]:
    """The results this actor may read: those of the visits that the actor may read (Art. 24, 28)."""
    visits = inspections.visible_to(actor).order_by().values("pk")
    return Publication.objects.filter(visit__in=visits).select_related(
        "visit__task", "visit__drawn__object", "department", "entered_by"
    )


def corrections_visible_to(actor: Actor) -> QuerySet[Correction]:
    """The applications on results this actor may read."""
    return Correction.objects.filter(publication__in=visible_to(actor).values("pk")).select_related(
        "publication__visit__task",
        "publication__visit__drawn__object",
        "publication__department",
        "applicant",
    )


@dataclass(frozen=True, slots=True)
class Card:
    """A result with its clock, versions and corrections, and what this actor may do."""

    publication: Publication
    clock: Clock
    rows: list[tuple[str, list[str]]]
    signed_rows: list[tuple[str, list[str]]]
    """The signed record's own results, where what stands differs from them; empty otherwise."""
    submissions: list[Submission]
    """The newest first; more than one only after it was sent back."""
    last_return: ReviewReturn | None
    versions: list[PublicationVersion]
    corrections: list[Correction]
    may_review: bool
    may_resubmit: bool
    is_author: bool
    may_correct: bool
    may_decide: Correction | None
    withholdings: list[Withholding]
    may_withhold: bool
    may_check: bool
    publicity: Publicity | None
    """When it stands here and in the publicity system; None before it is public."""


def card(publication: Publication, actor: Actor, *, today: date) -> Card:
    """The page of one result for this actor."""
    row = every_row().get(visit=publication.visit_id, department=publication.department_id)
    corrections = list(
        publication.corrections.select_related("applicant").prefetch_related("proofs").order_by("-pk")
    )
    withholdings = _withholdings(publication)
    kept = any(one.state in ("APPLIED", "APPROVED") for one in withholdings)
    waiting = next((c for c in corrections if c.state == CorrectionState.APPLIED), None)
    own = actor.department_id == publication.department_id
    entered = publication.state == PublicationState.ENTERED
    another = actor.id not in authors_of(publication)
    rows, signed = current_rows(publication), first_rows(publication)
    decides = waiting is not None and law.results.principal_head_signs(
        is_principal_head=actor.holds(Role.PRINCIPAL_HEAD),
        same_department=own,
        is_applicant=actor.id == waiting.applicant_id,
    )
    return Card(
        publication=publication,
        clock=clocks([row], today=today)[0],
        rows=in_words(rows),
        signed_rows=in_words(signed) if signed != rows else [],
        submissions=_submissions(publication),
        last_return=publication.returns.select_related("returned_by").order_by("-pk").first(),
        versions=list(publication.versions.select_related("responsible").order_by("-number")),
        corrections=corrections,
        may_review=own and entered and actor.holds(Role.REVIEWER) and another and not kept,
        may_resubmit=own
        and publication.state == PublicationState.RETURNED
        and actor.holds(Role.CLERK, Role.INSPECTOR),
        is_author=not another,
        may_correct=own and publication.state in MADE_PUBLIC and waiting is None and actor.holds(Role.CLERK),
        may_decide=waiting if decides else None,
        withholdings=withholdings,
        may_withhold=own and publication.state not in MADE_PUBLIC and actor.holds(Role.CLERK) and not kept,
        may_check=publication.state in MADE_PUBLIC
        and another
        and (actor.holds(Role.AUDITOR) or (own and actor.holds(Role.DEPUTY_HEAD))),
        publicity=publicity_of(publication),
    )


def _withholdings(publication: Publication) -> list[Withholding]:
    return list(publication.withholdings.select_related("applicant", "approver").order_by("-pk"))


def _submissions(publication: Publication) -> list[Submission]:
    rows = publication.submissions.select_related("submitted_by", "returned__returned_by")
    return list(rows.order_by("-number"))
