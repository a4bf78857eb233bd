"""How the requests about plans are read."""

from suiji.catalogue.forms import Because
from suiji.plans.forms.files import AttachmentForm, BalanceForm, LinesFile, LinesSigned
from suiji.plans.forms.lines import Filter, LineForm
from suiji.plans.forms.office import EndForm, ExemptionForm, PublicationForm, Year
from suiji.plans.forms.rectifications import ApartForm, JointForm, RectificationForm

__all__ = [
    "ApartForm",
    "AttachmentForm",
    "BalanceForm",
    "Because",
    "EndForm",
    "ExemptionForm",
    "Filter",
    "JointForm",
    "LineForm",
    "LinesFile",
    "LinesSigned",
    "PublicationForm",
    "RectificationForm",
    "Year",
]
