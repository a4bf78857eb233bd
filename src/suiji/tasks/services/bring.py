"""外来名单 — a list from outside: 定向 narrows our draw, 上级派发 was drawn above; never silently (Art. 5, 13, 15)."""

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
from suiji.tasks.queries.above import UNPROVEN, is_above, marked
from suiji.tasks.services.waive import apply_waiver
from suiji.tasks.states import TaskState


@transaction.atomic
def bring_list(
    *,
    task: Task,
    source: ListSource = ListSource.TARGETED,
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
    """The draft's list from outside, as it came; the title and the public log say which.

    定向: the scope is what of the list meets its rule; the exception is asked for at once, and without it the
    scheme is not sent. 上级派发: the list is the drawn list itself, with the letter it came under (R52). Refused:
    any other list that was drawn elsewhere, a second list, a scheme that is no draft any more.
    """
    hold(task)
    require_role(actor, Role.CLERK, department_id=task.initiator_id)
    law.require(law.general.steps_in_order, allowed=task.state == TaskState.DRAFT)
    from_above = source == ListSource.DISPATCHED
    _require_lawful(from_above, drawn_elsewhere=drawn_elsewhere, organ=organ, document_number=document_number)
    if BroughtList.objects.filter(task=task).exists():
        raise Stale("本任务已有外来名单；名单有误的，请撤回任务重新拟定。")
    found = BroughtList.objects.create(
        task=task,
        source=source,
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
    task.title = marked(task.title, source)
    task.save(update_fields=["title"])
    if not from_above:
        apply_waiver(
            task=task, kind=WaiverKind.LIST, reason=reason, basis=basis, codes=codes, actor=actor, at=at
        )
    record(
        task,
        "tasks.list_brought",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}为{task}导入{found}，共 {len(found.codes)} 户。",
        facts={"organ": organ, "file": file_name},
        body=_body(found),
    )
    return found


def _body(found: BroughtList) -> dict[str, str]:
    """For the public log: which list, under which letter, with which hash; of an unannounced task the hash alone."""
    if found.task.unannounced:
        return {"list": found.get_source_display(), "sha256": found.sha256}
    body = {"task": found.task.number, "list": found.get_source_display(), "sha256": found.sha256}
    if found.source == ListSource.DISPATCHED:
        body |= {"organ": found.organ, "document": found.document_number, "label": UNPROVEN}
    return body


def _require_lawful(from_above: bool, *, drawn_elsewhere: bool, organ: str, document_number: str) -> None:
    """A list drawn elsewhere comes only from above, and then with the letter it came under."""
    law.require(law.sampling_duties.list_is_drawn_here, drawn_elsewhere=drawn_elsewhere and not from_above)
    if from_above:
        law.require(
            law.sampling_duties.list_from_above_is_documented,
            organ=organ,
            document_number=document_number,
            from_above=is_above(organ),
        )
