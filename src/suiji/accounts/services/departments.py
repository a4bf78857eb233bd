"""部门登记 — members of the joint conference and their supervisors: registered, and renamed when reformed."""

from datetime import datetime

from django.db import IntegrityError, transaction

from suiji.ledger import Actor, Stale
from suiji.ledger.services import record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Kind, Level, Region
from suiji.organs.roles import Role


@transaction.atomic
def register_department(
    *,
    code: str,
    name: str,
    short_name: str,
    sign: str,
    line: str,
    kind: Kind,
    region: Region,
    actor: Actor,
    at: datetime,
) -> Department:
    """A department from today on; its level follows its region."""
    require_role(actor, Role.SYSTEM_ADMIN)
    made = Department(
        code=code,
        name=name,
        short_name=short_name,
        sign=sign,
        line=line,
        kind=kind,
        region=region,
        level={1: Level.PROVINCE, 2: Level.CITY}.get(region.level, Level.COUNTY),
        joined_on=day_of(at),
    )
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        raise Stale(f"{name}（{code}）刚由他人登记，或者与已有的部门重复。") from error
    words = f"{actor.name}登记{made.get_kind_display()}{name}（{code}）。"
    record(made, "organs.department_registered", actor=actor, at=at, sentence=words)
    return made


@transaction.atomic
def rename_department(
    *, department: Department, name: str, short_name: str, sign: str, because: str, actor: Actor, at: datetime
) -> Department:
    """Other names from now on; what was recorded and printed before keeps the old ones."""
    require_role(actor, Role.SYSTEM_ADMIN)
    department = Department.objects.select_for_update().get(pk=department.pk)
    before = department.name
    department.name, department.short_name, department.sign = name, short_name, sign
    department.save(update_fields=["name", "short_name", "sign"])
    words = f"{actor.name}把{before}的名称改为{name}，简称{short_name}，文号代字{sign}。"
    record(
        department, "organs.department_renamed", actor=actor, at=at, sentence=words, because=because,
        facts={"before": before},
    )  # fmt: skip
    return department
