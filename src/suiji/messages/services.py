"""What may be done with messages: tell people, read, say where else to be told, and carry out what waits."""

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse

from suiji.ledger import Actor
from suiji.messages.channels import CHANNELS, TROUBLES, Letter, is_open
from suiji.messages.models import Address, Channel, Delivery, DeliveryState, Message, MessageKind, Round
from suiji.messages.queries import inbox, one_by_one, to_digest, waiting
from suiji.organs.days import day_of
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
def set_address(
    *, email: str, digest: bool = False, quiet: bool = True, actor: Actor, at: datetime
) -> Address | None:
    """Where the person also wants to be told, one by one or once a day, at night too or not; empty ends it."""
    if not email:
        Address.objects.filter(person_id=actor.id).delete()
        return None
    return Address.objects.update_or_create(
        person_id=actor.id, defaults={"email": email, "digest": digest, "quiet": quiet, "set_at": at}
    )[0]


def deliver(*, at: datetime, most: int = 200) -> int:
    """Carry out what waits; how many left the house. A failure is noted and tried again the next time.

    Each delivery is its own transaction, held under a lock that a second deliverer steps over. E-mails of people who
    sleep wait for the morning; those of people who want one letter a day go out as one, once a day.
    """
    sent = 0
    for pk in list(one_by_one(at).values_list("pk", flat=True)[:most]):
        sent += _deliver(pk, at)
    for person in list(to_digest(at).values_list("message__person", flat=True).distinct()[:most]):
        sent += _digest(person, at)
    return sent


@transaction.atomic
def _digest(person: int, at: datetime) -> int:
    address = Address.objects.select_for_update(skip_locked=True).filter(person_id=person).first()
    if address is None or address.digested_on == day_of(at):
        return 0
    rows = list(to_digest(at).filter(message__person=person).select_for_update(of=("self",)))
    lines = [f"{n}. {row.message.sentence}\n   {_link(row.message)}" for n, row in enumerate(rows, 1)]
    letter = Letter(
        rows[0].message.person.name,
        address.email,
        f"【双随机】今日待办 {len(rows)} 项",
        "\n".join(lines),
        settings.ENVIRONMENT.site.rstrip("/") + reverse("messages:inbox"),
    )
    trouble = _carried_out(Channel.EMAIL, letter)
    for row in rows:
        _note(row, trouble, at)
    if not trouble:
        address.digested_on = day_of(at)
        address.save(update_fields=["digested_on"])
    return 0 if trouble else len(rows)


@transaction.atomic
def _deliver(pk: int, at: datetime) -> bool:
    rows = waiting().select_for_update(skip_locked=True, of=("self",))
    delivery = rows.filter(pk=pk).first()
    if delivery is None:
        return False
    _note(delivery, _carried_out(delivery.channel, _letter(delivery)), at)
    return delivery.outcome == DeliveryState.DONE


def _carried_out(channel: str, letter: Letter) -> str:
    """What went wrong, or nothing."""
    try:
        CHANNELS[channel](letter)
    except TROUBLES as trouble:
        return f"{type(trouble).__name__}：{trouble}"[:300]
    return ""


def _note(delivery: Delivery, trouble: str, at: datetime) -> None:
    delivery.attempts += 1
    delivery.trouble = trouble
    if not trouble:
        delivery.outcome, delivery.done_at = DeliveryState.DONE, at
    elif delivery.attempts >= ATTEMPTS:
        delivery.outcome, delivery.done_at = DeliveryState.FAILED, at
    delivery.save()


def _letter(delivery: Delivery) -> Letter:
    message = delivery.message
    subject = f"【双随机】{MessageKind(message.kind).label}"
    return Letter(message.person.name, delivery.address, subject, message.sentence, _link(message))


def _link(message: Message) -> str:
    return settings.ENVIRONMENT.site.rstrip("/") + message.url if message.url else ""


def due_for_a_round(*, today: date) -> QuerySet[Person]:
    """People in post whose deadlines nobody has gone through today."""
    done = Round.objects.filter(on__gte=today).values("person")
    return (
        Person.objects.filter(is_active=True).exclude(pk__in=done).select_related("department").order_by("pk")
    )


def round_made(*, person: Person, today: date) -> None:
    """The person's deadlines of the day have been gone through."""
    Round.objects.update_or_create(person=person, defaults={"on": today})
