"""载入代码对照表 — codes of the province's or another platform's data standard, and what they mean here (Art. 11)."""

import hashlib
from datetime import datetime

from django.db import transaction

from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.models import CodeTable, CodeWord
from suiji.libraries.standard.codes import read_codes
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def load_codes(*, content: bytes, edition: str, source: str, actor: Actor, at: datetime) -> CodeTable:
    """A new edition, in force from the next file on; files already read stay as they were read.

    Raises ``papers.sheets.Unreadable`` when the file is no such table or gives a code a meaning we do not know.
    """
    require_role(actor, Role.OFFICE, Role.SYSTEM_ADMIN)
    words = read_codes(content)
    table = CodeTable.objects.create(
        edition=edition,
        source=source,
        sha256=hashlib.sha256(content).hexdigest(),
        by=actor.name,
        at=at,
    )
    CodeWord.objects.bulk_create(
        CodeWord(table=table, kind=kind, code=code, value=value) for (kind, code), value in words.items()
    )
    record(
        table,
        "libraries.codes_loaded",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}载入代码对照表 {table}，共 {len(words)} 条。",
        body={"edition": edition, "source": source, "sha256": table.sha256, "rows": len(words)},
    )
    return table
