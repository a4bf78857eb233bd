"""What a phone holds: each visit of the officer's teams as one package, and the rules it mirrors off-line.

A package has what a person of the team needs on the spot and no more: no class, no stratum, no identity number, no
telephone number of anybody, no certificate number.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from suiji import law, vault
from suiji.draws.queries import Member, members_now
from suiji.inspections import queries as inspections
from suiji.inspections.documents import MEASURES
from suiji.inspections.forms.visits import WAYS
from suiji.inspections.models import CLEAN, EvidenceKind, Finding, NoticeMode, Visit
from suiji.inspections.queries import RecordForm
from suiji.inspections.services.fill import ANSWERS
from suiji.inspections.services.wording import Wording
from suiji.law.results import FOR_TESTED_ITEMS, FOR_THE_WHOLE_VISIT, ResultCode
from suiji.ledger import Actor
from suiji.organs.days import day_of
from suiji.papers.typesetting import qr_modules

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Package:
    """One visit as the phone holds it, and a hash that changes when anything in it does."""

    visit_id: int
    version: str
    content: Json


def me(actor: Actor) -> Json:
    """Who the officer is, to the phone."""
    return {
        "id": actor.id,
        "name": actor.name,
        "department_id": actor.department_id,
        "department": actor.department_name,
    }


def phone_key(actor: Actor) -> str:
    """The officer's own share of the key to the phone's records: the same after every log-in, and nobody else's."""
    return vault.fingerprint(str(actor.id), of="field-phone-key")


def packages(actor: Actor, *, today: date, only: Collection[int] | None = None) -> list[Package]:
    """The officer's open visits and those signed a day or two ago, all of them or those asked for."""
    visits = list(inspections.for_the_phone(actor, today=today, only=only))
    teams = {visit.team_id: visit.team for visit in visits}
    members = {pk: members_now(team) for pk, team in teams.items()}
    earlier = inspections.earlier_by_object({visit.drawn.object_id for visit in visits})
    return [
        _package(visit, members[visit.team_id], earlier.get(visit.drawn.object_id, []), actor)
        for visit in visits
    ]


def as_sent(package: Package) -> Json:
    """A package on its way to the phone; only now is the check code drawn, for a phone that shows it off-line."""
    return {
        "version": package.version,
        "package": {**package.content, "modules": qr_modules(package.content["code"])},
    }


def _package(visit: Visit, members: Sequence[Member], earlier: Sequence[Visit], actor: Actor) -> Package:
    ranked = sorted(members, key=lambda m: not m.leads)
    form = RecordForm(
        visit,
        list(visit.findings.all()),
        [m.inspector for m in ranked],
        next((m.inspector for m in members if m.leads), None),
        sorted(visit.signatures.all(), key=lambda s: s.pk),
    )
    mine = next((m.inspector for m in members if m.inspector.person_id == actor.id), None)
    content = {
        "id": visit.pk,
        **_facts(visit),
        "team": [_member(m, actor) for m in ranked],
        "pre_checked": mine is not None and mine.pk in {seen.inspector_id for seen in visit.pre_checks.all()},
        "reviewed": actor.department_id in {review.department_id for review in visit.reviews.all()},
        "findings": [_finding(f, actor) for f in form.findings],
        "evidence": [
            {
                "kind": e.kind,
                "title": e.title,
                "sha256": e.sha256,
                "place": e.place,
                "at": _iso(e.taken_at),
                "department": e.department.short_name,
            }
            for e in visit.evidence.all()
        ],
        "signatures": [
            {"kind": s.kind, "signer": s.signer, "inspector": s.inspector_id, "at": _iso(s.signed_at)}
            for s in form.signatures
        ],
        "sheets": [
            {"kind": s.kind, "signer": s.signer, "inspector": s.inspector_id, "seen": s.seen}
            for s in visit.sheets.all()
        ],
        "divergences": [_divergence(d) for d in visit.divergences.all()],
        "earlier": [_earlier(before) for before in earlier if before.pk != visit.pk][:5],
    }
    text = json.dumps(content, ensure_ascii=False, sort_keys=True)
    return Package(visit.pk, hashlib.sha256(text.encode()).hexdigest()[:16], content)


def _facts(visit: Visit) -> Json:
    thing, task = visit.drawn.object, visit.task
    notice = getattr(visit, "notice", None)
    arrivals = [act.captured_at for act in visit.phone_acts.all() if act.kind == "ARRIVE"]
    return {
        "state": visit.state,
        "state_label": visit.state_label,
        "task": {
            "number": task.number,
            "title": task.title,
            "method": task.method,
            "unannounced": task.unannounced,
            "until": task.period_until.isoformat(),
        },
        "object": {
            "name": thing.name,
            "code": thing.uscc or thing.code,
            "address": thing.address,
            "kind": thing.get_kind_display(),
            "register": thing.get_reg_state_display(),
            "established": thing.established_on.isoformat() if thing.established_on else "",
            "scope": thing.business_scope,
            "unreachable": thing.unreachable,
            "updated": day_of(thing.updated_at).isoformat(),
        },
        "scheduled_on": visit.scheduled_on.isoformat() if visit.scheduled_on else "",
        "arrived_at": _iso(min(arrivals) if arrivals else visit.arrived_at),
        "ended_at": _iso(visit.ended_at),
        "code": inspections.check_in_address(visit),
        "scans": len(visit.scans.all()),
        "notice": {
            "number": notice.number,
            "mode": notice.get_mode_display(),
            "receiver": notice.receiver,
            "visit_on": notice.visit_on.isoformat(),
            "materials": notice.materials,
        }
        if notice
        else None,
    }


def _iso(instant: datetime | None) -> str:
    return instant.isoformat() if instant else ""


def _member(member: Member, actor: Actor) -> Json:
    officer = member.inspector
    return {
        "id": officer.pk,
        "name": officer.name,
        "department_id": officer.department_id,
        "department": officer.department.short_name,
        "leads": member.leads,
        "me": officer.person_id == actor.id,
    }


def _finding(finding: Finding, actor: Actor) -> Json:
    return {
        "id": finding.pk,
        "department_id": finding.department_id,
        "department": finding.department.short_name,
        "mine": finding.department_id == actor.department_id,
        "title": finding.item_version.title,
        "content": finding.part.content,
        "points": list(finding.part.check_points),
        "optional": [point.text for point in finding.part.points if not point.mandatory],
        "standard": finding.item_version.standard,
        "guides": [
            {"id": guide.pk, "name": guide.name, "sha256": guide.sha256, "size": guide.size}
            for guide in finding.item_version.guides.all()
            if guide.department_id == finding.department_id == actor.department_id
        ],
        "tested": finding.item_version.tests_products,
        "sampled": bool(finding.samples.all()),
        "said": Wording.of(finding).as_json(),
        "digest": Wording.of(finding).digest,
        "by": finding.filled_by.name if finding.filled_by else "",
        "at": _iso(finding.filled_at),
    }


def _divergence(divergence: Any) -> Json:
    return {
        "id": divergence.pk,
        "finding": divergence.finding_id,
        "fields": divergence.fields,
        "incoming": divergence.incoming,
        "standing": divergence.standing,
        "incoming_by": divergence.person.name,
        "standing_by": divergence.standing_by.name if divergence.standing_by else "",
        "at": _iso(divergence.captured_at),
    }


def _earlier(visit: Visit) -> Json:
    return {
        "title": visit.task.title,
        "on": day_of(visit.ended_at).isoformat() if visit.ended_at else "",
        "findings": [
            {
                "department": f.department.short_name,
                "item": f.item_version.title,
                "results": f.result_words,
                "problem": f.problem,
            }
            for f in visit.findings.all()
        ],
    }


def rules() -> Json:
    """What the phone mirrors off-line, said once, by the law itself; the house judges again on receipt."""
    return {
        "answers": list(ANSWERS),
        "measures": list(MEASURES),
        "ways": list(WAYS),
        "notice_modes": _pairs(NoticeMode.choices),
        "evidence": _pairs(EvidenceKind.choices),
        "results": [
            {
                "code": code.value,
                "words": code.words,
                "alone": _stands_alone(code),
                "whole": code in FOR_THE_WHOLE_VISIT,
                "tested": code in FOR_TESTED_ITEMS,
                "clean": code in CLEAN,
            }
            for code in ResultCode
        ],
        "refusal_signatures": law.field_duties.REFUSAL_SIGNATURES,
        "words": {rule.__name__: _quoted(rule) for rule in _MIRRORED},
    }


def _pairs(choices: Iterable[tuple[str, Any]]) -> list[list[str]]:
    return [[value, str(label)] for value, label in choices]


def _stands_alone(code: ResultCode) -> bool:
    return not any(
        law.results.results_may_combine(codes={code, other}) for other in ResultCode if other != code
    )


_MIRRORED = (
    law.field_duties.notice_precedes_visit,
    law.field_duties.unannounced_gets_no_notice,
    law.field_duties.check_points_answered,
    law.field_duties.record_signed_or_refusal_noted,
    law.field_duties.every_officer_signed,
    law.field_duties.one_wording_stands,
    law.field_duties.unreachable_is_proved,
    law.field_duties.uncooperative_is_proved,
    law.results.results_may_combine,
)


def _quoted(rule: Any) -> Json:
    found = law.entry(rule)
    return {"article": law.Article(found.article).heading, "says": found.says, "advice": found.advice or ""}
