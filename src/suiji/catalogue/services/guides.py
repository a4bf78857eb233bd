"""工作指引 — each department adds the files its officers work by, while the version is not public yet (Art. 18)."""

import hashlib
from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.catalogue.models import Guide, ItemVersion
from suiji.catalogue.states import ItemState
from suiji.ledger import Actor, NotYours
from suiji.ledger.services import lock, record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

OPEN = (ItemState.DRAFT, ItemState.REVIEWED)


@transaction.atomic
def add_guide(*, version: ItemVersion, name: str, content: bytes, actor: Actor, at: datetime) -> Guide:
    """Keep a file with the actor's department's part; the same file twice is kept once.

    A published version keeps the guides it was published with; the next version begins with them.
    """
    _require_open(version, actor)
    guide, new = Guide.objects.get_or_create(
        version=version,
        department_id=actor.department_id,
        sha256=hashlib.sha256(content).hexdigest(),
        defaults={"name": name, "content": content, "added_by": actor.name, "added_at": at},
    )
    if new:
        record(
            version,
            "catalogue.guide_added",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}为{version}加入{guide}。",
            facts={"sha256": guide.sha256},
        )
    return guide


@transaction.atomic
def remove_guide(*, guide: Guide, actor: Actor, at: datetime) -> None:
    """Take a file off again, by the department that added it, before the version is public."""
    _require_open(guide.version, actor)
    if guide.department_id != actor.department_id:
        raise NotYours("工作指引由加入它的部门管理。")
    record(
        guide.version,
        "catalogue.guide_removed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}从{guide.version}撤下{guide}。",
        facts={"sha256": guide.sha256},
    )
    guide.delete()


def _require_open(version: ItemVersion, actor: Actor) -> None:
    fresh = lock(version)
    require_role(actor, Role.CLERK)
    if not version.parts.filter(department_id=actor.department_id).exists():
        raise NotYours("您所在部门不检查这一事项。")
    law.require(law.general.steps_in_order, allowed=fresh.state in OPEN)


def carry_guides(before: ItemVersion, version: ItemVersion) -> None:
    """A new version begins with the guides of the departments that still have a part in it."""
    departments = set(version.parts.values_list("department_id", flat=True))
    Guide.objects.bulk_create(
        Guide(
            version=version,
            department_id=guide.department_id,
            name=guide.name,
            sha256=guide.sha256,
            content=guide.content,
            added_by=guide.added_by,
            added_at=guide.added_at,
        )
        for guide in before.guides.filter(department__in=departments)
    )
