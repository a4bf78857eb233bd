"""核查信函与列异移交 — two letters to an address nobody answers, then the registration organ (Art. 21)."""

from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.inspections.documents.papers import listing_document
from suiji.inspections.models import (
    AddressLetter,
    AddressLetterOutcome,
    LetterOutcome,
    PaperKind,
    Visit,
)
from suiji.inspections.queries import results_of
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.services.issuing import issue_for, number_for
from suiji.inspections.states import VisitState
from suiji.law.parameters import parameter
from suiji.law.results import ResultCode
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.papers.models import IssuedPaper


@transaction.atomic
def send_letter(
    *, visit: Visit, tracking: str, sent_on: date, address: str = "", actor: Actor, at: datetime
) -> AddressLetter:
    """Register the first or second letter to the registered address; the second keeps its distance (reading R65)."""
    visit = lock(visit)
    department = _require_hand(visit, actor)
    require_state(visit, VisitState.ON_SITE, VisitState.SIGNED)
    sent = list(AddressLetter.objects.filter(visit=visit).order_by("place"))
    if len(sent) == 2:
        raise Stale("两次核查信函都已登记。")
    law.require(law.general.steps_in_order, allowed=sent_on <= day_of(at))
    if sent:
        law.require(
            law.field_duties.letters_are_apart,
            days_between=(sent_on - sent[0].sent_on).days,
            least=parameter("letter_gap_least", sent_on),
            most=parameter("letter_gap_most", sent_on),
        )
    letter = AddressLetter.objects.create(
        visit=visit,
        department=department,
        place=len(sent) + 1,
        address=address.strip() or visit.drawn.object.address,
        tracking=tracking.strip(),
        sent_on=sent_on,
        sent_by_id=actor.id,
        recorded_at=at,
    )
    record(
        visit,
        "inspections.letter_sent",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}向{visit.drawn.object}的登记住所寄出"
        f"第 {letter.place} 次核查信函。",
        facts={"letter": letter.pk, "tracking": letter.tracking, "sent_on": f"{sent_on:%F}"},
    )
    return letter


@transaction.atomic
def note_letter(
    *,
    letter: AddressLetter,
    outcome: LetterOutcome | str,
    on: date,
    note: str = "",
    actor: Actor,
    at: datetime,
) -> AddressLetterOutcome:
    """What became of a letter: signed for, or returned unsigned; once."""
    visit = lock(letter.visit)
    _require_hand(visit, actor)
    if AddressLetterOutcome.objects.filter(letter=letter).exists():
        raise Stale("这封信函的结果已经登记。")
    law.require(law.general.steps_in_order, allowed=letter.sent_on <= on <= day_of(at))
    result = AddressLetterOutcome.objects.create(
        letter=letter, outcome=LetterOutcome(outcome), on=on, note=note.strip(), recorded_at=at
    )
    record(
        visit,
        "inspections.letter_noted",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{letter}：{result.get_outcome_display()}。",
        facts={"letter": letter.pk, "outcome": result.outcome},
    )
    return result


@transaction.atomic
def hand_over_listing(*, visit: Visit, receiver: str, actor: Actor, at: datetime) -> IssuedPaper:
    """Hand the matter of an object that cannot be found to its registration organ, under a numbered letter.

    Refused without the signed result ④ of the own department and two letters nobody signed for.
    """
    visit = lock(visit)
    department = _require_hand(visit, actor)
    require_state(visit, VisitState.SIGNED)
    codes = {code for finding in results_of(visit, department.pk) for code in finding.results}
    unsigned = AddressLetter.objects.filter(visit=visit, result__outcome=LetterOutcome.UNSIGNED).count()
    law.require(
        law.field_duties.listing_is_proved,
        unreachable=ResultCode.UNREACHABLE in codes,
        letters_unsigned=unsigned,
    )
    if visit.papers.filter(kind=PaperKind.LISTING).exists():
        raise Stale("列异线索已经移交，不必再移交。")
    document = listing_document(
        visit,
        department=department,
        receiver=receiver.strip(),
        number=number_for(PaperKind.LISTING, department, at),
        issued_on=day_of(at),
    )
    paper = issue_for(visit, PaperKind.LISTING, document, department=department, actor=actor, at=at)
    record(
        visit,
        "inspections.listing_handed_over",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}将{visit.drawn.object}的列异线索移交{receiver}。",
        facts={"paper": paper.pk, "receiver": receiver},
    )
    return paper


def _require_hand(visit: Visit, actor: Actor) -> Department:
    """A clerk of a department that has a finding at the visit, or a member of the team; which department that is."""
    if actor.holds(Role.CLERK):
        found = visit.findings.filter(department_id=actor.department_id).select_related("department").first()
        law.require(
            law.general.result_belongs_to_its_department,
            actor_department=actor.department_id,
            owner_department=found.department_id if found else 0,
        )
        assert found is not None
        return found.department
    require_role(actor, Role.INSPECTOR)
    return require_member(visit, actor).department
