"""抽查以外的检查 — on the form of the joint checks, counted with them, never among the drawn (Art. 4, 8, 10)."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from suiji import law
from suiji.catalogue.models import ItemPart, ItemVersion
from suiji.inspections.models import (
    ObjectStatus,
    OtherCheck,
    OtherFinding,
    OtherSignature,
    SignatureKind,
)
from suiji.inspections.queries.other import OtherRecord, checks_of_item, other_record, own_parts
from suiji.inspections.services.fill import require_points, require_results
from suiji.inspections.services.sign import require_explained
from suiji.inspections.states import OTHER_CHECK, OtherCheckState
from suiji.law.results import FOR_THE_WHOLE_VISIT, ResultCode
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import lock, move, record
from suiji.libraries.models import InspectedObject, Inspector, VisitKind
from suiji.libraries.queries import inspector_of, recused_pairs
from suiji.libraries.services import register_visit
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

NOBODY_MET = "没有见到检查对象或者没能检查的，不算实施了检查：请登记为“没有实施”，写明情况。"


@transaction.atomic
def begin_other_check(
    *,
    object: InspectedObject,  # noqa: A002
    kind: VisitKind,
    reference: str,
    items: Collection[ItemVersion],
    colleagues: Collection[Inspector],
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> OtherCheck:
    """Officers of one department begin a check of an object that nobody has drawn, on items of the public list.

    What the list says of how often an item is checked in a year holds for every kind of check but a complaint's; more
    needs a reason, which stays on record.
    """
    require_role(actor, Role.INSPECTOR)
    officer = inspector_of(actor)
    if officer is None:
        raise NotYours("只有执法检查人员名录库里的人员可以登记检查记录。")
    if kind in (VisitKind.JOINT, VisitKind.UPPER):
        raise ValueError("a joint check has its draw, and one from above its own record")
    crew = list({one.pk: one for one in (officer, *colleagues)}.values())
    _require_crew(crew, officer, object, at)
    parts = _require_items(items, officer, on=day_of(at))
    _require_room(items, object, kind, reason, year=day_of(at).year)
    made = _begun(
        OtherCheck(
            state=OTHER_CHECK.initial,
            object=object,
            department=officer.department,
            kind=kind,
            reference=reference.strip(),
            reason=reason.strip(),
            begun_at=at,
        ),
        crew,
        parts,
    )
    record(
        made,
        "inspections.other_begun",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}等 {len(crew)} 人开始{made}（{made.reference}）。",
        because=made.reason,
        facts={
            "kind": made.kind,
            "items": [part.version_id for part in parts],
            "officers": [one.pk for one in crew],
        },
    )
    return made


def _require_items(items: Collection[ItemVersion], officer: Inspector, *, on: date) -> list[ItemPart]:
    """The department's parts of the items: one at least, and none that stands on no list of its own."""
    parts = {part.version_id: part for part in own_parts(officer.department, on=on)}
    unlisted = sum(version.pk not in parts for version in items)
    law.require(law.general.checks_only_listed_items, unlisted=unlisted)
    law.require(law.general.steps_in_order, allowed=bool(items), advice="请至少选择一个抽查事项。")
    return [parts[pk] for pk in sorted(version.pk for version in items)]


def _require_room(
    items: Collection[ItemVersion], thing: InspectedObject, kind: VisitKind, reason: str, *, year: int
) -> None:
    """No item is checked more often in a year than the list says, unless somebody says why."""
    for version in items:
        law.require(
            law.lists_and_plans.checks_stay_under_ceiling,
            checks=checks_of_item(thing, version, year=year),
            ceiling=version.frequency_max,
            by_complaint=kind == VisitKind.CASE,
            reason=reason,
        )


def _begun(made: OtherCheck, crew: Sequence[Inspector], parts: Sequence[ItemPart]) -> OtherCheck:
    """Write it down with its officers and its empty findings; one is open at a time."""
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise Stale("本部门对这个对象还有一份没有结束的检查记录，请先办完。") from error
    made.officers.add(*crew)
    OtherFinding.objects.bulk_create(
        OtherFinding(check_made=made, department=made.department, item_version_id=part.version_id, part=part)
        for part in parts
    )
    return made


def _require_crew(
    crew: Sequence[Inspector], officer: Inspector, thing: InspectedObject, at: datetime
) -> None:
    """Two officers at least, all of the department, certified, and with no interest in the object."""
    today = day_of(at)
    law.require(
        law.sampling_duties.enough_officers,
        officers=len(crew),
        minimum=law.parameter("min_officers_per_department", on=today),
        advice="检查须有至少两名本部门的执法检查人员，请选择同去的人员。",
    )
    recused = {pk for pk, _ in recused_pairs([one.pk for one in crew], [thing.pk], first=today, last=today)}
    for one in crew:
        law.require(
            law.sampling_duties.substitute_is_qualified,
            certified=one.certified_until is not None and one.certified_until >= today,
            in_team=False,
            recused=one.pk in recused,
            same_department=one.department_id == officer.department_id,
            advice="检查人员须是本部门持有效执法证件的人员，并且没有对这个对象申报回避。",
        )


@transaction.atomic
def fill_other_finding(
    *,
    finding: OtherFinding,
    answers: Mapping[str, str],
    results: Collection[str],
    problem: str = "",
    measures: Sequence[Mapping[str, str]] = (),
    disposal: str = "",
    object_status: str = "",
    actor: Actor,
    at: datetime,
) -> OtherFinding:
    """Write what was found on one item. Signatures given for an earlier wording fall away."""
    made = lock(finding.check_made)
    officer = _require_officer(made, actor)
    codes = [code for code in ResultCode if code in set(results)]
    require_points(finding, answers, whole=False)
    require_results(finding, codes)
    if not FOR_THE_WHOLE_VISIT.isdisjoint(codes):
        law.require(law.field_duties.unreachable_is_proved, photos=0, contacts=0, advice=NOBODY_MET)
    finding.answers, finding.results = dict(answers), [code.value for code in codes]
    finding.problem, finding.disposal = problem.strip(), disposal.strip()
    finding.object_status = ObjectStatus(object_status).value if object_status else ""
    finding.measures = [dict(measure) for measure in measures]
    finding.filled_by, finding.filled_at = officer, at
    finding.save()
    sentence = f"{actor.department_name}{actor.name}填写{made}的记录表：{finding.item_version.title}。"
    facts = {"finding": finding.pk, "results": finding.results}
    record(made, "inspections.other_filled", actor=actor, at=at, sentence=sentence, facts=facts)
    return finding


@transaction.atomic
def sign_other_officer(*, made: OtherCheck, actor: Actor, at: datetime) -> OtherSignature:
    """An officer of the check signs the record as it stands."""
    made = lock(made)
    officer = _require_officer(made, actor)
    form = _complete(made)
    if officer in form.signed_officers:
        raise Stale("您已经签过字，不必再签。")
    return _sign(form, SignatureKind.OFFICER, officer.name, actor, at, inspector=officer)


@transaction.atomic
def sign_other_firm(
    *, made: OtherCheck, signer: str, drawing: bytes = b"", opinion: str = "", actor: Actor, at: datetime
) -> OtherSignature:
    """The object's person signs in the presence of an officer, with what that person has to say."""
    made = lock(made)
    officer = _require_officer(made, actor)
    form = _complete(made)
    if form.firm is not None:
        raise Stale("被检查对象已经签字，不必再签。")
    note = f"见证：{officer.name}"
    words = {"drawing": drawing, "opinion": opinion.strip(), "note": note}
    return _sign(form, SignatureKind.FIRM, signer.strip(), actor, at, **words)


@transaction.atomic
def note_other_refusal(*, made: OtherCheck, note: str, actor: Actor, at: datetime) -> OtherSignature:
    """An officer explains under own signature why the object did not sign; two such signatures are needed."""
    made = lock(made)
    officer = _require_officer(made, actor)
    form = _complete(made)
    words = require_explained(form, officer, note)
    return _sign(form, SignatureKind.REFUSAL, officer.name, actor, at, inspector=officer, note=words)


@transaction.atomic
def close_other_check(*, made: OtherCheck, actor: Actor, at: datetime) -> OtherCheck:
    """End the check: everybody has signed. The library counts it among the object's visits, once."""
    made = lock(made)
    _require_officer(made, actor)
    form = _complete(made)
    law.require(law.field_duties.every_officer_signed, missing=len(form.missing))
    law.require(
        law.field_duties.record_signed_or_refusal_noted,
        signed=form.firm is not None,
        refusal_noted=bool(form.refusals),
        officers_signing=len(form.refusals),
    )
    made.ended_at = at
    facts = {"record_sha256": form.sha256}
    move(made, OtherCheckState.SIGNED, actor=actor, at=at, facts=facts, saving=["ended_at"])
    register_visit(
        object=made.object,
        kind=VisitKind(made.kind),
        on=day_of(made.begun_at),
        reference=made.reference,
        actor=actor,
        at=at,
    )
    return made


@transaction.atomic
def drop_other_check(*, made: OtherCheck, because: str, actor: Actor, at: datetime) -> OtherCheck:
    """The check did not take place after all: it stays on record and counts as none."""
    made = lock(made)
    _require_officer(made, actor)
    move(made, OtherCheckState.DROPPED, actor=actor, at=at, because=because.strip())
    return made


def _require_officer(made: OtherCheck, actor: Actor) -> Inspector:
    require_role(actor, Role.INSPECTOR)
    officer = made.officers.filter(person_id=actor.id).first()
    if officer is None:
        raise NotYours("只有参加本次检查的人员可以办理。")
    law.require(law.general.steps_in_order, allowed=made.state == OtherCheckState.ON_SITE)
    return officer


def _complete(made: OtherCheck) -> OtherRecord:
    form = other_record(made)
    law.require(law.field_duties.check_points_answered, unanswered=len(form.unfilled))
    return form


_SAID = {
    SignatureKind.OFFICER: ("inspections.other_officer_signed", "{who}在{made}的记录表上签字。"),
    SignatureKind.FIRM: ("inspections.other_firm_signed", "被检查对象在{made}的记录表上签字。"),
    SignatureKind.REFUSAL: (
        "inspections.other_refusal_noted",
        "{who}签字说明被检查对象未在{made}的记录表上签字。",
    ),
}


def _sign(
    form: OtherRecord, kind: SignatureKind, signer: str, actor: Actor, at: datetime, **said: Any
) -> OtherSignature:
    made = OtherSignature.objects.create(
        check_made=form.made, kind=kind, signer=signer, record_sha256=form.sha256, signed_at=at, **said
    )
    act, sentence = _SAID[kind]
    record(
        form.made,
        act,
        actor=actor,
        at=at,
        sentence=sentence.format(who=f"{actor.department_name}{actor.name}", made=form.made),
        because=made.note if kind == SignatureKind.REFUSAL else "",
        facts={"signature": made.pk, "record_sha256": form.sha256},
    )
    return made
