"""揭示份额 — once a signed checkpoint holds the commitment, every party opens its share (protocol §3)."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from suiji import law
from suiji.draws.models import Ceremony, Reveal, Share
from suiji.draws.queries.log import COMMITTED, REVEALED, SHARE_REVEALED, entry_of, is_proven
from suiji.draws.queries.progress import Later, later_sources, may_default, missing_shares, opens
from suiji.draws.services.committing import store
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, record, sequence
from suiji.organs.doors import require_role
from suiji.organs.roles import Role
from suiji.sampling.canonical import Invalid, canonical_json, parse_json, sha256
from suiji.sampling.seed import REVEAL, open_sources
from suiji.sampling.sources import parse_sources


def reveal_share(*, ceremony: Ceremony, value: str, actor: Actor, at: datetime) -> Reveal:
    """The department's share is opened in the log; the last one closes the reveals.

    Refused: before a checkpoint holds the commitment, after ``reveal_by``. ``Invalid``: not that share.
    """
    with transaction.atomic():
        reveal = _reveal(hold(ceremony), value, actor, at)
        if not ceremony.shares.filter(reveal=None).exists() and not later_sources(ceremony):
            close_reveals(ceremony, actor=actor, at=at)
    sequence(at=at)
    return reveal


def _reveal(ceremony: Ceremony, value: str, actor: Actor, at: datetime) -> Reveal:
    require_role(actor, Role.CLERK)
    share = ceremony.shares.filter(party_id=actor.department_id).first()
    if share is None:
        raise NotYours("您所在部门没有提交份额，不能揭示。")
    law.require(law.general.steps_in_order, allowed=ceremony.state == CeremonyState.COMMITTED)
    law.require(law.sampling_duties.commitment_precedes_reveal, checkpointed=is_proven(ceremony, COMMITTED))
    if Reveal.objects.filter(share=share).exists():
        raise Stale("本部门的份额已经揭示。")
    if ceremony.reveal_by is not None and at > ceremony.reveal_by:
        raise Stale("揭示截止时间已过，未揭示的份额不能再补。")
    if not opens(share, value):
        raise Invalid("the value does not open the share that was handed in")
    reveal = Reveal.objects.create(share=share, value=value, revealed_by_id=actor.id, revealed_at=at)
    record(
        ceremony,
        SHARE_REVEALED,
        actor=actor,
        at=at,
        sentence=f"{share.party_name}{actor.name}揭示{ceremony}的份额。",
        body={"ceremony": ceremony.ceremony, "party": share.party_name, "value": value},
    )
    return reveal


def close_reveals(ceremony: Ceremony, *, actor: Actor, at: datetime) -> None:
    """``reveal.json`` is kept and its hash logged; from here on the seed is fixed. Call in a transaction."""
    if entry_of(ceremony, REVEALED) is not None:
        return
    missing, later = missing_shares(ceremony), later_sources(ceremony)
    law.require(
        law.sampling_duties.every_source_revealed,
        missing=0 if may_default(ceremony, at) else len(missing),
    )
    _require_public_values(later)
    content = canonical_json(_document(ceremony, later))
    _check(ceremony, content)
    store(ceremony, {REVEAL: content})
    record(
        ceremony,
        REVEALED,
        actor=actor,
        at=at,
        sentence=f"{ceremony}的各方份额已全部公开。" if not missing else _defaulted(ceremony, missing),
        body={
            "ceremony": ceremony.ceremony,
            "commitment_sha256": ceremony.freeze.commitment_sha256,
            "reveal_sha256": sha256(content).hex(),
        },
    )


def _defaulted(ceremony: Ceremony, missing: Sequence[Share]) -> str:
    names = "、".join(share.party_name for share in missing)
    return f"{ceremony}的份额揭示结束，{names}逾期未揭示，按空值计入。"


def _require_public_values(later: Sequence[Later]) -> None:
    for one in later:
        if one.seen and not one.is_beacon:
            law.require(law.sampling_duties.number_has_two_witnesses, witnesses=2 if one.value else 1)
    unknown = sum(not one.value for one in later)
    law.require(law.sampling_duties.every_source_revealed, missing=unknown)


def _document(ceremony: Ceremony, later: Sequence[Later]) -> dict[str, Any]:
    values = dict(ceremony.shares.values_list("party_name", "reveal__value"))
    public = {one.place: one for one in later}
    return {"sources": list(_answers(ceremony.freeze.commitment["seed_sources"], values, public))}


def _answers(
    sources: Sequence[dict[str, Any]], values: Mapping[str, str | None], public: Mapping[int, Later]
) -> Iterator[dict[str, Any]]:
    for place, source in enumerate(sources):
        if source["kind"] == "share":
            yield {"kind": "share", "party": source["party"], "value": values[source["party"]]}
        elif source["kind"] == "drand":
            signature = public[place].value
            randomness = sha256(bytes.fromhex(signature)).hex()
            yield source | {"randomness": randomness, "signature": signature}
        else:
            yield {"kind": "announced", "text": public[place].value}


def _check(ceremony: Ceremony, content: bytes) -> None:
    """``Unusable`` where an announced text is outside its pattern; better here than after it was logged."""
    commitment = ceremony.freeze.commitment
    sources = parse_sources(commitment["seed_sources"], "commitment.json", 0)
    open_sources(ceremony.ceremony, sources, parse_json(content, REVEAL))
