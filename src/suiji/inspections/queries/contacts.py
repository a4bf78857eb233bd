"""联系人和电话 — whom an officer may call at an object, as far as a person needs it to recognise them."""

from collections.abc import Sequence
from dataclasses import dataclass

from suiji.inspections.models import Visit
from suiji.libraries.queries import sealed_of


@dataclass(frozen=True, slots=True)
class Contact:
    """One of the sealed fields of an object; ``shown`` is masked until it was opened for a reason."""

    field: str
    label: str
    shown: str


def contacts_of(visit: Visit) -> tuple[Contact, ...]:
    """What the library keeps sealed of the visited object, masked."""
    return tuple(Contact(*one) for one in sealed_of(visit.drawn.object))


def opened(contacts: Sequence[Contact], field: str, text: str) -> Contact:
    """The same field, in full."""
    found = next(one for one in contacts if one.field == field)
    return Contact(field, found.label, text)
