"""What may be done to the lists: one module per group of acts."""

from suiji.catalogue.services.items import (
    PartDraft,
    abolish,
    countersign,
    draft_item,
    new_version,
    publish,
    resume,
    review,
    rewrite,
    send_back,
    suspend,
)

__all__ = [
    "PartDraft",
    "abolish",
    "countersign",
    "draft_item",
    "new_version",
    "publish",
    "resume",
    "review",
    "rewrite",
    "send_back",
    "suspend",
]
