"""What follows a finding, what is shared between departments."""

from suiji.followup.models.following import DOCUMENTED, TRANSFERS, FollowUp, FollowUpKind
from suiji.followup.models.sharing import BulkQuery, Discipline, Recognition

__all__ = ["DOCUMENTED", "TRANSFERS", "BulkQuery", "Discipline", "FollowUp", "FollowUpKind", "Recognition"]
