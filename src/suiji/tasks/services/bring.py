"""定向名单 — a list brought from outside narrows the scope, publicly marked and never silently (Art. 5, 15)."""

import hashlib
from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from suiji import law
from suiji.ledger import Actor, Stale
from suiji.ledger.services import hold, record
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.tasks.models import BroughtList, ListSource, Task, WaiverKind
from suiji.tasks.services.draft import TARGETED
from suiji.tasks.services.waive import apply_waiver
from suiji.tasks.states import TaskState


@transaction.atomic
def bring_list(
    *,
    task: Task,
    organ: str,
    document_number: str,
    issued_on: date,
    file_name: str,
    content: bytes,
    codes: Sequence[str],
    drawn_elsewhere: bool,
    reason: str,
    basis: str,
    actor: Actor,
    at: datetime,
) -> BroughtList:
    """The draft's scope is what of the list meets its rule; the title and the public log say 定向.

    The exception is asked for at once; without it the scheme is not sent. Refused: a list that was drawn
    elsewhere, a second list, a scheme that is no draft any more.
    """
    hold(task)
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    law.require(law.general.steps_in_order, allowed=task.state == TaskState.DRAFT)
    law.require(law.sampling_duties.list_is_drawn_here, drawn_elsewhere=drawn_elsewhere)
    if BroughtList.objects.filter(task=task).exists():
        raise Stale("本任务已有定向名单；名单有误的，请撤回任务重新拟定。")
    found = BroughtList.objects.create(
        task=task,
        source=ListSource.TARGETED,
        organ=organ,
        document_number=document_number,
        issued_on=issued_on,
        file_name=file_name,
        sha256=hashlib.sha256(content).hexdigest(),
        content=content,
        codes=sorted(set(codes)),
        brought_by_id=actor.id,
        brought_at=at,
    )
    task.title = f"{task.title.removesuffix(TARGETED)}{TARGETED}"
    task.save(update_fields=["title"])
    apply_waiver(task=task, kind=WaiverKind.LIST, reason=reason, basis=basis, codes=codes, actor=actor, at=at)
    record(
        task,
        "tasks.list_brought",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{task}导入{found}，共 {len(found.codes)} 户。",
        facts={"organ": organ, "file": file_name},
        body={"task": task.number, "list": found.get_source_display(), "sha256": found.sha256},
    )
    return found
