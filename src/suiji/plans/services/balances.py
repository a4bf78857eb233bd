"""期初数 — what was done in a year before the platform, brought in with its source and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.doors import require_office, require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.plans.models import Initiation, OpeningBalance, OpeningVisit


@dataclass(frozen=True, slots=True)
class OpeningRow:
    """One line of a file of opening balances: an object's visits, or a department's initiations."""

    count: int
    title: str
    """The object's name, or the task's."""
    object_code: str = ""
    department: Department | None = None
    kind: str = ""


@transaction.atomic
def bring_in_balance(
    *,
    year: int,
    source_organ: str,
    source_document: str,
    file_name: str,
    sha256: str,
    rows: Sequence[OpeningRow],
    actor: Actor,
    at: datetime,
) -> OpeningBalance:
    """The office brings in visits and initiations so far; a mistake is corrected by a further file with minus counts.

    Refused without organ and document, when the same file came before (Art. 10), and for initiations of a department
    that is another office's.
    """
    require_role(actor, Role.OFFICE)
    for department in {row.department for row in rows if row.department is not None}:
        require_office(actor, department)
    law.require(law.lists_and_plans.opening_balance_has_source, document=source_document, organ=source_organ)
    Department.objects.select_for_update().get(pk=actor.department_id)
    law.require(
        law.lists_and_plans.opening_balance_counted_once,
        known=OpeningBalance.objects.filter(year=year, sha256=sha256).exists(),
    )
    balance = OpeningBalance.objects.create(
        office_id=actor.department_id,
        year=year,
        source_organ=source_organ,
        source_document=source_document,
        file_name=file_name,
        sha256=sha256,
        imported_by=actor.name,
        imported_at=at,
    )
    visits, initiations = _write_rows(balance, rows, at)
    record(
        balance,
        "plans.balance_brought_in",
        actor=actor,
        at=at,
        sentence=(
            f"{actor.department_name}{actor.name}导入{balance}：检查次数{visits}行，发起次数{initiations}行。"
        ),
        facts={"sha256": sha256, "source": f"{source_organ} {source_document}"},
    )
    return balance


def _write_rows(balance: OpeningBalance, rows: Sequence[OpeningRow], at: datetime) -> tuple[int, int]:
    """How many rows of visits, and of initiations."""
    year = balance.year
    visits = OpeningVisit.objects.bulk_create(
        (
            OpeningVisit(
                balance=balance,
                year=year,
                object_code=row.object_code,
                object_name=row.title,
                count=row.count,
            )
            for row in rows
            if row.object_code
        ),
        batch_size=2000,
    )
    initiations = Initiation.objects.bulk_create(
        Initiation(
            balance=balance,
            department=row.department,
            year=year,
            kind=row.kind,
            count=row.count,
            title=row.title,
            at=at,
        )
        for row in rows
        if row.department is not None
    )
    return len(visits), len(initiations)
