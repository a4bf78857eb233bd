"""What may be done here. Nothing in this room inspects, and nothing types a figure."""

from suiji.oversight.services.circulating import (
    answer_comment,
    circulate,
    comment,
    issue_circulated,
    withdraw_circulation,
)
from suiji.oversight.services.conference import (
    accept_issue,
    close_issue,
    decide_issue,
    decline_issue,
    escalate_issue,
    raise_issue,
    record_meeting,
    report_issue,
    send_issue_back,
    settle_issue,
    withdraw_issue,
)
from suiji.oversight.services.effects import (
    decide_proposal,
    propose_ratios,
    refresh_effects,
    refresh_work,
)
from suiji.oversight.services.letters import (
    answer_letter,
    close_letter,
    receive_letter,
    send_letter,
    send_letter_back,
)
from suiji.oversight.services.reporting import issue_report
from suiji.oversight.services.resources import answer_resource, ask_for_resource, withdraw_resource

__all__ = [
    "accept_issue",
    "answer_comment",
    "answer_letter",
    "answer_resource",
    "ask_for_resource",
    "circulate",
    "close_issue",
    "close_letter",
    "comment",
    "decide_issue",
    "decide_proposal",
    "decline_issue",
    "escalate_issue",
    "issue_circulated",
    "issue_report",
    "propose_ratios",
    "raise_issue",
    "receive_letter",
    "record_meeting",
    "refresh_effects",
    "refresh_work",
    "report_issue",
    "send_issue_back",
    "send_letter",
    "send_letter_back",
    "settle_issue",
    "withdraw_circulation",
    "withdraw_issue",
    "withdraw_resource",
]
