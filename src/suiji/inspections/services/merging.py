"""填写的合并 — two phones of one team: what one changed is taken, what both changed is for a person (R60)."""

from datetime import datetime

from django.db import transaction
from django.shortcuts import get_object_or_404

from suiji import law
from suiji.inspections.models import Choice, Divergence, Finding, Visit
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.inspections.services.fill import fill_finding
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.services.wording import Wording, fault_in, merge
from suiji.inspections.states import VisitState
from suiji.law.results import FOR_THE_WHOLE_VISIT
from suiji.ledger import Actor, Stale
from suiji.ledger.services import record
from suiji.organs.models import Person


@transaction.atomic
def fill_by_phone(
    *,
    visit: Visit,
    finding_id: int,
    base: Wording,
    mine: Wording,
    captured_at: datetime,
    actor: Actor,
    at: datetime,
) -> Divergence | None:
    """Write what a phone recorded on top of ``base``. Nothing that stands is overwritten: where a colleague has
    meanwhile worded the same field otherwise, both wordings are kept as a divergence, which is returned.
    """
    officer = require_member(visit, actor)
    require_state(visit, VisitState.ON_SITE)
    finding = get_object_or_404(visit.findings.select_related("item_version", "part", "visit"), pk=finding_id)
    law.require(
        law.general.result_belongs_to_its_department,
        actor_department=officer.department_id,
        owner_department=finding.department_id,
    )
    _refuse_to_sweep_away(visit, finding, mine)
    standing = Wording.of(finding)
    merged = merge(base=base, mine=mine, standing=standing)
    fault = _fault(merged.wording)
    if fault and merged.wording == mine:
        raise UnfitEvidence(fault)
    if merged.clashes or fault:
        return _keep_both(finding, mine, standing, merged.clashes, captured_at, actor, at)
    if merged.wording != standing or finding.filled_at is None:
        _write(finding, merged.wording, actor, at)
    return None


@transaction.atomic
def choose_wording(
    *, visit: Visit, divergence_id: int, chosen: Wording, actor: Actor, at: datetime
) -> Choice | None:
    """One wording stands from now on, by an officer of the department; None where somebody chose before."""
    officer = require_member(visit, actor)
    require_state(visit, VisitState.ON_SITE)
    divergence = get_object_or_404(
        visit.divergences.select_related("finding__visit", "finding__part", "finding__item_version"),
        pk=divergence_id,
    )
    law.require(
        law.general.result_belongs_to_its_department,
        actor_department=officer.department_id,
        owner_department=divergence.finding.department_id,
    )
    if Choice.objects.filter(divergence=divergence).exists():
        raise Stale("同事已经选定了写法，请刷新后核对。")
    if Wording.of(divergence.finding) != Wording.read(divergence.standing):
        raise Stale("同事刚刚改动了这一项，请刷新后重新选定。")
    fault = _fault(chosen)
    if fault:
        raise UnfitEvidence(fault)
    choice = Choice.objects.create(
        divergence=divergence,
        chosen=chosen.as_json(),
        person=Person.objects.get(pk=actor.id),
        chosen_at=at,
    )
    _write(divergence.finding, chosen, actor, at)
    record(
        visit,
        "inspections.wording_chosen",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}在{visit}的两种写法中选定一种。",
        facts={"divergence": divergence.pk},
    )
    return choice


def _fault(wording: Wording) -> str | None:
    found = fault_in(
        answers=wording.answers,
        results=wording.results,
        problem=wording.problem,
        awaits_report=wording.awaits_report,
    )
    return found[1] if found else None


def _write(finding: Finding, wording: Wording, actor: Actor, at: datetime) -> None:
    said = wording.as_json()
    fill_finding(finding=finding, actor=actor, at=at, **said)


def _refuse_to_sweep_away(visit: Visit, finding: Finding, mine: Wording) -> None:
    """④ and ⑥ close every item; from a phone that may not have seen them, never over what another wrote."""
    if FOR_THE_WHOLE_VISIT.isdisjoint(mine.results):
        return
    others = visit.findings.exclude(pk=finding.pk).filter(filled_at__isnull=False)
    written = [f for f in others.select_related("department") if f.results != list(mine.results)]
    if written:
        names = "、".join(sorted({f.department.short_name for f in written}))
        raise Stale(f"{names}已经填写了检查情况，不能一并改为本次检查无法进行。请与其核对后再填。")


def _keep_both(
    finding: Finding,
    mine: Wording,
    standing: Wording,
    fields: tuple[str, ...],
    captured_at: datetime,
    actor: Actor,
    at: datetime,
) -> Divergence:
    divergence = Divergence.objects.create(
        visit=finding.visit,
        finding=finding,
        fields=list(fields),
        incoming=mine.as_json(),
        standing=standing.as_json(),
        standing_by=finding.filled_by,
        person=Person.objects.get(pk=actor.id),
        captured_at=captured_at,
        received_at=at,
    )
    record(
        finding.visit,
        "inspections.diverged",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}的填写与同事的不一致，两种写法都已保留，待选定。",
        facts={"divergence": divergence.pk, "finding": finding.pk, "fields": len(fields)},
    )
    return divergence
