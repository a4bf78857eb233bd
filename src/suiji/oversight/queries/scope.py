"""Who reads and who answers: the departments of an office's region, an upper department's line, everybody."""

from django.db.models import Q, QuerySet

from suiji.ledger import Actor
from suiji.organs.models import Department, Kind
from suiji.organs.queries import regulators
from suiji.organs.roles import Role


def under_office(office: Department) -> QuerySet[Department]:
    """各级有关部门: departments of the office's region and of the regions below it (Art. 29)."""
    return regulators().filter(Q(region=office.region_id) | Q(region__parent=office.region_id))


def below(upper: Department) -> QuerySet[Department]:
    """The departments of an upper department's own line in the regions below it (Art. 28)."""
    lower = Q(region__parent=upper.region_id) | Q(region__parent__parent=upper.region_id)
    return regulators().filter(lower, line=upper.line)


def scope_of(actor: Actor) -> QuerySet[Department]:
    """Whose figures the actor reads: an upper department its own line below, an auditor everybody's (Art. 28)."""
    if actor.holds(Role.AUDITOR):
        return regulators()
    own = own_department(actor)
    return below(own) if actor.holds(Role.UPPER) else under_office(own)


def own_department(actor: Actor) -> Department:
    """Where the actor sits."""
    return Department.objects.select_related("region").get(pk=actor.department_id)


def office_of_actor(actor: Actor) -> Department | None:
    """The actor's department where it is a joint conference's office."""
    return (
        Department.objects.filter(pk=actor.department_id, kind=Kind.OFFICE).select_related("region").first()
    )
