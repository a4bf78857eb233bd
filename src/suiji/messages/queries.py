"""What may be asked of messages: one's own, and how many are unread."""

from django.db.models import QuerySet

from suiji.ledger import Actor
from suiji.messages.models import Address, Delivery, DeliveryState, Message


def inbox(actor: Actor) -> QuerySet[Message]:
    """The person's messages, the newest first."""
    return Message.objects.filter(person_id=actor.id).order_by("-sent_at", "-pk")


def unread(actor: Actor) -> int:
    """How many messages the person has not read."""
    return inbox(actor).filter(read_at=None).count()


def address_of(actor: Actor) -> Address | None:
    """Where the person also wants to be told."""
    return Address.objects.filter(person_id=actor.id).first()


def waiting() -> QuerySet[Delivery]:
    """Deliveries that have not left the house, the oldest first."""
    return (
        Delivery.objects.filter(outcome=DeliveryState.WAITING)
        .select_related("message__person")
        .order_by("pk")
    )
