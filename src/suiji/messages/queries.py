"""What may be asked of messages: one's own, and how many are unread."""

from datetime import datetime, time

from django.db.models import Exists, OuterRef, Q, QuerySet

from suiji.ledger import Actor
from suiji.messages.models import ROBOTS, Address, Channel, Delivery, DeliveryState, GroupRobot, Message
from suiji.organs.days import SHANGHAI, day_of


def inbox(actor: Actor) -> QuerySet[Message]:
    """The person's messages, the newest first."""
    return Message.objects.filter(person_id=actor.id).order_by("-sent_at", "-pk")


def unread(actor: Actor) -> int:
    """How many messages the person has not read."""
    return inbox(actor).filter(read_at=None).count()


def address_of(actor: Actor) -> Address | None:
    """Where the person also wants to be told."""
    return Address.objects.filter(person_id=actor.id).first()


MORNING, NIGHT = time(8), time(21)
"""Between them e-mails go to people who want none at night; the daily letter goes out after the first."""


def sleeping(at: datetime) -> bool:
    """Whether it is night where the officials are."""
    return not MORNING <= at.astimezone(SHANGHAI).time() < NIGHT


def one_by_one(at: datetime) -> QuerySet[Delivery]:
    """Deliveries that go out by themselves, and now."""
    rows = (
        waiting()
        .exclude(channel__in=ROBOTS)
        .exclude(channel=Channel.EMAIL, message__person__message_address__digest=True)
    )
    if sleeping(at):
        rows = rows.exclude(channel=Channel.EMAIL, message__person__message_address__quiet=True)
    return rows


def to_digest(at: datetime) -> QuerySet[Delivery]:
    """Deliveries that go out as one letter a day, once the day has begun and the person had none today."""
    rows = waiting().filter(channel=Channel.EMAIL, message__person__message_address__digest=True)
    if sleeping(at):
        return rows.none()
    return rows.exclude(message__person__message_address__digested_on=day_of(at))


def robots_with_news(at: datetime) -> list[GroupRobot]:
    """Robots whose groups are to hear something now: not at night where quiet, once a day where summed up."""
    news = waiting().filter(channel=OuterRef("kind"), message__person__department=OuterRef("department"))
    rows = GroupRobot.objects.filter(Exists(news.order_by())).order_by("pk")
    rows = rows.exclude(digest=True, digested_on=day_of(at))
    return list(rows.exclude(Q(quiet=True) | Q(digest=True)) if sleeping(at) else rows)


def news_of(robot: GroupRobot) -> QuerySet[Delivery]:
    """What waits to be told to a robot's group."""
    return waiting().filter(channel=robot.kind, message__person__department=robot.department_id)


def robots_of(actor: Actor) -> QuerySet[GroupRobot]:
    """The robots of the actor's department; never their tokens."""
    rows = GroupRobot.objects.filter(department_id=actor.department_id).select_related("set_by")
    return rows.defer("token", "secret").order_by("kind")


def troubled(actor: Actor) -> QuerySet[Delivery]:
    """The actor's own letters that did not leave, and those that are being tried again, the newest first."""
    mine = Delivery.objects.filter(message__person_id=actor.id).exclude(trouble="")
    return mine.exclude(outcome=DeliveryState.DONE).select_related("message").order_by("-pk")


def troubled_robots(actor: Actor) -> QuerySet[Delivery]:
    """What the robots of the actor's department did not take, the newest first."""
    ours = Delivery.objects.filter(message__person__department=actor.department_id, channel__in=ROBOTS)
    return ours.exclude(trouble="").exclude(outcome=DeliveryState.DONE).order_by("-pk")


def waiting() -> QuerySet[Delivery]:
    """Deliveries that have not left the house, the oldest first."""
    return (
        Delivery.objects.filter(outcome=DeliveryState.WAITING)
        .select_related("message__person")
        .order_by("pk")
    )
