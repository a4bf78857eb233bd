"""告知 — tell people once, read, say where else to be told, and go through the day's terms."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet

from suiji.ledger import Actor
from suiji.messages.channels import is_open
from suiji.messages.models import Address, Channel, Delivery, GroupRobot, Message, MessageKind, Round
from suiji.messages.queries import inbox
from suiji.messages.robots import is_allowed
from suiji.organs.models import Person

KEPT = timedelta(days=90)
"""How long it is known to which address a letter went (R182)."""


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
    robots: dict[int, list[str]] = {}
    for department, kind in GroupRobot.objects.values_list("department_id", "kind"):
        robots.setdefault(department, []).append(kind)
    for message in messages:
        address = getattr(message.person, "message_address", None)
        if address is not None and is_open(Channel.EMAIL):
            rows.append(Delivery(message=message, channel=Channel.EMAIL, address=address.email))
        if is_open(Channel.WEBHOOK):
            rows.append(Delivery(message=message, channel=Channel.WEBHOOK))
        kinds = robots.get(message.person.department_id, ())
        rows.extend(Delivery(message=message, channel=kind) for kind in kinds if is_allowed(kind))
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


@transaction.atomic
def forget_addresses(*, at: datetime) -> int:
    """Addresses of those who have left go at once, those that letters went to after ninety days; how many (R182)."""
    gone = Address.objects.filter(person__is_active=False).delete()[0]
    old = Delivery.objects.exclude(address="").filter(done_at__lt=at - KEPT)
    return int(gone) + old.update(address="")


def due_for_a_round(*, today: date) -> QuerySet[Person]:
    """People in post whose deadlines nobody has gone through today."""
    done = Round.objects.filter(on__gte=today).values("person")
    return (
        Person.objects.filter(is_active=True).exclude(pk__in=done).select_related("department").order_by("pk")
    )


def round_made(*, person: Person, today: date) -> None:
    """The person's deadlines of the day have been gone through."""
    Round.objects.update_or_create(person=person, defaults={"on": today})
