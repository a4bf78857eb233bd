"""How files and searches are read. A file that is no table is refused on the form, with what to do."""

from suiji.libraries.forms.files import ImportForm, RatingsForm
from suiji.libraries.forms.inspectors import InspectorFilter, RecusalForm
from suiji.libraries.forms.objects import ObjectFilter

__all__ = ["ImportForm", "InspectorFilter", "ObjectFilter", "RatingsForm", "RecusalForm"]
