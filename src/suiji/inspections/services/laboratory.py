"""检验报告 — a laboratory's word on a sample, which forms the result that a signed record left open (Art. 20(4))."""

import hashlib
from datetime import date, datetime

from django.core.files.base import ContentFile
from django.db import transaction

from suiji import law
from suiji.inspections.files import fault_of, format_of
from suiji.inspections.models import EvidenceKind, Finding, LabReport, Sample, Visit
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.law.results import ResultCode
from suiji.ledger import Actor, Stale
from suiji.ledger.services import lock, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def receive_lab_report(
    *,
    sample: Sample,
    number: str,
    laboratory: str,
    conforming: bool,
    nonconformity: str = "",
    issued_on: date,
    received_on: date,
    content: bytes,
    actor: Actor,
    at: datetime,
) -> LabReport:
    """Keep the report of a sample. With the last one the item is 合格, or 不合格 where one sample is not.

    Its day of receipt is day 0 of the department's publication clock, so it is never later than today.
    """
    visit = lock(sample.visit)
    require_role(actor, Role.CLERK, Role.INSPECTOR)
    law.require(
        law.general.result_belongs_to_its_department,
        actor_department=actor.department_id,
        owner_department=sample.department_id,
    )
    if LabReport.objects.filter(sample=sample).exists():
        raise Stale("这份样品的检验报告已经登记。")
    law.require(
        law.general.steps_in_order,
        allowed=day_of(sample.taken_at) <= issued_on <= received_on <= day_of(at),
    )
    fault = fault_of(EvidenceKind.PAPER, content, "")
    if fault:
        raise UnfitEvidence(fault)
    if not conforming and not nonconformity.strip():
        raise UnfitEvidence("请写明不合格项目。")
    digest = hashlib.sha256(content).hexdigest()
    report = LabReport(
        sample=sample,
        number=number.strip(),
        laboratory=laboratory.strip(),
        conforming=conforming,
        nonconformity="" if conforming else nonconformity.strip(),
        issued_on=issued_on,
        received_on=received_on,
        sha256=digest,
        recorded_by_id=actor.id,
        recorded_at=at,
    )
    report.file.save(f"{digest[:32]}.{format_of(content)}", ContentFile(content), save=False)
    report.save()
    _tell(visit, report, actor, at)
    form_results(visit, actor=actor, at=at)
    return report


def _tell(visit: Visit, report: LabReport, actor: Actor, at: datetime) -> None:
    outcome = "合格" if report.conforming else "不合格"
    record(
        visit,
        "inspections.lab_report_received",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}登记{visit}中样品 {report.sample.number} 的检验报告"
        f" {report.number}：{outcome}。",
        facts={
            "sample": report.sample_id,
            "conforming": report.conforming,
            "received_on": f"{report.received_on:%F}",
            "sha256": report.sha256,
        },
    )


def form_results(visit: Visit, *, actor: Actor, at: datetime) -> list[Finding]:
    """The findings of a signed visit whose reports are all in get their result; those already formed stand."""
    formed = []
    for finding in visit.findings.filter(awaits_report=True, results=[], visit__ended_at__isnull=False):
        outcomes = list(finding.samples.values_list("report__conforming", flat=True))
        if None in outcomes or not outcomes:
            continue
        code = ResultCode.CONFORMING if all(outcomes) else ResultCode.NONCONFORMING
        finding.results = [code.value]
        finding.save(update_fields=["results"])
        record(
            visit,
            "inspections.result_formed",
            actor=actor,
            at=at,
            sentence=f"{visit}中“{finding.item_version.title}”的结果按检验报告形成：{code.words}。",
            facts={"finding": finding.pk, "results": [code.value]},
        )
        formed.append(finding)
    return formed
