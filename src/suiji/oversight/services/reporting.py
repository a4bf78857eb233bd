"""What the office may do: freeze the figures of an instant and issue them (Art. 29). Nothing here inspects."""

from datetime import datetime
from typing import Any

from django.db import transaction

from suiji.law import require
from suiji.law.confidence import figure_comes_from_platform, upper_level_only_reads
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import record
from suiji.organs.days import SHANGHAI, day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.oversight.models import Circulation, Report
from suiji.oversight.queries import office_of_actor, sha256_of, snapshot
from suiji.papers.numbering import next_number


@transaction.atomic
def issue_report(
    *, year: int, cut_off_at: datetime, notes: str = "", seen_sha256: str = "", actor: Actor, at: datetime
) -> Report:
    """A report over the platform's own figures at the cut-off, frozen for ever under a number.

    ``seen_sha256`` is the hash of the figures the official looked at: refused when the platform counts others.
    An instant that has not come is refused too, for what it will hold can only be guessed.
    """
    require(upper_level_only_reads, is_upper=actor.holds(Role.UPPER) and not actor.holds(Role.OFFICE))
    require_role(actor, Role.OFFICE)
    office = office_of_actor(actor)
    if office is None:
        raise NotYours("通报由联席会议办公室印发。")
    content = snapshot(year, cut_off_at, office)
    digest = sha256_of(content)
    require(figure_comes_from_platform, overridden=cut_off_at > at or seen_sha256 not in ("", digest))
    return issue(content=content, office=office, cut_off_at=cut_off_at, notes=notes, actor=actor, at=at)


def issue(
    *,
    content: dict[str, Any],
    office: Department,
    cut_off_at: datetime,
    notes: str,
    circulation: Circulation | None = None,
    actor: Actor,
    at: datetime,
) -> Report:
    """The report itself, inside the transaction of whoever decided that it is due."""
    digest, until = sha256_of(content), cut_off_at.astimezone(SHANGHAI)
    report = Report.objects.create(
        number=next_number("REPORT", office.sign, day_of(at).year),
        office=office,
        circulation=circulation,
        year=content["year"],
        cut_off_at=cut_off_at.replace(microsecond=0),
        snapshot=content,
        sha256=digest,
        notes=notes.strip(),
        issued_by_id=actor.id,
        issued_at=at,
    )
    record(
        report,
        "oversight.reported",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}印发通报 {report.number}，数据截至 {until:%Y年%m月%d日%H:%M}。",
        facts={"sha256": digest, "year": report.year},
    )
    return report
