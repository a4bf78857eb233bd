"""校时 — that the machine's clock was set is on record: terms go by it (R183)."""

from datetime import datetime

from django.db import transaction

from suiji.ledger.services import record
from suiji.organs.models import Department, Installation, Kind
from suiji.organs.queries import system_actor


@transaction.atomic
def note_clock_was_set(*, seconds: int, at: datetime) -> None:
    """By how much, in the name of the unit that runs the platform; the audit administrator reads it."""
    place = Installation.objects.first()
    keeper = Department.objects.filter(kind=Kind.PLATFORM).order_by("pk").first()
    keeper = keeper or Department.objects.order_by("pk").first()
    if place is None or keeper is None:
        return
    way = "拨快" if seconds > 0 else "拨慢"
    record(
        place,
        "organs.clock_was_set",
        actor=system_actor(keeper),
        at=at,
        sentence=f"系统发现服务器时钟被{way}约 {abs(seconds)} 秒；一天内暂停超期作废、视为签收和到期删除。",
        facts={"seconds": seconds},
    )
