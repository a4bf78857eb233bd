"""审核公示、审核退回 — a second person of the department releases a result, or sends it back (Art. 20(4), 26)."""

from datetime import datetime

from django.db import transaction

from suiji import law
from suiji.disclosure.models import Publication, PublicationVersion, ReviewReturn
from suiji.disclosure.queries import first_rows, last_submission
from suiji.disclosure.services.hands import require_owner, require_second_person
from suiji.disclosure.services.unreachable import settle_unreachable
from suiji.disclosure.services.versions import add_version, public_body
from suiji.disclosure.services.withhold import require_not_withheld
from suiji.disclosure.states import MADE_PUBLIC, PublicationState
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.ledger.services import lock, move
from suiji.organs.doors import require_role
from suiji.organs.roles import Role


@transaction.atomic
def publish(*, publication: Publication, actor: Actor, at: datetime) -> PublicationVersion:
    """A reviewer of the department who did not enter the result releases it, late or not."""
    publication = lock(publication)
    _require_review(publication, actor)
    law.require(law.results.result_is_signed, signed=publication.visit.state == VisitState.SIGNED)
    require_not_withheld(publication)
    submission = last_submission(publication)
    rows = submission.rows if submission else first_rows(publication)
    version = add_version(publication, rows, actor, at)
    move(publication, PublicationState.PUBLISHED, actor=actor, at=at, body=public_body(version))
    # What was submitted first is the signed record itself.
    if submission and submission.number > 1 and version.rows != first_rows(publication):
        settle_unreachable(publication, because="公示的结果经审核改正。", actor=actor, at=at)
    return version


@transaction.atomic
def return_result(*, publication: Publication, because: str, actor: Actor, at: datetime) -> ReviewReturn:
    """The reviewer sends an entry back with what is wrong; nothing is public, and its last day does not move."""
    publication = lock(publication)
    _require_review(publication, actor)
    law.require(law.results.return_names_the_fault, reason=because)
    returned = ReviewReturn.objects.create(
        publication=publication,
        submission=last_submission(publication),
        reason=because.strip(),
        returned_by_id=actor.id,
        returned_at=at,
    )
    move(publication, PublicationState.RETURNED, actor=actor, at=at, because=returned.reason)
    return returned


def _require_review(publication: Publication, actor: Actor) -> None:
    """Only what waits for review is reviewed, by a reviewer of the same department who is not its author."""
    require_role(actor, Role.REVIEWER)
    require_owner(actor, publication.department_id)
    law.require(law.results.published_result_stands, published=publication.state in MADE_PUBLIC)
    law.require(law.general.steps_in_order, allowed=publication.state == PublicationState.ENTERED)
    require_second_person(publication, actor)
