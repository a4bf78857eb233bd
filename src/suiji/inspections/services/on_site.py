"""现场文书 — the note of what was seen, an ordered correction, a sample (Art. 19, 20(2))."""

from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.inspections.documents.papers import note_document, order_document, sample_document
from suiji.inspections.models import (
    Finding,
    Mandate,
    Order,
    OrderKind,
    OrderWay,
    PaperKind,
    Sample,
    SiteNote,
    Visit,
)
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.services.issuing import issue_for, number_for
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger.services import lock, record
from suiji.libraries.models import Inspector
from suiji.organs.days import day_of


@transaction.atomic
def write_note(
    *,
    visit: Visit,
    begun_at: datetime,
    ended_at: datetime,
    place: str,
    present: str,
    content: str,
    actor: Actor,
    at: datetime,
) -> SiteNote:
    """Write down what the officers of one department saw; numbered, printed, to be signed on paper."""
    visit = lock(visit)
    officer = require_member(visit, actor)
    require_state(visit, VisitState.ON_SITE)
    arrived = visit.arrived_at or begun_at
    law.require(law.general.steps_in_order, allowed=arrived <= begun_at <= ended_at <= at)
    note = SiteNote(
        visit=visit,
        department=officer.department,
        number=number_for(PaperKind.NOTE, officer.department, at),
        begun_at=begun_at,
        ended_at=ended_at,
        place=place.strip(),
        present=present.strip(),
        content=content.strip(),
        written_by=officer,
        written_at=at,
    )
    note.paper = issue_for(
        visit, PaperKind.NOTE, note_document(note), department=officer.department, actor=actor, at=at
    )
    note.save()
    record(
        visit,
        "inspections.note_written",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{visit}制作现场检查笔录 {note.number}。",
        facts={"note": note.pk, "paper": note.paper.pk},
    )
    return note


@transaction.atomic
def give_order(
    *,
    finding: Finding,
    kind: OrderKind | str = OrderKind.CORRECT,
    way: OrderWay | str,
    problem: str,
    basis: str,
    demand: str,
    due_on: date,
    recheck_on: date,
    actor: Actor,
    at: datetime,
) -> Order:
    """Order that something be put right, or stopped, by a day; in writing or printed it is a numbered paper."""
    visit, officer = _own_finding(finding, actor)
    law.require(law.general.steps_in_order, allowed=day_of(at) <= due_on <= recheck_on)
    order = Order(
        visit=visit,
        department=officer.department,
        finding=finding,
        kind=OrderKind(kind),
        way=OrderWay(way),
        problem=problem.strip(),
        basis=basis.strip(),
        demand=demand.strip(),
        due_on=due_on,
        recheck_on=recheck_on,
        ordered_by=officer,
        ordered_at=at,
    )
    if order.way != OrderWay.ORAL:
        order.number = number_for(PaperKind.ORDER, officer.department, at)
        order.paper = issue_for(
            visit, PaperKind.ORDER, order_document(order), department=officer.department, actor=actor, at=at
        )
    order.save()
    record(
        visit,
        "inspections.ordered",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}对{visit.drawn.object}{order.get_kind_display()}"
        f"（{order.get_way_display()}）。",
        facts={"order": order.pk, "finding": finding.pk, "due_on": f"{due_on:%F}"},
    )
    return order


@transaction.atomic
def take_sample(
    *,
    finding: Finding,
    name: str,
    base: str,
    quantity: str,
    place: str,
    sealing: str,
    specification: str = "",
    batch: str = "",
    maker: str = "",
    spare: str = "",
    mandate: Mandate | None = None,
    actor: Actor,
    at: datetime,
) -> Sample:
    """Take a sample for an item that tests products; who tests it outside the department has its mandate."""
    visit, officer = _own_finding(finding, actor)
    law.require(
        law.field_duties.third_party_has_mandate,
        mandated=mandate is None or mandate_holds(mandate, visit, officer, day_of(at)),
    )
    sample = Sample(
        visit=visit,
        department=officer.department,
        finding=finding,
        number=number_for(PaperKind.SAMPLE, officer.department, at),
        name=name.strip(),
        specification=specification.strip(),
        batch=batch.strip(),
        maker=maker.strip(),
        base=base.strip(),
        quantity=quantity.strip(),
        spare=spare.strip(),
        place=place.strip(),
        sealing=sealing.strip(),
        mandate=mandate,
        taken_by=officer,
        taken_at=at,
    )
    sample.paper = issue_for(
        visit, PaperKind.SAMPLE, sample_document(sample), department=officer.department, actor=actor, at=at
    )
    sample.save()
    record(
        visit,
        "inspections.sampled",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}在{visit}中抽样 {sample.number}。",
        facts={"sample": sample.pk, "finding": finding.pk},
    )
    return sample


def mandate_holds(mandate: Mandate, visit: Visit, officer: Inspector, day: date) -> bool:
    """Whether a body is entrusted by the officer's department, for this task and on this day."""
    own = mandate.task_id == visit.task_id and mandate.department_id == officer.department_id
    return own and mandate.valid_from <= day <= mandate.valid_until


def _own_finding(finding: Finding, actor: Actor) -> tuple[Visit, Inspector]:
    visit = lock(finding.visit)
    officer = require_member(visit, actor)
    require_state(visit, VisitState.ON_SITE)
    law.require(
        law.general.result_belongs_to_its_department,
        actor_department=officer.department_id,
        owner_department=finding.department_id,
    )
    return visit, officer
