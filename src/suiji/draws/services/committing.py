"""承诺 — what both kinds of freeze share: plan, key, stored files, logged commitment (protocol §2)."""

import secrets
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from suiji import law
from suiji.draws.models import BundleFile, Ceremony, DrawKind, Freeze
from suiji.draws.queries.bundle import bound
from suiji.draws.queries.confirming import names_wait_here
from suiji.draws.queries.keeping import copy_is_dropped
from suiji.draws.queries.leading import RANKS_FILE, RANKS_NAME, RANKS_SAID
from suiji.draws.queries.log import public_label
from suiji.draws.queries.progress import is_coded, voided_freezes
from suiji.draws.sealing import seal, seal_id
from suiji.draws.services.keeping import hand_out
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.ledger.leaf import instant
from suiji.ledger.services import move
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.sampling.canonical import KEY_BYTES
from suiji.sampling.commitment import Plan, plan_of
from suiji.sampling.confirming import REQUIRED
from suiji.sampling.freeze import KEY, Frozen, blinded
from suiji.tasks.models import Task

CAP_LOCK = 0x5A17_5EC1
"""Advisory lock under which frames are computed: two never take an object's last slot (Art. 10)."""
AUDIT = "audit/"
KEY_PATH = "sealed_key"

Source = Mapping[str, Any]
Make = Callable[[Plan, bytes], Frozen]


def take_cap_lock() -> None:
    """Wait until no other freeze is counting; held until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [CAP_LOCK])


def require_ready(ceremony: Ceremony, kind: DrawKind, actor: Actor) -> None:
    """The right hand, beside the witness, over an open ceremony of this kind with two shares or more."""
    require_role(actor, Role.CLERK, department_id=ceremony.host_id)
    require_other_hands(ceremony, actor)
    law.require(law.sampling_duties.drawn_once, previous_draws=int(ceremony.state != CeremonyState.OPEN))
    law.require(law.general.steps_in_order, allowed=ceremony.kind == kind)
    law.require(law.sampling_duties.chance_has_two_sources, parties=ceremony.shares.count())


def require_other_hands(ceremony: Ceremony, actor: Actor) -> None:
    """The operator is neither the witness nor the only one who confirmed the host's libraries."""
    law.require(law.sampling_duties.two_persons, operator=actor.id, witness=ceremony.witness_id)
    require_not_sole_confirmer(ceremony.task, ceremony.host_id, actor)


def require_not_sole_confirmer(task: Task, host_id: int, actor: Actor) -> None:
    """Refused to whoever alone gave the host's newest confirmations of both libraries (Art. 15)."""
    given = task.confirmations.filter(department_id=host_id).order_by("pk")
    newest = dict(given.values_list("library", "confirmed_by"))
    law.require(
        law.sampling_duties.confirmer_does_not_draw_alone,
        operator=actor.id,
        confirmers=frozenset(newest.values()),
    )


def _require_public_chance(ceremony: Ceremony, extra: Collection[Source]) -> None:
    law.require(
        law.sampling_duties.second_freeze_has_public_chance,
        voided_freezes=voided_freezes(ceremony),
        public_sources=len(extra),
    )


def commit(
    ceremony: Ceremony,
    make: Make,
    *,
    particulars: Mapping[str, Any],
    reveal_by: datetime,
    extra_sources: Collection[Source],
    actor: Actor,
    at: datetime,
) -> Freeze:
    """The commitment stands in the ledger, its files and the sealed key are stored. Call in a transaction."""
    _require_public_chance(ceremony, extra_sources)
    law.require(
        law.draw_proof.untold_words_are_coded,
        unannounced=ceremony.task.unannounced,
        coded=all(map(is_coded, extra_sources)),
    )
    plan = plan_of(
        {
            "task": public_label(ceremony),
            "ceremony": ceremony.ceremony,
            "frozen_at": instant(at),
            "reveal_by": instant(reveal_by),
            "seed_sources": [*_shares(ceremony), *map(dict, extra_sources)],
            **particulars,
        }
    )
    key = secrets.token_bytes(KEY_BYTES)
    frozen, shares = make(plan, key), hand_out(ceremony, key)
    freeze = _keep(ceremony, frozen, key, keep_key=not (shares and copy_is_dropped()), at=at)
    ceremony.reveal_by = reveal_by
    ceremony.save(update_fields=["reveal_by"])
    said = {"confirmation": REQUIRED if freeze.awaits_auditor else "absent"}
    ranks = frozen.files.get(RANKS_FILE)
    move(
        ceremony,
        CeremonyState.COMMITTED,
        actor=actor,
        at=at,
        body={
            "ceremony": ceremony.ceremony,
            "commitment_sha256": frozen.commitment_sha256,
            "key_shares": shares,
            **(said if ceremony.kind == DrawKind.OBJECTS else {}),
            **({RANKS_SAID: blinded(key, RANKS_NAME, ranks)} if ranks is not None else {}),
        },
    )
    return freeze


def _keep(ceremony: Ceremony, frozen: Frozen, key: bytes, *, keep_key: bool, at: datetime) -> Freeze:
    """Commitment and files; the key only where the house keeps a copy of it."""
    objects = ceremony.kind == DrawKind.OBJECTS
    store(ceremony, {path: content for path, content in frozen.files.items() if keep_key or path != KEY})
    return Freeze.objects.create(
        ceremony=ceremony,
        commitment=frozen.commitment,
        commitment_sha256=frozen.commitment_sha256,
        sealed_key=seal(key, bound_to=bound(ceremony, KEY_PATH)) if keep_key else b"",
        sealed_to=seal_id(),
        visibility=frozen.visibility if objects else "",
        awaits_auditor=objects and names_wait_here(),
        frozen_at=at,
    )


def _shares(ceremony: Ceremony) -> list[Source]:
    shares = ceremony.shares.select_related("party").order_by("party__code")
    return [{"kind": "share", "party": share.party_name, "sha256": share.sha256} for share in shares]


def store(ceremony: Ceremony, files: Mapping[str, bytes]) -> None:
    """The files are kept; those under ``audit/`` encrypted."""
    BundleFile.objects.bulk_create(
        BundleFile(
            ceremony=ceremony,
            path=path,
            content=seal(content, bound_to=bound(ceremony, path)) if path.startswith(AUDIT) else content,
            public=not path.startswith(AUDIT),
        )
        for path, content in files.items()
    )
