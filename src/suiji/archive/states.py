"""A file is open until everything is in it; then nothing changes it."""

from django.db.models import TextChoices

from suiji.law.confidence import archive_unchanged
from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class CaseFileState(TextChoices):
    """States of a file."""

    OPEN = "OPEN", "立卷中"
    ARCHIVED = "ARCHIVED", "已归档"


CASE_FILE = Machine(
    "案卷",
    CaseFileState.choices,
    initial=CaseFileState.OPEN,
    edges=[
        Edge(
            CaseFileState.OPEN,
            CaseFileState.ARCHIVED,
            frozenset({Role.CLERK}),
            "archive.archived",
            "{department}{actor}将{subject}归档。",
        ),
    ],
    refusal=archive_unchanged,
)
