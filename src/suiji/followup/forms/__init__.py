"""How requests to this room are read."""

from suiji.followup.forms.following import OpenForm, OutcomeForm, ReasonForm, SendForm, WithdrawForm
from suiji.followup.forms.sharing import (
    BulkForm,
    DecisionForm,
    DisciplineForm,
    OutcomesForm,
    SearchForm,
    SpareForm,
)
from suiji.followup.forms.sharing import ReasonForm as WhyForm

__all__ = [
    "BulkForm",
    "DecisionForm",
    "DisciplineForm",
    "OpenForm",
    "OutcomeForm",
    "OutcomesForm",
    "ReasonForm",
    "SearchForm",
    "SendForm",
    "SpareForm",
    "WhyForm",
    "WithdrawForm",
]
