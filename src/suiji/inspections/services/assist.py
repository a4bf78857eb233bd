"""第三方协助 — a body is entrusted, and reports under its mandate; it never signs or counts (Art. 19)."""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction

from suiji import law
from suiji.inspections.files import fault_of, format_of
from suiji.inspections.models import AssistanceReport, EvidenceKind, Mandate, Visit
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.services.on_site import mandate_holds
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger.services import lock, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.tasks.models import Task


def _require_paper(content: bytes) -> None:
    fault = fault_of(EvidenceKind.PAPER, content, "")
    if fault:
        raise UnfitEvidence(fault)


@transaction.atomic
def register_mandate(
    *,
    task: Task,
    body: str,
    body_code: str,
    qualification: str,
    number: str,
    scope: str,
    people: str,
    valid_from: date,
    valid_until: date,
    content: bytes,
    actor: Actor,
    at: datetime,
) -> Mandate:
    """Register whom the actor's department entrusts, with what, for how long; the letter itself is kept."""
    task = lock(task)
    require_role(actor, Role.CLERK, Role.INSPECTOR)
    law.require(
        law.general.result_belongs_to_its_department,
        actor_department=actor.department_id,
        owner_department=actor.department_id if _takes_part(task, actor) else 0,
    )
    law.require(law.general.steps_in_order, allowed=valid_from <= valid_until)
    _require_paper(content)
    digest = hashlib.sha256(content).hexdigest()
    mandate = Mandate(
        task=task,
        department=Department.objects.get(pk=actor.department_id),
        body=body.strip(),
        body_code=body_code.strip(),
        qualification=qualification.strip(),
        number=number.strip(),
        scope=scope.strip(),
        people=people.strip(),
        valid_from=valid_from,
        valid_until=valid_until,
        sha256=digest,
        registered_at=at,
    )
    mandate.file.save(f"{digest[:32]}.{format_of(content)}", ContentFile(content), save=False)
    mandate.save()
    record(
        task,
        "inspections.mandated",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{task}的第三方委托书 {mandate.number}。",
        facts={"mandate": mandate.pk, "body": mandate.body, "sha256": digest},
    )
    return mandate


def _takes_part(task: Task, actor: Actor) -> bool:
    """Whether the actor's department has a part in the task, or in one of its visits after dispatch."""
    return (
        task.parts.filter(department_id=actor.department_id).exists()
        or task.visits.filter(findings__department_id=actor.department_id).exists()
    )


@transaction.atomic
def take_report(
    *,
    visit: Visit,
    mandate: Mandate | None,
    title: str,
    number: str,
    conclusion: str,
    issued_on: date,
    content: bytes,
    actor: Actor,
    at: datetime,
) -> AssistanceReport:
    """Take in what the body found. Refused without a mandate of the officer's department for task and day."""
    visit = lock(visit)
    officer = require_member(visit, actor)
    held = mandate is not None and mandate_holds(mandate, visit, officer, issued_on)
    law.require(law.field_duties.third_party_has_mandate, mandated=held)
    assert mandate is not None
    require_state(visit, VisitState.ON_SITE, VisitState.SIGNED)
    law.require(law.general.steps_in_order, allowed=issued_on <= day_of(at))
    _require_paper(content)
    digest = hashlib.sha256(content).hexdigest()
    report = AssistanceReport(
        visit=visit,
        mandate=mandate,
        department=officer.department,
        title=title.strip(),
        number=number.strip(),
        conclusion=conclusion.strip(),
        issued_on=issued_on,
        sha256=digest,
        received_at=at,
    )
    report.file.save(f"{digest[:32]}.{format_of(content)}", ContentFile(content), save=False)
    report.save()
    record(
        visit,
        "inspections.report_taken",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{visit}的第三方报告 {report.number}。",
        facts={"mandate": mandate.pk, "report": report.pk, "sha256": digest},
    )
    return report
