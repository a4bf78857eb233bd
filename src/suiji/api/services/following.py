"""跟读检查对象 — a machine keeps up with its department's library: what changed is numbered, then read (0116)."""

from datetime import datetime
from typing import Any

from suiji.api.queries import Bearer, own
from suiji.libraries.services import follow


def objects_followed(*, bearer: Bearer, cursor: str, limit: int, at: datetime) -> dict[str, Any]:
    """A page of the department's objects; everything committed by now has its place behind the cursors to keep.

    While a file is being written that began before anybody followed, the list is given by key, and at its end says to
    begin anew: nothing is passed over for having been asked too early.
    """
    followed = follow(department=bearer.system.department, at=at)
    return own.objects(bearer, cursor=cursor, limit=limit, followed=followed)
