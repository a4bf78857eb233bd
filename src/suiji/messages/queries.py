"""What may be asked of messages: one's own, and how many are unread."""

from datetime import datetime, time

from django.db.models import QuerySet

from suiji.ledger import Actor
from suiji.messages.models import Address, Channel, Delivery, DeliveryState, Message
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
    rows = waiting().exclude(channel=Channel.EMAIL, message__person__message_address__digest=True)
    if sleeping(at):
        rows = rows.exclude(channel=Channel.EMAIL, message__person__message_address__quiet=True)
    return rows


def to_digest(at: datetime) -> QuerySet[Delivery]:
    """Deliveries that go out as one letter a day, once the day has begun and the person had none today."""
    rows = waiting().filter(channel=Channel.EMAIL, message__person__message_address__digest=True)
    if sleeping(at):
        return rows.none()
    return rows.exclude(message__person__message_address__digested_on=day_of(at))


def waiting() -> QuerySet[Delivery]:
    """Deliveries that have not left the house, the oldest first."""
    return (
        Delivery.objects.filter(outcome=DeliveryState.WAITING)
        .select_related("message__person")
        .order_by("pk")
    )
