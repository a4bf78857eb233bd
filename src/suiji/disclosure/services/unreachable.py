"""④无法联系 in the library follows the result as it stands: of the object's last visit, of all departments."""

from datetime import datetime

from suiji.disclosure.models import Publication
from suiji.disclosure.queries import says_unreachable
from suiji.ledger import Actor
from suiji.libraries.services import clear_unreachable, flag_unreachable


def settle_unreachable(publication: Publication, *, because: str, actor: Actor, at: datetime) -> None:
    """Set or clear the mark after a result became public or was corrected; an older visit changes nothing."""
    visit = publication.visit
    said = says_unreachable(visit)
    if said is None:
        return
    if said:
        flag_unreachable(object=visit.drawn.object, actor=actor, at=at)
    else:
        clear_unreachable(object=visit.drawn.object, because=because, actor=actor, at=at)
