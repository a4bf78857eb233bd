"""一并办理 — an act done to several items that were read together; each is judged by itself."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime

from suiji.catalogue.models import ItemVersion
from suiji.catalogue.services.items import countersign, publish, review
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale

MOST = 200
"""Items of one page; more were not looked at."""


@dataclass(frozen=True, slots=True)
class Together:
    """What became of each."""

    done: int
    refused: tuple[tuple[str, str], ...]
    """Item → why not."""


def countersign_together(*, versions: Iterable[ItemVersion], actor: Actor, at: datetime) -> Together:
    """Sign for the actor's department, each in its own transaction; say of the others why not."""
    return _each(versions, lambda version: countersign(version=version, actor=actor, at=at))


def review_together(*, versions: Iterable[ItemVersion], actor: Actor, at: datetime) -> Together:
    """Pass the drafts that are sound."""
    return _each(versions, lambda version: review(version=version, actor=actor, at=at))


def publish_together(
    *, versions: Iterable[ItemVersion], effective_from: date, actor: Actor, at: datetime
) -> Together:
    """Make public, from the same day on, those that everybody has signed."""
    return _each(
        versions,
        lambda version: publish(version=version, effective_from=effective_from, actor=actor, at=at),
    )


def _each(versions: Iterable[ItemVersion], act: Callable[[ItemVersion], object]) -> Together:
    done, refused = 0, list[tuple[str, str]]()
    for version in list(versions)[:MOST]:
        try:
            act(version)
        except (Refused, NotYours, Stale) as why:
            refused.append((str(version), str(why)))
        else:
            done += 1
    return Together(done, tuple(refused))
