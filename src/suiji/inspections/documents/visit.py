"""告知书与记录表 — what the two papers of a visit say; papers prints them."""

from dataclasses import dataclass
from datetime import datetime

from suiji.inspections.models import (
    Finding,
    Notice,
    OtherFinding,
    PreparedNotice,
    SignatureKind,
    Visit,
    VisitMode,
)
from suiji.inspections.passcodes import door_words, link_of
from suiji.inspections.queries import RecordForm, findings_of, lead_of, record_of, reviews_of, yearly
from suiji.inspections.queries.approvals import Leave, leave_of
from suiji.inspections.queries.check_in import COMPLAINT
from suiji.inspections.queries.other import OtherRecord
from suiji.inspections.queries.whose import crew_of
from suiji.law.parameters import parameter
from suiji.organs.days import day_of
from suiji.papers import documents

MEASURES = {
    "制作现场笔录": "现场笔录",
    "初步提取证据": "证据提取",
    "责令停止违法活动": "责令停止",
    "督促整改": "督促整改",
}
"""Art. 20(2)'s measures, and the words of the printed form."""


@dataclass(frozen=True, slots=True)
class Announced:
    """What a notice may name: the items about which no silence was approved, and the leave (Art. 20(2))."""

    findings: list[Finding]
    leave: Leave


def announced(visit: Visit) -> Announced:
    """The same of a visit as it stands."""
    leave = leave_of(visit.task)
    return Announced([f for f in findings_of(visit) if f.item_version_id not in leave.quiet], leave)


def notice_document(notice: Notice | PreparedNotice, said: Announced | None = None) -> documents.Notice:
    """部门联合检查告知书; items that are not to be announced are not in it."""
    visit = notice.visit
    task, thing, lead = visit.task, visit.drawn.object, lead_of(visit)
    issued_on = day_of(_issued_at(notice))
    said = said or announced(visit)
    return documents.Notice(
        number=notice.number,
        issuer=lead.name,
        issued_on=issued_on,
        recipient=thing.name,
        code=thing.uscc or thing.code,
        address=thing.address,
        basis=_basis_of(said.findings),
        task_name=task.title,
        task_number=task.number,
        assignments=tuple(
            documents.Assignment(f.department.name, f.item_version.title, f.part.content)
            for f in said.findings
        ),
        starts_on=notice.visit_on,
        ends_on=notice.visit_on,
        methods=_way_of(visit),
        materials=tuple(line.strip() for line in notice.materials.splitlines() if line.strip()),
        officers=tuple(
            documents.Officer(
                m.inspector.name,
                m.inspector.certificate_number,
                m.inspector.department.name,
                is_leader=m.leads,
            )
            for m in crew_of(visit)
        ),
        contact=(task.plan_line.contact if lead.pk == task.initiator_id else "") or lead.name,
        phone=notice.phone,
        complaint=f"{door_words(notice)}；或者{COMPLAINT}",
        approval=said.leave.number,
        door=link_of(notice),
        visits_this_year=yearly.received(visit, issued_on.year),
        visits_cap=parameter("joint_cap", issued_on),
    )


def _way_of(visit: Visit) -> str:
    on_site = visit.task.method.rstrip("。") or "实地检查"
    return on_site if visit.on_site else str(VisitMode(visit.mode).label)


def _basis_of(findings: list[Finding]) -> str:
    bases = (finding.item_version.legal_basis for finding in findings)
    return "；".join(dict.fromkeys(basis for basis in bases if basis))


def _issued_at(notice: Notice | PreparedNotice) -> datetime:
    return notice.prepared_at if isinstance(notice, PreparedNotice) else notice.served_at


def record_document(visit: Visit) -> documents.Record:
    """市场监管领域部门联合抽查情况记录表, with the signatures that hold."""
    form = record_of(visit)
    task, thing = visit.task, visit.drawn.object
    kinds, ways = measures_of(form)
    return documents.Record(
        task_name=task.title,
        task_number=task.number,
        visit_number=f"{task.number}-{visit.pk}",
        firm=thing.name,
        code=thing.uscc or thing.code,
        address=thing.address,
        # Who the person is that signs is written by hand: the library's names and numbers stay sealed (Art. 25).
        representative="",
        representative_phone="",
        liaison="",
        liaison_phone="",
        started_at=visit.arrived_at,
        ended_at=visit.ended_at,
        place=thing.address,
        position="",
        findings=tuple(line for finding in form.findings for line in lines_of(finding)),
        methods=_methods(visit),
        measures=kinds,
        measure_form=ways,
        aftercare="；".join(f"{f.department.short_name}：{f.disposal}" for f in form.findings if f.disposal),
        opinion=form.firm.opinion if form.firm else "",
        refusal=form.refusals[0].note if form.refusals else "",
        signatures=tuple(signatures_of(form)),
        leader_review="；".join(
            f"{r.department.short_name}{r.reviewed_by.name}：{r.note}" for r in reviews_of(visit)
        ),
        publication_approval="",
        firm_signed_at=form.firm.signed_at if form.firm else None,
        firm_drawing=tuple(bytes(form.firm.drawing)) if form.firm else (),
    )


def _methods(visit: Visit) -> tuple[str, ...]:
    """Where it was checked, and whether somebody tested or helped."""
    used = ["实地检查" if visit.on_site else str(VisitMode(visit.mode).label)]
    if visit.samples.exists():
        used.append("检验检测")
    if visit.assistance_reports.exists():
        used.append("委托辅助")
    if visit.findings.filter(recognitions__state="APPROVED").exists():
        used.append("其他部门结果或专业意见")
    return tuple(used)


def lines_of(finding: Finding | OtherFinding) -> list[documents.Finding]:
    """One line of the sheet for each check point."""
    department, item = finding.department.name, finding.item_version.title
    result = "、".join(finding.signed_words if isinstance(finding, Finding) else finding.result_words)
    if finding.object_status:
        result += f"（状态备注：{finding.get_object_status_display()}）"
    points = finding.answered or [("本事项", finding.problem)]
    return [
        documents.Finding(
            department,
            item,
            point,
            f"{answer}：{finding.problem}" if answer == "有" and finding.problem else answer,
            finding.disposal if answer == "有" else "",
            result,
        )
        for point, answer in points
    ]


def measures_of(form: RecordForm | OtherRecord) -> tuple[tuple[str, ...], str]:
    """What was done on the spot, in the sheet's words, and in which ways."""
    taken = [measure for finding in form.findings for measure in finding.measures]
    kinds = dict.fromkeys(MEASURES.get(m["kind"], m["kind"]) for m in taken)
    return tuple(kinds), "、".join(dict.fromkeys(m["form"] for m in taken if m.get("form")))


def signatures_of(form: RecordForm | OtherRecord) -> list[documents.Signature]:
    """Who has signed, the officers first; empty lines are signed on paper."""
    signed = {s.inspector_id: s for s in form.signatures if s.kind == SignatureKind.OFFICER}
    officers = [
        documents.Signature(
            f"{officer.department.short_name}检查人员",
            officer.name if officer.pk in signed else "",
            officer.certificate_number,
            signed[officer.pk].signed_at if officer.pk in signed else None,
        )
        for officer in form.officers
    ]
    firm = form.firm
    return [
        *officers,
        documents.Signature("被检查对象", firm.signer if firm else "", "", firm.signed_at if firm else None),
    ]
