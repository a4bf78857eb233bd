"""The rows of a result, before and after it is public."""

from collections.abc import Iterable
from typing import Any

from suiji.disclosure.models import Publication, Submission
from suiji.inspections import queries as inspections
from suiji.inspections.models import Finding, Visit
from suiji.law.results import ResultCode


def first_rows(publication: Publication) -> list[dict[str, Any]]:
    """What the department's signed findings say, item by item, without personal data."""
    return rows_of(inspections.results_of(publication.visit, publication.department_id))


def rows_of(findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """The same of findings that were read already."""
    return [
        {
            "item": finding.item_version.item.code,
            "title": finding.item_version.title,
            "results": list(finding.results),
        }
        for finding in findings
    ]


def current_rows(publication: Publication) -> list[dict[str, Any]]:
    """The rows as they stand: of the newest version, else as last submitted, else of the signed findings."""
    newest = publication.versions.order_by("-number").first() or last_submission(publication)
    return list(newest.rows) if newest else first_rows(publication)


def last_submission(publication: Publication) -> Submission | None:
    """What was last submitted for review."""
    return publication.submissions.order_by("-number").first()


def authors_of(publication: Publication) -> set[int]:
    """Everybody who entered or corrected the result; none of them reviews it (Art. 26)."""
    submitters = publication.submissions.values_list("submitted_by_id", flat=True)
    return {publication.entered_by_id, *submitters}


def tested_items(publication: Publication) -> set[str]:
    """Items that test a product, which alone may be 合格 or 不合格."""
    findings = Finding.objects.filter(
        visit=publication.visit_id, department=publication.department_id, item_version__tests_products=True
    )
    return set(findings.values_list("item_version__item__code", flat=True))


def says_unreachable(visit: Visit) -> bool | None:
    """Whether some department's result of the visit still says ④; None when it was not the object's last visit."""
    ended = Visit.objects.filter(drawn__object=visit.drawn.object_id, ended_at__isnull=False)
    if ended.order_by("-ended_at", "-pk").values_list("pk", flat=True).first() != visit.pk:
        return None
    entered = list(visit.publications.all())
    standing = [row for publication in entered for row in current_rows(publication)]
    departments = {publication.department_id for publication in entered}
    unentered = visit.findings.exclude(department__in=departments).values_list("results", flat=True)
    codes = {code for results in (*(row["results"] for row in standing), *unentered) for code in results}
    return ResultCode.UNREACHABLE in codes


def in_words(rows: Iterable[dict[str, Any]]) -> list[tuple[str, list[str]]]:
    """Title and results of each row, in the article's own words."""
    return [(row["title"], [ResultCode(code).words for code in row["results"]]) for row in rows]
