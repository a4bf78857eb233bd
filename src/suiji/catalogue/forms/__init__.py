"""How the requests about lists are read."""

from suiji.catalogue.forms.fields import Words, day, split, text
from suiji.catalogue.forms.files import Answers, Bringing, GuideForm, Remark
from suiji.catalogue.forms.items import Because, Drafting, Filter, FirstDay, ItemForm
from suiji.catalogue.forms.parts import OwnPart, PartForm, PartForms

__all__ = [
    "Answers",
    "Because",
    "Bringing",
    "Drafting",
    "Filter",
    "FirstDay",
    "GuideForm",
    "ItemForm",
    "OwnPart",
    "PartForm",
    "PartForms",
    "Remark",
    "Words",
    "day",
    "split",
    "text",
]
