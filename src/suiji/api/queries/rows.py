"""Which rows a department's machine may read: what its officials may, without an unannounced check (R124, R126)."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet

from suiji.api.queries.tokens import Reader
from suiji.api.scopes import Scope
from suiji.catalogue import queries as catalogue
from suiji.catalogue.models import ItemPart, ItemVersion
from suiji.catalogue.queries import MADE_PUBLIC
from suiji.disclosure import queries as disclosure
from suiji.disclosure.models import Publication
from suiji.draws.models import Ceremony
from suiji.draws.queries import ceremonies_visible_to
from suiji.exchange import queries as exchange
from suiji.exchange.models import ExchangeBatch
from suiji.followup import queries as followup
from suiji.followup.models import TRANSFERS, FollowUp
from suiji.inspections.models import Visit
from suiji.plans import queries as plans
from suiji.plans.models import PlanLine
from suiji.tasks import queries as tasks
from suiji.tasks.models import Task


def told(task: str = "") -> Q:
    """True of rows whose task a machine may know: announced, or all its visits are over (reading R126)."""
    path = f"{task}__" if task else ""
    visits = Visit.objects.filter(task=OuterRef(task or "pk"))
    over = Exists(visits) & ~Exists(visits.filter(ended_at=None))
    return Q(**{f"{path}unannounced": False}) | Q(over)


def item_rows(reader: Reader) -> QuerySet[ItemVersion]:
    """The versions, public ones only, of items in which the department has a part."""
    mine = reader.system.department_id
    part = Exists(ItemPart.objects.filter(version=OuterRef("pk"), department=mine))
    return catalogue.versions().filter(Q(item__owner=mine) | part, state__in=MADE_PUBLIC)


def plan_rows(reader: Reader) -> QuerySet[PlanLine]:
    """The lines in which the department has a part; never an unannounced one."""
    mine = reader.system.department_id
    part = Q(initiator=mine) | Q(parts__department=mine)
    return plans.lines().filter(part, unannounced=False).distinct()


def task_rows(reader: Reader, scope: Scope = Scope.TASKS) -> QuerySet[Task]:
    """The tasks in which the department has a part."""
    return tasks.visible_to(reader.as_actor(scope)).filter(told())


def draw_rows(reader: Reader) -> QuerySet[Ceremony]:
    """The draws of those tasks."""
    return ceremonies_visible_to(reader.as_actor(Scope.DRAWS)).filter(told("task"))


def result_rows(reader: Reader) -> QuerySet[Publication]:
    """The department's own results."""
    rows = disclosure.visible_to(reader.as_actor(Scope.RESULTS))
    return rows.filter(told("visit__task"), department=reader.system.department_id)


def transfer_rows(reader: Reader) -> QuerySet[FollowUp]:
    """The transfers that the department made, or received once they were sent."""
    mine = reader.system.department_id
    rows = followup.visible_to(reader.as_actor(Scope.TRANSFERS)).filter(
        Q(department=mine) | Q(receiver=mine), told("finding__visit__task"), kind__in=TRANSFERS
    )
    return rows.exclude(Q(sent_at=None) & ~Q(department=mine))


def exchange_rows(reader: Reader) -> QuerySet[ExchangeBatch]:
    """The batches that the department handed out."""
    return exchange.batches().filter(department=reader.system.department_id)


ROWS: Mapping[Scope, Callable[[Reader], QuerySet[Any]]] = {
    Scope.ITEMS: item_rows,
    Scope.PLANS: plan_rows,
    Scope.TASKS: task_rows,
    Scope.DRAWS: draw_rows,
    Scope.RESULTS: result_rows,
    Scope.TRANSFERS: transfer_rows,
    Scope.EXCHANGE: exchange_rows,
}
"""Scope → the rows it opens."""
