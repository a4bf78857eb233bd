"""How the requests about tasks are read."""

from suiji.catalogue.forms import Because
from suiji.tasks.forms.bringing import Bringing
from suiji.tasks.forms.deciding import Confirming, Filing, Merging, Waiving
from suiji.tasks.forms.opening import OpeningForm
from suiji.tasks.forms.scheme import Drafting, ScopeForm

__all__ = [
    "Because",
    "Bringing",
    "Confirming",
    "Drafting",
    "Filing",
    "Merging",
    "OpeningForm",
    "ScopeForm",
    "Waiving",
]
