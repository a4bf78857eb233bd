"""What may be done to the lists: one module per group of acts."""

from suiji.catalogue.services.confirm_list import confirm_list
from suiji.catalogue.services.guides import add_guide, remove_guide
from suiji.catalogue.services.items import (
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
from suiji.catalogue.services.parts import PartDraft, write_part
from suiji.catalogue.services.share_list import share_list
from suiji.catalogue.services.take_over import answer_questions, bring_list, take_over_list
from suiji.catalogue.services.together import (
    Together,
    countersign_together,
    publish_together,
    review_together,
)

__all__ = [
    "PartDraft",
    "Together",
    "abolish",
    "add_guide",
    "answer_questions",
    "bring_list",
    "confirm_list",
    "countersign",
    "countersign_together",
    "draft_item",
    "new_version",
    "publish",
    "publish_together",
    "remove_guide",
    "resume",
    "review",
    "review_together",
    "rewrite",
    "send_back",
    "share_list",
    "suspend",
    "take_over_list",
    "write_part",
]
