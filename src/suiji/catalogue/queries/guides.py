"""工作指引和逐点依据 — what an officer works by, as the version holds it (Art. 18)."""

from collections.abc import Iterable

from django.db.models import QuerySet
from django.db.models.functions import Length

from suiji.catalogue.models import Guide, ItemPart, ItemVersion
from suiji.ledger import Actor


def guides_of(version: ItemVersion, department: int | None = None) -> QuerySet[Guide]:
    """The guides of a version, of one department or of all, without their content."""
    rows = version.guides.defer("content").select_related("department").order_by("department__code", "pk")
    return rows.filter(department_id=department) if department else rows


def with_size(rows: QuerySet[Guide]) -> QuerySet[Guide]:
    """The guides without their content, each with its ``size`` in bytes."""
    return rows.defer("content").annotate(length=Length("content")).order_by("pk")


def guide(pk: int) -> Guide | None:
    """One guide with its content."""
    return Guide.objects.select_related("version__item", "department").filter(pk=pk).first()


def own_guides(actor: Actor) -> QuerySet[Guide]:
    """The guides the actor's department has added."""
    return Guide.objects.filter(department_id=actor.department_id).select_related("version__item")


def without_basis(parts: Iterable[ItemPart]) -> list[tuple[str, int]]:
    """Departments with the number of their points that name no basis of their own."""
    counted = [(part.department.short_name, sum(not p.basis for p in part.points)) for part in parts]
    return [(name, number) for name, number in counted if number]
