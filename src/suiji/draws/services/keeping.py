"""密钥分持 — a sealed key is split among three keepers; two of them open it, on record and counted in public (R56)."""

from datetime import datetime, timedelta

from django.db import transaction

from suiji import law
from suiji.draws.models import Ceremony, KeyKeepers, KeyShare
from suiji.draws.queries.keeping import OPENED, has_copy, keepers_now, place_of, returned
from suiji.draws.sealing import seal, unseal
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import record, sequence
from suiji.organs.doors import require_role
from suiji.organs.models import Person
from suiji.organs.roles import Role
from suiji.vault.splitting import NEEDED, Damaged, KeyPart, part_file, read_part, split

LIES_FOR = timedelta(hours=24)
"""After that a share that was brought back is forgotten again."""


def appoint_keepers(
    *, regulator: Person, discipline: Person, notary: Person, actor: Actor, at: datetime
) -> KeyKeepers:
    """From now on every freeze hands its key out in three shares; earlier keys stay with their keepers.

    Refused: two of one organ.
    """
    require_role(actor, Role.OFFICE)
    people = (regulator, discipline, notary)
    law.require(
        law.draw_proof.keepers_are_of_three_organs, organs=frozenset(one.department_id for one in people)
    )
    with transaction.atomic():
        kept = KeyKeepers.objects.create(
            regulator=regulator,
            discipline=discipline,
            notary=notary,
            appointed_by_id=actor.id,
            appointed_at=at,
        )
        names = [one.department.name for one in people]
        record(
            kept,
            "draw.key_keepers_appointed",
            actor=actor,
            at=at,
            sentence=f"{actor.department_name}{actor.name}指定密钥持有人：{'、'.join(map(str, people))}。",
            body={"organs": names, "needed": NEEDED},
        )
    sequence(at=at)
    return kept


def hand_out(ceremony: Ceremony, key: bytes) -> int:
    """The key of a freeze, split among the keepers of the day; how many shares there are. Call in a transaction."""
    keepers = keepers_now()
    if keepers is None:
        return 0
    people = dict(enumerate(keepers.people, start=1))
    names = {place: one.department.name for place, one in people.items()}
    for part in split(key, of=ceremony.ceremony, keepers=names):
        share = KeyShare(
            ceremony=ceremony,
            place=part.place,
            keeper=people[part.place],
            organ=part.keeper,
            sha256=part.sha256,
        )
        share.sealed = seal(part.content, bound_to=place_of(share))
        share.save()
    return len(people)


@transaction.atomic
def take_share(*, share: KeyShare, actor: Actor, at: datetime) -> bytes:
    """The keeper's file, once; the house then forgets the share. The log says that the organ has it."""
    share = _own(share, actor)
    if share.sealed is None:
        raise Stale("这份分片已经领取，系统里不再保存。遗失的，用另外两份。")
    content = unseal(bytes(share.sealed), bound_to=place_of(share))
    share.sealed, share.taken_at = None, at
    share.save(update_fields=["sealed", "taken_at"])
    _record(share, "draw.key_share_taken", f"领取{share.ceremony}的第 {share.place} 份密钥分片", actor, at)
    return part_file(KeyPart(share.ceremony.ceremony, share.place, share.organ, content))


def return_share(*, share: KeyShare, content: bytes, because: str, actor: Actor, at: datetime) -> bool:
    """The keeper brings the share back for a stated reason; true when with it two are here and the key is open.

    ``Damaged``: not the file that was handed out, and whose it is. It lies here for a day at most.
    """
    with transaction.atomic():
        Ceremony.objects.select_for_update().get(pk=share.ceremony_id)
        share = _own(share, actor)
        if share.returned is not None:
            raise Stale("这份分片已经交回，等待另一名持有人。")
        part = read_part(content)
        if (part.of, part.place) != (share.ceremony.ceremony, share.place):
            raise Damaged("这是另一次抽取或者另一名持有人的分片，请选择这一次领取的文件。")
        if part.sha256 != share.sha256:
            raise Damaged(f"{share.organ}的第 {share.place} 份分片与领取时登记的不同，可能被改动过。")
        share.returned = seal(part.content, bound_to=place_of(share))
        share.returned_at, share.because = at, because
        share.save(update_fields=["returned", "returned_at", "because"])
        words = f"交回{share.ceremony}的第 {share.place} 份密钥分片"
        _record(share, "draw.key_share_returned", words, actor, at, because)
        opened = len(rows := returned(share.ceremony)) == NEEDED
        if opened:
            _record_opening(rows, actor, at)
    sequence(at=at)
    return opened


def require_key(ceremony: Ceremony) -> None:
    """Refused unless the sealed key is at hand: the house's own copy, or two keepers' shares."""
    law.require(
        law.draw_proof.split_key_needs_two_keepers,
        kept_here=has_copy(ceremony),
        returned=len(returned(ceremony)),
    )


def forget_shares(ceremony: Ceremony) -> None:
    """What was brought back is used up. Call in a transaction."""
    ceremony.key_shares.filter(returned__isnull=False).update(returned=None, because="")


@transaction.atomic
def forget_old_shares(*, at: datetime) -> int:
    """Shares that have lain here for a day are forgotten; a job of every hour."""
    old = KeyShare.objects.filter(returned__isnull=False, returned_at__lt=at - LIES_FOR)
    return old.update(returned=None, because="")


def _own(share: KeyShare, actor: Actor) -> KeyShare:
    found = KeyShare.objects.select_for_update(of=("self",)).select_related("ceremony").get(pk=share.pk)
    if found.keeper_id != actor.id:
        raise NotYours("这份密钥分片由指定的持有人本人领取和交回。")
    return found


def _record(share: KeyShare, act: str, words: str, actor: Actor, at: datetime, because: str = "") -> None:
    record(
        share.ceremony,
        act,
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}{words}。",
        because=because,
        body={"ceremony": share.ceremony.ceremony, "place": share.place, "organ": share.organ},
    )


def _record_opening(rows: list[KeyShare], actor: Actor, at: datetime) -> None:
    ceremony, organs = rows[0].ceremony, [row.organ for row in rows]
    record(
        ceremony,
        OPENED,
        actor=actor,
        at=at,
        sentence=f"{'、'.join(organs)}两名持有人共同打开{ceremony}的密钥。",
        because="；".join(row.because for row in rows),
        body={"ceremony": ceremony.ceremony, "organs": organs},
    )
