"""How the requests about lists are read."""

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
    "Because",
    "Drafting",
    "Filter",
    "FirstDay",
    "ItemForm",
    "PartForm",
    "PartForms",
    "Words",
    "day",
    "split",
    "text",
]
