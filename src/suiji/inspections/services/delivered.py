"""外勤取证 — a photo, recording or note, kept with the hash and the time of its capture (Art. 20(2), 21)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.shortcuts import get_object_or_404

from suiji.inspections.models import Evidence, EvidenceKind, PhoneUpload, Visit
from suiji.inspections.services.evidence import add_evidence
from suiji.inspections.services.uploads import put_away, whole_file
from suiji.ledger import Actor


def keep_evidence(
    *, visit: Visit, said: Mapping[str, Any], captured_at: datetime, actor: Actor, at: datetime
) -> Evidence:
    """Keep what a phone captured. The same file for the same visit twice is one piece of evidence."""
    kind = EvidenceKind(said["kind"])
    upload: PhoneUpload | None = None
    content: bytes | None = None
    if said.get("sha256"):
        twin = Evidence.objects.filter(visit=visit, kind=kind, sha256=said["sha256"]).first()
        if twin is not None:
            return twin
        upload = get_object_or_404(
            PhoneUpload.objects.select_for_update(), uid=said["upload"], visit=visit, person_id=actor.id
        )
        known = Evidence.objects.filter(visit=visit, sha256=said["sha256"]).exclude(file="").first()
        content = known.file.read() if known is not None else whole_file(upload)
    kept = add_evidence(
        visit=visit,
        kind=kind,
        title=said["title"],
        content=content,
        place=said.get("place", ""),
        taken_at=captured_at,
        note=said.get("note", ""),
        claims={name: said[name] for name in ("original_sha256", "position") if said.get(name)},
        actor=actor,
        at=at,
    )
    if upload is not None:
        put_away(upload, at=at)
    return kept
