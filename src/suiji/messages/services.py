"""What may be done with messages: tell people, read, say where else to be told, and carry out what waits."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from suiji.ledger import Actor
from suiji.messages.channels import CHANNELS, TROUBLES, Letter, is_open
from suiji.messages.models import Address, Channel, Delivery, DeliveryState, Message, MessageKind
from suiji.messages.queries import inbox, waiting
from suiji.organs.models import Person

ATTEMPTS = 5
"""After so many failures a delivery is given up; the message stays on the page."""


@transaction.atomic
def tell(
    *,
    people: Iterable[Person],
    key: str,
    kind: MessageKind,
    sentence: str,
    url: str,
    at: datetime,
    due_on: date | None = None,
) -> int:
    """Each person is told once under this key, however often this is called; how many were told now."""
    known = set(Message.objects.filter(key=key).values_list("person_id", flat=True))
    new = [person for person in people if person.pk not in known]
    Message.objects.bulk_create(
        (
            Message(person=person, key=key, kind=kind, sentence=sentence, url=url, due_on=due_on, sent_at=at)
            for person in new
        ),
        ignore_conflicts=True,
    )
    told = Message.objects.filter(key=key, person__in=new, deliveries=None)
    _send_out(told.select_related("person__message_address"))
    return len(new)


def _send_out(messages: Iterable[Message]) -> None:
    rows: list[Delivery] = []
    for message in messages:
        address = getattr(message.person, "message_address", None)
        if address is not None and is_open(Channel.EMAIL):
            rows.append(Delivery(message=message, channel=Channel.EMAIL, address=address.email))
        if is_open(Channel.WEBHOOK):
            webhook = settings.MESSAGES_WEBHOOK
            rows.append(Delivery(message=message, channel=Channel.WEBHOOK, address=webhook))
    Delivery.objects.bulk_create(rows, ignore_conflicts=True)


def read(*, message: Message, actor: Actor, at: datetime) -> Message:
    """The person has read their message; the first reading counts."""
    inbox(actor).filter(pk=message.pk, read_at=None).update(read_at=at)
    message.refresh_from_db()
    return message


def read_all(*, actor: Actor, at: datetime) -> int:
    """The person has read everything; how many were new."""
    return inbox(actor).filter(read_at=None).update(read_at=at)


@transaction.atomic
def set_address(*, email: str, actor: Actor, at: datetime) -> Address | None:
    """Where the person also wants to be told; empty ends it."""
    if not email:
        Address.objects.filter(person_id=actor.id).delete()
        return None
    return Address.objects.update_or_create(person_id=actor.id, defaults={"email": email, "set_at": at})[0]


def deliver(*, at: datetime, most: int = 200) -> int:
    """Carry out what waits; how many left the house. A failure is noted and tried again the next time.

    Each delivery is its own transaction, held under a lock that a second deliverer steps over.
    """
    sent = 0
    for pk in list(waiting().values_list("pk", flat=True)[:most]):
        sent += _deliver(pk, at)
    return sent


@transaction.atomic
def _deliver(pk: int, at: datetime) -> bool:
    rows = waiting().select_for_update(skip_locked=True, of=("self",))
    delivery = rows.filter(pk=pk).first()
    if delivery is None:
        return False
    delivery.attempts += 1
    try:
        CHANNELS[delivery.channel](_letter(delivery))
    except TROUBLES as trouble:
        delivery.trouble = f"{type(trouble).__name__}：{trouble}"[:300]
        if delivery.attempts >= ATTEMPTS:
            delivery.outcome, delivery.done_at = DeliveryState.FAILED, at
    else:
        delivery.outcome, delivery.done_at, delivery.trouble = DeliveryState.DONE, at, ""
    delivery.save()
    return delivery.outcome == DeliveryState.DONE


def _letter(delivery: Delivery) -> Letter:
    message = delivery.message
    link = settings.ENVIRONMENT.site.rstrip("/") + message.url if message.url else ""
    subject = f"【双随机】{MessageKind(message.kind).label}"
    return Letter(message.person.name, delivery.address, subject, message.sentence, link)
