"""How the requests about results are read."""

from suiji.disclosure.forms.aside import (
    AnswerForm,
    BecauseForm,
    DecideForm,
    MeasureForm,
    QualityForm,
    WithholdingForm,
)
from suiji.disclosure.forms.proofs import ProofField
from suiji.disclosure.forms.results import CorrectionForm, DecisionForm, ResubmissionForm, ReturnForm

__all__ = [
    "AnswerForm",
    "BecauseForm",
    "CorrectionForm",
    "DecideForm",
    "DecisionForm",
    "MeasureForm",
    "ProofField",
    "QualityForm",
    "ResubmissionForm",
    "ReturnForm",
    "WithholdingForm",
]
