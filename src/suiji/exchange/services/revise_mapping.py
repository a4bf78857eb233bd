"""修订字段对照 — the receiver's headings and codes change by a new version; batches keep the one they went out in."""

from datetime import datetime

from django.db import connection, transaction

from suiji.exchange.kinds import KINDS
from suiji.exchange.mapping import Mapping
from suiji.exchange.models import FieldMapping, Inflow
from suiji.exchange.queries.mappings import newest_number
from suiji.exchange.services.prepare_batch import EXCHANGE_LOCK
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


class Unfit(Exception):  # noqa: N818 — the word the person reads
    """A mapping that cannot be used; ``faults`` says why, in Chinese."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__(" ".join(faults))
        self.faults = faults


@transaction.atomic
def revise_mapping(*, kind: str, mapping: Mapping, source: str, actor: Actor, at: datetime) -> FieldMapping:
    """The next version of a kind's mapping, in use from now on. Raises ``Unfit``."""
    require_role(actor, Role.OFFICE, Role.SYSTEM_ADMIN)
    about = KINDS[kind]
    if faults := mapping.faults(about):
        raise Unfit(faults)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [EXCHANGE_LOCK])
    row = FieldMapping.objects.create(
        kind=kind,
        number=newest_number(kind) + 1,
        document=mapping.document(),
        source=source,
        made_by=actor.name,
        made_at=at,
    )
    # What nobody could read is read again at once, not when the platform is asked the next time.
    Inflow.objects.filter(kind=kind, ended_at=None).update(due_at=at)
    record(
        row,
        "exchange.mapping_revised",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}启用{row}（{source}）。",
        facts={"document": row.document},
    )
    return row
