"""依据 — plan, items and departments are asked again before every step towards the list (Art. 2, 6, 7, 12)."""

from collections.abc import Collection, Sequence
from datetime import date

from suiji import law
from suiji.catalogue.models import ItemVersion
from suiji.catalogue.queries import departments_left_out, parts_in_order
from suiji.organs.models import Department
from suiji.plans.models import PlanLine
from suiji.tasks.models import Task
from suiji.tasks.queries.basis import (
    footing_of,
    items_outside,
    left_out_words,
    named_items,
    not_in_force,
    period_within,
)


def insist_on_basis(*, task: Task, today: date) -> None:
    """Refuses unless the scheme still stands on a published plan, on items in force and on whole departments.

    Asked when the scheme is sent, when a ceremony is opened, at the freeze, and when a list from above is received:
    between two of these the plan may be changed and an item suspended, and after the freeze nothing can be mended.
    """
    found, duties = footing_of(task, today), law.sampling_duties
    law.require(law.general.plan_published_before_task, published=found.published)
    law.require(
        law.general.items_published,
        advice=found.items_words if found.expired else "",
        unpublished=len(found.expired),
    )
    law.require(
        duties.scheme_within_plan,
        items_outside=len(found.outside),
        **period_within(found.line, task.period_from, task.period_until),
    )
    law.require(
        law.schemes.scheme_has_the_plans_departments,
        advice=found.plan_words,
        missing=len(found.missing),
        strange=len(found.strange),
    )
    _require_nobody_left_out(found.left_out)


def require_items(versions: Collection[ItemVersion], today: date) -> None:
    """Items in force on the day, at least one."""
    expired = not_in_force(versions, today)
    words = f"{named_items(expired)}今天不在有效期内，请换用有效的抽查事项。" if expired else ""
    law.require(law.general.items_published, advice=words, unpublished=len(expired) if versions else 1)


def require_within_plan(line: PlanLine, versions: Collection[ItemVersion], first: date, last: date) -> None:
    """Time and items of a scheme inside those of its plan line."""
    law.require(
        law.sampling_duties.scheme_within_plan,
        items_outside=len(items_outside(line, versions)),
        **period_within(line, first, last),
    )


def require_whole_items(versions: Collection[ItemVersion], taking_part: Collection[Department]) -> None:
    """Every department with a part in the items takes part, or one of its line does (R146)."""
    rows = ItemVersion.objects.filter(pk__in=[row.pk for row in versions])
    _require_nobody_left_out(departments_left_out(rows.prefetch_related(parts_in_order()), taking_part))


def _require_nobody_left_out(left_out: Sequence[Department]) -> None:
    law.require(
        law.lists_and_plans.departments_of_items_take_part,
        advice=left_out_words(left_out),
        left_out=len(left_out),
    )
