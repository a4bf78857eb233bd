"""What oversight remembers: reports, issues and meetings, letters, requests."""

from suiji.oversight.models.conference import Issue, IssueKind, IssueLevel, Meeting, Resolution
from suiji.oversight.models.letters import LetterKind, OversightLetter
from suiji.oversight.models.reports import Report
from suiji.oversight.models.resources import ResourceKind, ResourceRequest

__all__ = [
    "Issue",
    "IssueKind",
    "IssueLevel",
    "LetterKind",
    "Meeting",
    "OversightLetter",
    "Report",
    "Resolution",
    "ResourceKind",
    "ResourceRequest",
]
