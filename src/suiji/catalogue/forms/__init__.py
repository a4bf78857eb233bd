"""How the requests about lists are read."""

from suiji.catalogue.forms.files import Answers, Bringing, GuideForm, Remark
from suiji.catalogue.forms.items import (
    Because,
    Drafting,
    Filter,
    FirstDay,
    ItemForm,
    PartForm,
    PartForms,
    Words,
    day,
    split,
    text,
)

__all__ = [
    "Answers",
    "Because",
    "Bringing",
    "Drafting",
    "Filter",
    "FirstDay",
    "GuideForm",
    "ItemForm",
    "PartForm",
    "PartForms",
    "Remark",
    "Words",
    "day",
    "split",
    "text",
]
