"""批量公示 — a reviewer releases several results that were looked at together; each is judged by itself."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from suiji.disclosure.models import Publication
from suiji.disclosure.services.review import publish
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale

MOST = 100
"""Results of one batch; more were not looked at."""


@dataclass(frozen=True, slots=True)
class Batch:
    """What became of each."""

    published: int
    refused: tuple[tuple[str, str], ...]
    """Result → why it was not released."""


def publish_many(*, publications: Iterable[Publication], actor: Actor, at: datetime) -> Batch:
    """Release those that the law allows, each in its own transaction; say of the others why not."""
    done, refused = 0, list[tuple[str, str]]()
    for publication in list(publications)[:MOST]:
        try:
            publish(publication=publication, actor=actor, at=at)
        except (Refused, NotYours, Stale) as why:
            refused.append((str(publication), str(why)))
        else:
            done += 1
    return Batch(done, tuple(refused))
