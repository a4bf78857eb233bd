"""How requests to this room are read."""

from suiji.oversight.forms.conference import AcceptForm, DecideForm, MeetingForm, RaiseForm
from suiji.oversight.forms.effects import DecideProposalForm
from suiji.oversight.forms.letters import LetterForm
from suiji.oversight.forms.reporting import AlertsForm, BehindForm, IssueForm, YearForm
from suiji.oversight.forms.resources import AnswerForm, AskForm
from suiji.oversight.forms.words import WordsForm

__all__ = [
    "AcceptForm",
    "AlertsForm",
    "AnswerForm",
    "AskForm",
    "BehindForm",
    "DecideForm",
    "DecideProposalForm",
    "IssueForm",
    "LetterForm",
    "MeetingForm",
    "RaiseForm",
    "WordsForm",
    "YearForm",
]
