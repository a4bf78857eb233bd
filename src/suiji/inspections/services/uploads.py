"""分片上传 — a file comes in by pieces, in any number of attempts, and is believed only by its hash (Art. 21)."""

import hashlib
from datetime import datetime, timedelta
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.shortcuts import get_object_or_404

from suiji.inspections.files import LIMIT
from suiji.inspections.models import Evidence, PhoneUpload, Visit
from suiji.inspections.queries import visits_of
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.inspections.services.hands import require_member
from suiji.ledger import Actor
from suiji.organs.models import Person

PIECE = 512 * 1024
"""Bytes of one piece, at most."""
KEPT_DAYS = 60
"""An upload that nobody went on with for so long is given up; a phone that comes after all sends it from the start."""
MOST_UNFINISHED = 500 * 1024 * 1024
"""Bytes that one officer may have on the way at one time."""


class WrongPlace(Exception):  # noqa: N818 — what it is
    """A piece that does not begin where the file ends so far; ``offset`` says where that is."""

    def __init__(self, offset: int) -> None:
        super().__init__(offset)
        self.offset = offset


@transaction.atomic
def begin_upload(
    *, uid: UUID, visit_id: int, sha256: str, size: int, actor: Actor, at: datetime
) -> tuple[PhoneUpload, bool]:
    """The upload of that number, new or as far as it came, and whether the visit holds the same file already."""
    visit: Visit = get_object_or_404(visits_of(actor), pk=visit_id)
    require_member(visit, actor)
    if not 0 < size <= LIMIT:
        raise UnfitEvidence("文件不能超过 10 MB，请压缩后再上传。")
    upload = PhoneUpload.objects.select_for_update().filter(uid=uid).first()
    if upload is None:
        on_the_way = PhoneUpload.objects.filter(person_id=actor.id, kept_at__isnull=True).aggregate(
            n=Sum("size")
        )
        if (on_the_way["n"] or 0) + size > MOST_UNFINISHED:
            raise UnfitEvidence("尚未传完的文件太多，请等已有的文件传完。")
        upload = PhoneUpload.objects.create(
            uid=uid,
            visit=visit,
            person=Person.objects.get(pk=actor.id),
            sha256=sha256,
            size=size,
            begun_at=at,
        )
    elif upload.person_id != actor.id or (upload.visit_id, upload.sha256, upload.size) != (
        visit.pk,
        sha256,
        size,
    ):
        raise UnfitEvidence("这个上传编号已用于另一个文件。")
    return upload, Evidence.objects.filter(visit=visit, sha256=sha256).exclude(file="").exists()


@transaction.atomic
def take_piece(*, uid: UUID, offset: int, content: bytes, actor: Actor) -> PhoneUpload:
    """Add a piece where the file ends so far; a piece that came before is passed over, a gap raises ``WrongPlace``."""
    upload = get_object_or_404(PhoneUpload.objects.select_for_update(), uid=uid, person_id=actor.id)
    if upload.kept_at is not None or offset + len(content) <= upload.received:
        return upload  # the answer was lost, not the piece
    if offset != upload.received:
        raise WrongPlace(upload.received)
    if len(content) > PIECE or offset + len(content) > upload.size:
        raise UnfitEvidence("这一片超出了文件的大小。")
    _keep(upload, offset, content)
    upload.received = offset + len(content)
    upload.save(update_fields=["received"])
    return upload


def _keep(upload: PhoneUpload, offset: int, content: bytes) -> None:
    """A piece beside the others, in the store that every web node reaches; what came after it before is forgotten."""
    drop_pieces(upload, since=offset)
    default_storage.save(f"{place_of(upload)}/{offset}", ContentFile(content))


def place_of(upload: PhoneUpload) -> str:
    """Where the pieces lie until the file is whole, each under the number of its first byte."""
    return f"pieces/{upload.uid}"


def _pieces(upload: PhoneUpload) -> list[tuple[int, str]]:
    """(first byte, name) of every piece, in order. A store may add a mark to the name it was given."""
    place = place_of(upload)
    try:
        names = default_storage.listdir(place)[1]
    except FileNotFoundError:
        return []
    return sorted((int(name.partition("_")[0]), f"{place}/{name}") for name in names)


def drop_pieces(upload: PhoneUpload, *, since: int = 0) -> None:
    """The pieces from this byte on are gone."""
    for offset, name in _pieces(upload):
        if offset >= since:
            default_storage.delete(name)
    if since == 0:
        default_storage.delete(place_of(upload))  # a folder, where the store has such


def whole_file(upload: PhoneUpload) -> bytes:
    """The bytes of a finished upload, whose hash is the one the phone took at capture.

    A file that differs is thrown away to be sent anew: then nothing of it is believed.
    """
    if upload.received < upload.size:
        raise WrongPlace(upload.received)
    content = b""
    for _, name in _pieces(upload):
        with default_storage.open(name) as piece:
            content += piece.read()
    if hashlib.sha256(content).hexdigest() != upload.sha256:
        raise WrongPlace(0)
    return content


def start_over(*, uid: UUID, actor: Actor) -> None:
    """Forget what came of an upload whose bytes do not bear the promised hash."""
    PhoneUpload.objects.filter(uid=uid, person_id=actor.id, kept_at__isnull=True).update(received=0)


def put_away(upload: PhoneUpload, *, at: datetime) -> None:
    """The upload has become evidence; its pieces go once that is certain."""
    upload.kept_at = at
    upload.save(update_fields=["kept_at"])
    transaction.on_commit(lambda: drop_pieces(upload))


def sweep_pieces(*, at: datetime) -> int:
    """Give up uploads that were begun long ago and never became whole, and say how many. Twice does no harm.

    Nothing is lost by it: the phone keeps the file until the house has said that it is kept.
    """
    given_up = 0
    old = PhoneUpload.objects.filter(kept_at=None, begun_at__lt=at - timedelta(days=KEPT_DAYS))
    for pk in old.values_list("pk", flat=True):
        with transaction.atomic():
            upload = PhoneUpload.objects.select_for_update().filter(pk=pk, kept_at=None).first()
            if upload is not None:
                gone = PhoneUpload(uid=upload.uid)
                upload.delete()
                transaction.on_commit(lambda gone=gone: drop_pieces(gone))  # type: ignore[misc]
                given_up += 1
    return given_up
