"""填写记录表 — what one department found on one item (Art. 18, 20, 21)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.inspections.models import Finding, ObjectStatus, OtherFinding, Visit
from suiji.inspections.queries import proof_of
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.states import VisitState
from suiji.law.results import FOR_THE_WHOLE_VISIT, ResultCode
from suiji.ledger import Actor
from suiji.ledger.services import lock, record
from suiji.libraries.models import Inspector

ANSWERS = ("无", "有", "不涉及")
"""What a check point can be answered with."""


@transaction.atomic
def fill_finding(
    *,
    finding: Finding,
    answers: Mapping[str, str],
    results: Collection[str],
    problem: str = "",
    measures: Sequence[Mapping[str, str]] = (),
    disposal: str = "",
    object_status: str = "",
    awaits_report: bool = False,
    actor: Actor,
    at: datetime,
) -> Finding:
    """Write what one department found on one item. Signatures given for an earlier wording fall away.

    Where a sample went to a laboratory the result may be left to its report: then none is chosen here.

    ④ and ⑥ say that nothing could be checked at all: they close every item of the visit at once (Art. 21).
    """
    visit = lock(finding.visit)
    officer = require_member(visit, actor)
    require_state(visit, VisitState.ON_SITE)
    law.require(
        law.general.result_belongs_to_its_department,
        actor_department=officer.department_id,
        owner_department=finding.department_id,
    )
    codes = [code for code in ResultCode if code in set(results)] if set(results) <= set(ResultCode) else []
    whole = not FOR_THE_WHOLE_VISIT.isdisjoint(codes)
    require_points(finding, answers, whole=whole)
    require_results(finding, codes, awaits_report=awaits_report)
    _require_proof(visit, codes, officer)
    finding.answers = dict(answers)
    finding.problem, finding.disposal = problem.strip(), disposal.strip()
    finding.object_status = ObjectStatus(object_status).value if object_status else ""
    finding.measures = [dict(measure) for measure in measures]
    finding.awaits_report = awaits_report
    _write(finding, codes, officer, at)
    if whole:
        for other in visit.findings.exclude(pk=finding.pk):
            other.answers, other.problem, other.disposal, other.measures = {}, finding.problem, "", []
            other.object_status, other.awaits_report = finding.object_status, False
            _write(other, codes, officer, at)
    record(
        visit,
        "inspections.filled",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}填写{visit}的记录表：{finding.item_version.title}。",
        facts={"finding": finding.pk, "results": [code.value for code in codes], "whole_visit": whole},
    )
    return finding


def _write(finding: Finding, codes: Sequence[ResultCode], officer: Inspector, at: datetime) -> None:
    finding.results = [code.value for code in codes]
    finding.filled_by, finding.filled_at = officer, at
    finding.save()


def require_points(finding: Finding | OtherFinding, answers: Mapping[str, str], *, whole: bool) -> None:
    """Raise ``Refused`` unless every point that must be is answered, and none that the list does not have."""
    points = finding.part.points
    unlisted = set(answers) - {point.text for point in points}
    law.require(law.general.checks_only_listed_items, unlisted=len(unlisted))
    asked = [point.text for point in points if point.mandatory or point.text in answers]
    unanswered = 0 if whole else sum(1 for point in asked if answers.get(point) not in ANSWERS)
    law.require(law.field_duties.check_points_answered, unanswered=unanswered)


def require_results(
    finding: Finding | OtherFinding, codes: Sequence[ResultCode], *, awaits_report: bool = False
) -> None:
    """Raise ``Refused`` unless the results go together and are such as this item may have."""
    if awaits_report and isinstance(finding, Finding) and not codes:
        law.require(
            law.results.report_awaited_of_a_sample,
            tested=finding.item_version.tests_products,
            samples=finding.samples.count(),
        )
        return
    law.require(law.results.results_may_combine, codes=[] if awaits_report else codes)
    law.require(
        law.results.conformity_only_of_tested_items,
        codes=codes,
        tested=finding.item_version.tests_products,
    )


def _require_proof(visit: Visit, codes: Sequence[ResultCode], officer: Inspector) -> None:
    if FOR_THE_WHOLE_VISIT.isdisjoint(codes):
        return
    proof = proof_of(visit)
    if ResultCode.UNREACHABLE in codes:
        law.require(law.field_duties.unreachable_is_proved, photos=proof.photos, contacts=proof.contacts)
    if ResultCode.UNCOOPERATIVE in codes:
        law.require(
            law.field_duties.uncooperative_is_proved,
            recordings=proof.recordings,
            witnesses=proof.witnesses,
            reviewed=officer.department_id in proof.reviewed,
        )
