"""批量打标签 — a department puts a word on many objects, or takes its own off again (Art. 11)."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.libraries.models import InspectedObject, SavedFilter, Tagging
from suiji.libraries.services.runs import one_at_a_time
from suiji.organs.doors import require_role
from suiji.organs.models import Department
from suiji.organs.roles import Role

BATCH = 5000


@transaction.atomic
def tag_objects(
    *, rows: QuerySet[InspectedObject], word: str, pool: bool, off: bool, actor: Actor, at: datetime
) -> int:
    """Every object of the search carries the department's word, or no longer does; how many were touched.

    Words of other departments stay: an object keeps a tag as long as anybody says it.
    """
    require_role(actor, Role.LIBRARIAN)
    one_at_a_time()
    ids = list(rows.order_by().values_list("pk", flat=True))
    mine = Tagging.objects.filter(department_id=actor.department_id, word=word, pool=pool)
    touched = 0
    for start in range(0, len(ids), BATCH):
        some = ids[start : start + BATCH]
        had = set(mine.filter(object__in=some).values_list("object_id", flat=True))
        if off:
            mine.filter(object__in=some).delete()
        else:
            _put(set(some) - had, word, pool, actor.department_id)
        touched += len(had) if off else len(some) - len(had)
        _gather(some, "pools" if pool else "tags", pool, at)
    _note(touched, word, pool=pool, off=off, actor=actor, at=at)
    return touched


def _put(ids: set[int], word: str, pool: bool, department: int) -> None:
    Tagging.objects.bulk_create(
        Tagging(object_id=pk, department_id=department, word=word, pool=pool) for pk in sorted(ids)
    )


def _gather(ids: list[int], field: str, pool: bool, at: datetime) -> None:
    """The union of all departments' words, written where it has changed."""
    words: dict[int, set[str]] = {pk: set() for pk in ids}
    for pk, word in Tagging.objects.filter(object__in=ids, pool=pool).values_list("object_id", "word"):
        words[pk].add(word)
    changed = []
    for row in InspectedObject.objects.filter(pk__in=ids).only("pk", field):
        if getattr(row, field) != sorted(words[row.pk]):
            setattr(row, field, sorted(words[row.pk]))
            row.updated_at = at
            changed.append(row)
    InspectedObject.objects.bulk_update(changed, [field, "updated_at"], batch_size=1000)


def _note(count: int, word: str, *, pool: bool, off: bool, actor: Actor, at: datetime) -> None:
    act = "移出" if off else "加入"
    what = f"{act}专项库“{word}”" if pool else f"{'取消' if off else '打上'}标签“{word}”"
    record(
        Department.objects.get(pk=actor.department_id),
        "libraries.tagged",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}将 {count} 户检查对象{what}。",
        facts={"word": word, "pool": pool, "off": off, "rows": count},
    )


@transaction.atomic
def keep_filter(*, name: str, query: str, actor: Actor, at: datetime) -> SavedFilter:
    """Keep a search under a name for the whole department; the same name replaces the earlier one."""
    require_role(actor, Role.LIBRARIAN, Role.CLERK)
    row, _ = SavedFilter.objects.update_or_create(
        department_id=actor.department_id, name=name, defaults={"query": query[:500], "by": actor.name}
    )
    record(
        row,
        "libraries.filter_kept",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}保存常用筛选“{name}”。",
    )
    return row


@transaction.atomic
def drop_filter(*, kept: SavedFilter, actor: Actor, at: datetime) -> None:
    """A kept search is no longer offered; anybody of the department who may keep one may drop one."""
    require_role(actor, Role.LIBRARIAN, Role.CLERK, department_id=kept.department_id)
    record(
        kept,
        "libraries.filter_dropped",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}删除常用筛选“{kept.name}”。",
    )
    kept.delete()
