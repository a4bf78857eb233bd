"""Checks that nobody drew: whose they are, what their record says, and how much the year has seen already (R177)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from suiji import law
from suiji.catalogue.models import ItemPart, ItemVersion
from suiji.catalogue.queries import in_force
from suiji.inspections.models import Finding, OtherCheck, OtherFinding, OtherSignature
from suiji.inspections.queries.record import SignedForm
from suiji.inspections.queries.whose import READERS, _below
from suiji.inspections.states import OtherCheckState, VisitState
from suiji.ledger import Actor
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries.models import InspectedObject, Inspector, InspectorStatus
from suiji.organs.models import Department
from suiji.organs.questions import question
from suiji.organs.roles import Role


def other_checks_visible_to(actor: Actor) -> QuerySet[OtherCheck]:
    """Those of the own department, of departments below in the same line, and all for the auditor."""
    rows = OtherCheck.objects.select_related("object", "department").order_by("-begun_at", "-pk")
    if actor.holds(Role.AUDITOR):
        return rows
    readable = Q(pk__in=[])
    if actor.holds(*READERS):
        readable |= Q(department_id=actor.department_id)
    if actor.holds(Role.UPPER):
        readable |= _below(actor.department_id)
    return rows.filter(readable)


def other_checks_of(actor: Actor) -> QuerySet[OtherCheck]:
    """The checks in which this person is one of the officers."""
    return _with(actor.id)


def _with(person: int) -> QuerySet[OtherCheck]:
    return OtherCheck.objects.filter(officers__person_id=person).select_related("object", "department")


def open_other_checks(actor: Actor) -> QuerySet[OtherCheck]:
    """Those of them whose record is still to be filled in and signed."""
    return _open_with(actor.id)


@question
def open_checks_of(person: int) -> QuerySet[OtherCheck]:
    """As ``open_other_checks``, all of them at once."""
    return _open_with(person)


def _open_with(person: int) -> QuerySet[OtherCheck]:
    return _with(person).filter(state=OtherCheckState.ON_SITE).order_by("begun_at")


def other_findings_open_to(actor: Actor) -> QuerySet[OtherFinding]:
    """The findings of this officer's open checks."""
    return _findings(OtherFinding.objects.filter(check_made__in=open_other_checks(actor).values("pk")))


def other_drawings_open_to(actor: Actor) -> QuerySet[OtherSignature]:
    """The signatures drawn by hand on the records this actor may read."""
    checks = other_checks_visible_to(actor).order_by().values("pk")
    return OtherSignature.objects.filter(check_made__in=checks).exclude(drawing=b"")


def _findings(rows: QuerySet[OtherFinding]) -> QuerySet[OtherFinding]:
    return rows.select_related(
        "check_made__object",
        "check_made__department",
        "department",
        "item_version__item",
        "part",
        "filled_by",
    ).order_by("item_version__item__code")


@dataclass(frozen=True)
class OtherRecord(SignedForm[OtherFinding, OtherSignature]):
    """The record of a check that nobody drew, with its signatures."""

    made: OtherCheck
    findings: Sequence[OtherFinding]
    officers: Sequence[Inspector]
    every_signature: Sequence[OtherSignature]

    @property
    def canonical(self) -> bytes:
        """The record in one order and one spelling."""
        content = {
            "other_check": self.made.pk,
            "kind": self.made.kind,
            "begun_at": self.made.begun_at.isoformat(),
            "findings": [
                {
                    "item_version": row.item_version_id,
                    "answers": row.answers,
                    "results": sorted(row.results),
                    "problem": row.problem,
                    "measures": row.measures,
                    "disposal": row.disposal,
                    "object_status": row.object_status,
                }
                for row in sorted(self.findings, key=lambda row: row.item_version_id)
            ],
        }
        return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()

    @property
    def is_open(self) -> bool:
        """Still to be filled in and signed."""
        return self.made.state == OtherCheckState.ON_SITE

    @property
    def is_settled(self) -> bool:
        """The object has signed, or two officers have explained why not."""
        return law.field_duties.record_signed_or_refusal_noted(
            signed=self.firm is not None,
            refusal_noted=bool(self.refusals),
            officers_signing=len(self.refusals),
        )

    @property
    def may_close(self) -> bool:
        """Every signature is there."""
        signed = law.field_duties.every_officer_signed(missing=len(self.missing))
        return self.is_open and self.is_filled and signed and self.is_settled


def other_record(made: OtherCheck) -> OtherRecord:
    """The record as it stands."""
    return OtherRecord(
        made,
        list(_findings(made.findings.all())),
        list(made.officers.select_related("department").order_by("pk")),
        list(made.signatures.order_by("pk")),
    )


def other_history(made: OtherCheck) -> QuerySet[Entry]:
    """What the ledger says of it."""
    return history(made)


def own_parts(department: Department, *, on: date) -> list[ItemPart]:
    """What a department may check at all: its parts of the items in force, or those of its line above (Art. 4)."""
    rows = ItemPart.objects.filter(version__in=in_force(on=on).order_by().values("pk"))
    mine = rows.filter(Q(department=department) | Q(department__line=department.line))
    found: dict[int, ItemPart] = {}
    for part in mine.select_related("version__item", "department").order_by("version__item__code", "pk"):
        if part.version_id not in found or part.department_id == department.pk:
            found[part.version_id] = part
    return list(found.values())


def colleagues_in_post(officer: Inspector, *, on: date) -> QuerySet[Inspector]:
    """Who of the department may come along: in post, with a certificate that holds."""
    certified = Q(certificate_until__gte=on) | Q(trade_certificate_until__gte=on)
    rows = Inspector.objects.filter(
        certified, department_id=officer.department_id, status=InspectorStatus.IN_POST
    )
    return rows.exclude(pk=officer.pk).select_related("department").order_by("name", "pk")


def checks_of_item(thing: InspectedObject, version: ItemVersion, *, year: int) -> int:
    """How often an item was checked at an object in a year: at drawn visits and at others."""
    drawn = Finding.objects.filter(
        visit__drawn__object=thing,
        visit__state=VisitState.SIGNED,
        visit__ended_at__year=year,
        item_version__item=version.item_id,
    ).aggregate(n=Count("visit", distinct=True))["n"]
    others = OtherFinding.objects.filter(
        check_made__object=thing, check_made__begun_at__year=year, item_version__item=version.item_id
    ).exclude(check_made__state=OtherCheckState.DROPPED)
    return int(drawn) + others.count()
