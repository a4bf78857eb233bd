"""签字页 — names drawn on glass become signatures once the whole record stands (Art. 20(2), (3); reading R59)."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.draws.services import note_signed
from suiji.inspections.files import format_of
from suiji.inspections.models import Sheet, Signature, SignatureKind, Visit
from suiji.inspections.queries import RecordForm, open_divergences, record_of
from suiji.inspections.queries.whose import crew_of
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.inspections.services.hands import require_member, require_state
from suiji.inspections.services.wording import Wording
from suiji.inspections.states import VisitState
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import record
from suiji.libraries.models import Inspector
from suiji.organs.models import Person

DRAWING_LIMIT = 200 * 1024
"""Bytes of a drawn signature."""


@transaction.atomic
def hand_in_sheet(
    *, visit: Visit, said: Mapping[str, Any], captured_at: datetime, actor: Actor, at: datetime
) -> Sheet:
    """Keep a drawn name with the digests of what stood above it; the holder of the phone answers for it.

    An officer signs on the own phone or on one of the own department; anything that has changed since is refused.
    """
    holder = require_member(visit, actor)
    require_state(visit, VisitState.ON_SITE)
    kind = SignatureKind(said["kind"])
    signer = None if kind is SignatureKind.FIRM else _officer(visit, holder, said.get("inspector"))
    note = str(said.get("note", "")).strip()
    if kind is SignatureKind.REFUSAL:
        law.require(
            law.field_duties.record_signed_or_refusal_noted,
            signed=False,
            refusal_noted=bool(note),
            officers_signing=law.field_duties.REFUSAL_SIGNATURES,
        )
    seen = _seen(visit, said["seen"], holder.department_id)
    name = signer.name if signer else str(said.get("signer", "")).strip()
    if not name:
        raise UnfitEvidence("请写明签字人的姓名。")
    sheet = Sheet.objects.create(
        visit=visit,
        kind=kind,
        signer=name[:64],
        inspector=signer,
        department=holder.department,
        note=note,
        drawing=drawing_in(said["drawing"]),
        seen=seen,
        held_by=Person.objects.get(pk=actor.id),
        captured_at=captured_at,
        received_at=at,
    )
    record(
        visit,
        "inspections.sheet_signed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}送达{visit}的签字页：{kind.label}。",
        facts={"sheet": sheet.pk, "drawing_sha256": hashlib.sha256(sheet.drawing).hexdigest(), "seen": seen},
    )
    return sheet


def _officer(visit: Visit, holder: Inspector, inspector_id: int | None) -> Inspector:
    if inspector_id is None or inspector_id == holder.pk:
        return holder
    found = next((m.inspector for m in crew_of(visit) if m.inspector.pk == inspector_id), None)
    if found is None or found.department_id != holder.department_id:
        raise NotYours("在这部手机上只能由本部门的小组成员签字；其他部门的人员请用本部门的手机。")
    return found


def _seen(visit: Visit, seen: Mapping[str, str], department_id: int) -> dict[str, str]:
    """What stood on the glass, where it still stands; the own department's part must."""
    now = {str(f.pk): (f.department_id, Wording.of(f).digest) for f in visit.findings.all() if f.filled_at}
    standing = {key: digest for key, digest in seen.items() if key in now and now[key][1] == digest}
    own = {str(f.pk) for f in visit.findings.filter(department_id=department_id)}
    if not own <= set(standing):
        raise Stale("本部门的填写在签字以后有改动，或还没有送达。请核对后重新签字。")
    return standing


def drawing_in(text: str) -> bytes:
    """A drawn name out of its data address: one PNG of a bearable size."""
    head, _, encoded = text.partition(",")
    try:
        content = base64.b64decode(encoded, validate=True)
    except ValueError:
        content = b""
    if head != "data:image/png;base64" or format_of(content) != "png" or len(content) > DRAWING_LIMIT:
        raise UnfitEvidence("手写签名没有收到，请清除后重新签。")
    return content


@transaction.atomic
def settle(*, visit: Visit, actor: Actor, at: datetime) -> int:
    """Turn sheets that hold into signatures of the whole record, once every part is filled; how many it made.

    An officer's sheet holds while the own department's part stands as it was signed; the object's while, taken
    together with its others, every part does. Asked again it adds only what is missing.
    """
    form = record_of(visit)
    sheets = list(visit.sheets.select_related("inspector__department", "held_by").order_by("pk"))
    if visit.state != VisitState.ON_SITE or not sheets or form.unfilled or open_divergences(visit).exists():
        return 0
    digests = {str(f.pk): Wording.of(f).digest for f in form.findings}
    made = 0
    for sheet in sheets:
        if sheet.inspector is not None and _is_missing(form, sheet) and _holds(form, sheet, digests):
            _sign(form, sheet, actor, at)
            form = record_of(visit)
            made += 1
    last = _object_signed(sheets, digests)
    if form.firm is None and last is not None:
        _sign(form, last, actor, at)
        made += 1
    return made


def _is_missing(form: RecordForm, sheet: Sheet) -> bool:
    if sheet.kind == SignatureKind.OFFICER:
        return sheet.inspector in form.missing
    return sheet.inspector_id not in {refusal.inspector_id for refusal in form.refusals}


def _holds(form: RecordForm, sheet: Sheet, digests: Mapping[str, str]) -> bool:
    assert sheet.inspector is not None
    own = [str(f.pk) for f in form.findings if f.department_id == sheet.inspector.department_id]
    return all(sheet.seen.get(key) == digests[key] for key in own)


def _object_signed(sheets: list[Sheet], digests: Mapping[str, str]) -> Sheet | None:
    """The last of the object's sheets, when together they cover every part as it stands."""
    own = [sheet for sheet in sheets if sheet.kind == SignatureKind.FIRM]
    covered = {key for sheet in own for key, digest in sheet.seen.items() if digests.get(key) == digest}
    return own[-1] if own and covered >= set(digests) else None


def _opinion(visit: Visit) -> str:
    """What the object's person said on the phones of the departments, each thing once."""
    notes = visit.sheets.filter(kind=SignatureKind.FIRM).order_by("pk").values_list("note", flat=True)
    return "；".join(dict.fromkeys(note for note in notes if note))


def _sign(form: RecordForm, sheet: Sheet, actor: Actor, at: datetime) -> None:
    officer = sheet.inspector
    witness = "" if officer is not None and officer.person_id == sheet.held_by_id else sheet.held_by.name
    opinion, note = ("", sheet.note) if officer is not None else (_opinion(form.visit), "")
    signature = Signature.objects.create(
        visit=form.visit,
        kind=sheet.kind,
        signer=sheet.signer,
        inspector=officer,
        department=officer.department if officer else None,
        note=note or (f"见证：{witness}" if witness else ""),
        opinion=opinion,
        drawing=bytes(sheet.drawing),
        record_sha256=form.sha256,
        signed_at=at,
    )
    if officer is not None:
        for member in crew_of(form.visit):
            if (
                member.inspector.pk == officer.pk
            ):  # who has signed is no longer replaced (Art. 16, reading R16)
                note_signed(member=member.drawn, at=at)
    kind = SignatureKind(sheet.kind)
    record(
        form.visit,
        f"inspections.{kind.value.lower()}_sheet_holds",
        actor=actor,
        at=at,
        sentence=f"{form.visit}的签字页成为全部记录的签字：{kind.label}，{sheet.signer}。",
        because=sheet.note if kind is SignatureKind.REFUSAL else "",
        facts={
            "signature": signature.pk,
            "sheet": sheet.pk,
            "record_sha256": form.sha256,
            "opinion": opinion,
        },
    )
