"""Whose hand may touch a department's result (Art. 20(4), 26)."""

from suiji import law
from suiji.disclosure.models import Publication
from suiji.disclosure.queries import authors_of
from suiji.ledger import Actor


def require_owner(actor: Actor, owner: int) -> None:
    """谁检查、谁录入、谁公开: only the department that made the result."""
    law.require(
        law.results.publication_by_owner, actor_department=actor.department_id, owner_department=owner
    )


def require_second_person(publication: Publication, actor: Actor) -> None:
    """Whoever entered or corrected the result is not the one who reviews it."""
    for author in sorted(authors_of(publication)):
        law.require(law.results.publication_reviewed_by_another, author=author, reviewer=actor.id)
