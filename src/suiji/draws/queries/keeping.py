"""密钥分持 — whose shares are out, which came back, and the key where it is at hand (R56)."""

from datetime import date

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.db.models.lookups import GreaterThanOrEqual

from suiji.draws.models import BundleFile, Ceremony, KeyKeepers, KeyShare
from suiji.draws.sealing import unseal
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.ledger.queries import history
from suiji.organs.models import Kind, Person
from suiji.organs.queries import holders_of
from suiji.organs.roles import Role
from suiji.sampling.freeze import KEY
from suiji.vault.splitting import NEEDED, restore

OPENED = "draw.key_opened"


def keepers_now() -> KeyKeepers | None:
    """Who keeps the keys of freezes from now on; None where nobody was appointed."""
    return KeyKeepers.objects.select_related(
        "regulator__department", "discipline__department", "notary__department"
    ).last()


def copy_is_dropped() -> bool:
    """True where, once split, the house keeps no copy of a key for itself."""
    return bool(settings.ENVIRONMENT.key_copy == "dropped")


def place_of(share: KeyShare) -> str:
    """What a sealed share is bound to."""
    return f"{share.ceremony.ceremony}/key_share/{share.place}"


def has_copy(ceremony: Ceremony) -> bool:
    """True where the house itself keeps the key, encrypted."""
    return BundleFile.objects.filter(ceremony=ceremony, path=KEY).exists()


def returned(ceremony: Ceremony) -> list[KeyShare]:
    """The shares that keepers have brought back and that are not used up."""
    rows = ceremony.key_shares.filter(returned__isnull=False).select_related("ceremony")
    return list(rows.order_by("place"))


def key_from_shares(ceremony: Ceremony) -> bytes | None:
    """The key that two keepers' shares restore, while they lie here; None where they do not."""
    rows = returned(ceremony)
    if len(rows) < NEEDED:
        return None
    return restore({row.place: unseal(bytes(row.returned or b""), bound_to=place_of(row)) for row in rows})


def shares_of_keeper(actor: Actor) -> QuerySet[KeyShare]:
    """The shares of this keeper, the newest first; ``is_open`` where enough are back and the key is at hand."""
    return shares_kept_by(actor.id)


def shares_kept_by(person: int) -> QuerySet[KeyShare]:
    """As ``shares_of_keeper``, by the person's key."""
    rows = KeyShare.objects.filter(keeper_id=person)
    back = Count("ceremony__key_shares", filter=Q(ceremony__key_shares__returned__isnull=False))
    rows = rows.annotate(is_open=GreaterThanOrEqual(back, NEEDED))
    return rows.select_related("ceremony__task", "ceremony__freeze").order_by("-pk")


def asks_for_keepers(ceremony: Ceremony) -> bool:
    """True of a draw that cannot go on before two keepers bring their shares back."""
    return (
        ceremony.state == CeremonyState.COMMITTED
        and ceremony.key_shares.exists()
        and not has_copy(ceremony)
        and len(returned(ceremony)) < NEEDED
    )


def openings_by_keepers(ceremony: Ceremony) -> int:
    """How often two keepers have opened the key."""
    return history(ceremony).filter(act=OPENED).count()


def possible_keepers(which: str, today: date) -> QuerySet[Person]:
    """Who may be the keeper of the regulators (a head, who operates no draw), of the discipline inspection, or of the
    notaries."""
    role = {"discipline": Role.AUDITOR, "notary": Role.NOTARY}.get(which)
    if role is not None:
        return holders_of(role, today=today)
    heads = holders_of(Role.DEPUTY_HEAD, today=today) | holders_of(Role.PRINCIPAL_HEAD, today=today)
    return heads.filter(department__kind=Kind.REGULATOR)
