"""送达 — carry out what waits: letters, the installation's receiver, the groups. Nothing goes out twice.

Every delivery is claimed in a transaction of its own before it is carried out, and settled in another afterwards. A
machine that dies in between leaves a claim that nobody sends again: the page says that its end is unknown.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from suiji import vault
from suiji.messages import robots
from suiji.messages.channels import CHANNELS, TROUBLES, Letter, words_of
from suiji.messages.models import Address, Channel, Delivery, DeliveryState, GroupRobot, Message, MessageKind
from suiji.messages.queries import news_of, one_by_one, robots_with_news, to_digest, waiting
from suiji.organs.days import day_of

ATTEMPTS = 5
"""After so many failures a delivery is given up; the message stays on the page."""
FORGOTTEN = timedelta(minutes=15)
"""A claim that is older was made by somebody who is no more."""
UNKNOWN = "发出时中断，是否送达不明，没有重发"


def deliver(*, at: datetime, most: int = 200) -> int:
    """Carry out what waits; how many left the house. A failure is noted and tried again the next time.

    E-mails of people who sleep wait for the morning; those of people who want one letter a day go out as one, once a
    day. A group hears one message a round, or one a day, whatever waits for it.
    """
    _give_up_the_forgotten(at)
    sent = 0
    for pk in list(one_by_one(at).values_list("pk", flat=True)[:most]):
        sent += _deliver(pk, at)
    for person in list(to_digest(at).values_list("message__person", flat=True).distinct()[:most]):
        sent += _digest(person, at)
    for robot in robots_with_news(at):
        sent += _tell_group(robot, at)
    return sent


def _give_up_the_forgotten(at: datetime) -> None:
    stale = Delivery.objects.filter(outcome=DeliveryState.SENDING, claimed_at__lt=at - FORGOTTEN)
    stale.update(outcome=DeliveryState.FAILED, trouble=UNKNOWN, done_at=at)


@transaction.atomic
def _claim(rows: Sequence[int], at: datetime) -> list[Delivery]:
    """Those of the deliveries that nobody else has taken meanwhile, now ours."""
    mine = list(waiting().filter(pk__in=rows).select_for_update(skip_locked=True, of=("self",)))
    for row in mine:
        row.attempts += 1
        row.outcome, row.claimed_at = DeliveryState.SENDING, at
    Delivery.objects.bulk_update(mine, ["attempts", "outcome", "claimed_at"])
    return mine


@transaction.atomic
def _settle(rows: Sequence[Delivery], trouble: str, at: datetime) -> int:
    """What became of them; how many left the house."""
    for row in rows:
        row.trouble = trouble
        if not trouble:
            row.outcome, row.done_at = DeliveryState.DONE, at
        elif row.attempts >= ATTEMPTS:
            row.outcome, row.done_at = DeliveryState.FAILED, at
        else:
            row.outcome = DeliveryState.WAITING
    Delivery.objects.bulk_update(rows, ["trouble", "outcome", "done_at"])
    return 0 if trouble else len(rows)


def _carried_out(act: Callable[[], None]) -> str:
    """What went wrong, or nothing."""
    try:
        act()
    except TROUBLES as trouble:
        return words_of(trouble)
    return ""


def _deliver(pk: int, at: datetime) -> int:
    mine = _claim([pk], at)
    if not mine:
        return 0
    (delivery,) = mine
    trouble = _carried_out(lambda: CHANNELS[delivery.channel](_letter(delivery)))
    return _settle(mine, trouble, at)


def _digest(person: int, at: datetime) -> int:
    address = Address.objects.filter(person_id=person).first()
    waits = list(to_digest(at).filter(message__person=person).values_list("pk", flat=True))
    mine = _claim(waits, at) if address is not None else []
    if address is None or not mine:
        return 0
    lines = [f"{n}. {row.message.sentence}\n   {_link(row.message)}" for n, row in enumerate(mine, 1)]
    letter = Letter(
        mine[0].message.person.name,
        address.email,
        f"【双随机】今日待办 {len(mine)} 项",
        "\n".join(lines),
        _inbox(),
    )
    trouble = _carried_out(lambda: CHANNELS[Channel.EMAIL](letter))
    if not trouble:
        Address.objects.filter(pk=address.pk).update(digested_on=day_of(at))
    return _settle(mine, trouble, at)


def _tell_group(robot: GroupRobot, at: datetime) -> int:
    mine = _claim(list(news_of(robot).values_list("pk", flat=True)), at)
    if not mine:
        return 0
    words = robots.counted([(row.message.person.name, row.message.due_on) for row in mine], link=_inbox())
    trouble = _carried_out(lambda: speak(robot, words))
    if not trouble and robot.digest:
        GroupRobot.objects.filter(pk=robot.pk).update(digested_on=day_of(at))
    return _settle(mine, trouble, at)


def speak(robot: GroupRobot, words: str) -> None:
    """Say something in a robot's group; raises what an outer service may do wrong."""
    token, secret = vault.take(robot, "token"), vault.take(robot, "secret")
    robots.say(robot.kind, token=token, secret=secret, words=words)


def _letter(delivery: Delivery) -> Letter:
    message = delivery.message
    subject = f"【双随机】{MessageKind(message.kind).label}"
    return Letter(message.person.name, delivery.address, subject, message.sentence, _link(message))


def _link(message: Message) -> str:
    return settings.ENVIRONMENT.site.rstrip("/") + message.url if message.url else ""


def _inbox() -> str:
    return settings.ENVIRONMENT.site.rstrip("/") + reverse("messages:inbox")
