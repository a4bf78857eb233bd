"""What oversight remembers: reports, issues and meetings, letters, requests."""

from suiji.oversight.models.conference import Issue, IssueKind, IssueLevel, Meeting, Resolution
from suiji.oversight.models.effects import EffectSummary, RatioProposal, WorkSummary
from suiji.oversight.models.letters import LetterKind, OversightLetter
from suiji.oversight.models.reports import Circulation, CommentAnswer, Report, ReportComment
from suiji.oversight.models.resources import ResourceKind, ResourceRequest

__all__ = [
    "Circulation",
    "CommentAnswer",
    "EffectSummary",
    "Issue",
    "IssueKind",
    "IssueLevel",
    "LetterKind",
    "Meeting",
    "OversightLetter",
    "RatioProposal",
    "Report",
    "ReportComment",
    "Resolution",
    "ResourceKind",
    "ResourceRequest",
    "WorkSummary",
]
