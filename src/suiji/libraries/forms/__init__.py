"""How files and searches are read. A file that is no table is refused on the form, with what to do."""

from suiji.libraries.forms.codes import CodesForm
from suiji.libraries.forms.feeding import FeedForm
from suiji.libraries.forms.files import ImportForm, RatingsForm
from suiji.libraries.forms.inspectors import (
    AbsenceForm,
    AmendForm,
    InspectorFilter,
    ReasonForm,
    RecusalForm,
    StatusForm,
)
from suiji.libraries.forms.objects import ObjectFilter

__all__ = [
    "AbsenceForm",
    "AmendForm",
    "CodesForm",
    "FeedForm",
    "ImportForm",
    "InspectorFilter",
    "ObjectFilter",
    "RatingsForm",
    "ReasonForm",
    "RecusalForm",
    "StatusForm",
]
