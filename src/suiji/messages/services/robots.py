"""群机器人的登记 — a department says which groups hear of its terms, tries them, and takes them away."""

import uuid
from datetime import datetime

from django.db import transaction

from suiji import vault
from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.messages import robots
from suiji.messages.channels import TROUBLES, words_of
from suiji.messages.models import ROBOTS, Delivery, DeliveryState, GroupRobot
from suiji.messages.services.delivering import speak
from suiji.organs.doors import require_role
from suiji.organs.roles import Role

HANDS = (Role.CLERK, Role.DEPUTY_HEAD, Role.OFFICE)


@transaction.atomic
def set_robot(
    *,
    kind: str,
    label: str,
    token: str,
    secret: str = "",
    quiet: bool = True,
    digest: bool = False,
    actor: Actor,
    at: datetime,
) -> GroupRobot:
    """The department's robot of a kind, new or in place of the one before; its token is sealed at once."""
    require_role(actor, *HANDS)
    if kind not in ROBOTS or not robots.is_allowed(kind):
        raise robots.Unfit("本系统没有开通这种机器人。")
    GroupRobot.objects.filter(department_id=actor.department_id, kind=kind).delete()
    robot = GroupRobot(
        uid=uuid.uuid4(),
        department_id=actor.department_id,
        kind=kind,
        label=label.strip(),
        quiet=quiet,
        digest=digest,
        set_by_id=actor.id,
        set_at=at,
    )
    vault.put(robot, "token", robots.token_of(kind, token))
    vault.put(robot, "secret", secret.strip())
    robot.save()
    _tell(robot, "messages.robot_set", "登记", actor, at)
    return robot


@transaction.atomic
def remove_robot(*, robot: GroupRobot, actor: Actor, at: datetime) -> None:
    """The group hears no more; what still waited for it is given up and stays on the page."""
    require_role(actor, *HANDS, department_id=robot.department_id)
    waits = Delivery.objects.filter(channel=robot.kind, message__person__department=robot.department_id)
    waits.filter(outcome=DeliveryState.WAITING).update(
        outcome=DeliveryState.FAILED, trouble="机器人已停用", done_at=at
    )
    _tell(robot, "messages.robot_removed", "停用", actor, at)
    robot.delete()


def try_robot(*, robot: GroupRobot, actor: Actor) -> str:
    """Say one harmless sentence in the group; what went wrong, or nothing."""
    require_role(actor, *HANDS, department_id=robot.department_id)
    try:
        speak(robot, f"{actor.department_name}已登记本群，办理期限将到时在这里提醒。这是一条测试消息。")
    except TROUBLES as trouble:
        return words_of(trouble)
    return ""


def _tell(robot: GroupRobot, act: str, done: str, actor: Actor, at: datetime) -> None:
    record(
        robot,
        act,
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}{done}{robot}。",
        facts={"kind": robot.kind, "quiet": robot.quiet, "digest": robot.digest},
    )
