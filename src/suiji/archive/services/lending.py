"""查阅登记 — a sealed volume leaves the house as a copy only by name and for a purpose (Art. 25, 27)."""

from datetime import datetime

from django.db import transaction

from suiji.archive.models import Package, Supplement
from suiji.law import require
from suiji.law.confidence import export_says_what_for
from suiji.ledger import Actor
from suiji.ledger.services import record

Volume = Package | Supplement


@transaction.atomic
def lend(*, volume: Volume, purpose: str, actor: Actor, at: datetime) -> None:
    """Who takes a copy of which volume, and what for, is on record before it leaves."""
    require(export_says_what_for, purpose=purpose)
    name = f"补充卷 {volume.number}" if isinstance(volume, Supplement) else "归档包"
    record(
        volume.case_file,
        "archive.lent",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}查阅{volume.case_file}的{name}。",
        because=purpose.strip(),
        facts={"sha256": volume.sha256},
    )
