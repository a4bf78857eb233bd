"""How a request to the archive is read."""

from suiji.archive.forms.destroying import BeginForm, HoldForm, OpinionForms, ReasonForm
from suiji.archive.forms.filing import FilterForm, SealForm, SupplementForm

__all__ = ["BeginForm", "FilterForm", "HoldForm", "OpinionForms", "ReasonForm", "SealForm", "SupplementForm"]
