"""著录 — what the metadata of a file's package say of it as a whole."""

from datetime import datetime

from suiji.archive.metadata import Description
from suiji.archive.models import CaseFile, Retention
from suiji.archive.queries import departments_of, whole_history
from suiji.inspections.queries import lead_of
from suiji.organs.days import day_of


def described(
    case_file: CaseFile, retention: Retention, at: datetime, *, volume: str = "", title: str = ""
) -> Description:
    """The description of a file, or of one of its further volumes (which tells its history no second time)."""
    visit = case_file.visit
    ended = visit.ended_at or at
    return Description(
        case_file=case_file.number,
        title=title
        or f"{visit.drawn.object.name}部门联合抽查案卷（{visit.task.number}《{visit.task.title}》）",
        organ=lead_of(visit).name,
        responsible=[department.name for department in departments_of(visit)],
        formed_at=ended.isoformat(timespec="seconds"),
        sealed_at=at.isoformat(timespec="seconds"),
        year=str(day_of(ended).year),
        retention=retention.label,
        volume=volume,
        history=[] if volume else whole_history(visit),
    )
