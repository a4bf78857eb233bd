"""Courses of the office's matters: an issue of the conference, a letter of guidance or supervision, a request."""

from django.db.models import TextChoices

from suiji.law.confidence import major_issue_has_a_decision
from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class IssueState(TextChoices):
    """States of a problem or suggestion (Art. 3)."""

    SUBMITTED = "SUBMITTED", "已提交"
    ACCEPTED = "ACCEPTED", "办公室已受理"
    DECLINED = "DECLINED", "不予受理"
    WITHDRAWN = "WITHDRAWN", "提出单位已撤回"
    ESCALATED = "ESCALATED", "已提请联席会议"
    SUPERVISED = "SUPERVISED", "已决议，督办中"
    REPORTED = "REPORTED", "承办部门已报结果"
    CLOSED = "CLOSED", "已办结"


I = IssueState  # noqa: E741 — as in every table of states, the class by one letter
OFFICE, CLERK = frozenset({Role.OFFICE}), frozenset({Role.CLERK})

ISSUE = Machine(
    "联席会议问题",
    I.choices,
    initial=I.SUBMITTED,
    edges=[
        Edge(
            I.SUBMITTED, I.ACCEPTED, OFFICE, "oversight.issue_accepted", "{department}{actor}受理{subject}。"
        ),
        Edge(
            I.SUBMITTED,
            I.DECLINED,
            OFFICE,
            "oversight.issue_declined",
            "{department}{actor}对{subject}不予受理：{because}",
        ),
        Edge(
            I.SUBMITTED,
            I.WITHDRAWN,
            CLERK,
            "oversight.issue_withdrawn",
            "{department}{actor}撤回{subject}：{because}",
        ),
        Edge(
            I.ACCEPTED,
            I.CLOSED,
            OFFICE,
            "oversight.issue_settled",
            "{department}{actor}协调办结{subject}：{because}",
        ),
        Edge(
            I.ACCEPTED,
            I.ESCALATED,
            OFFICE,
            "oversight.issue_escalated",
            "{department}{actor}将{subject}提请联席会议研究：{because}",
        ),
        Edge(
            I.ESCALATED,
            I.SUPERVISED,
            OFFICE,
            "oversight.issue_decided",
            "联席会议对{subject}作出决议，由{department}{actor}登记并督办：{because}",
        ),
        Edge(
            I.SUPERVISED,
            I.REPORTED,
            CLERK,
            "oversight.issue_reported",
            "{department}{actor}报送{subject}的办理结果：{because}",
        ),
        Edge(
            I.REPORTED,
            I.SUPERVISED,
            OFFICE,
            "oversight.issue_sent_back",
            "{department}{actor}退回{subject}的办理结果，继续督办：{because}",
        ),
        Edge(
            I.REPORTED,
            I.CLOSED,
            OFFICE,
            "oversight.issue_closed",
            "{department}{actor}办结{subject}：{because}",
        ),
    ],
    refusal=major_issue_has_a_decision,
)


class LetterState(TextChoices):
    """States of a letter of guidance or supervision (Art. 28)."""

    SENT = "SENT", "已发出"
    RECEIVED = "RECEIVED", "已签收"
    ANSWERED = "ANSWERED", "已回复"
    CLOSED = "CLOSED", "已了结"


L = LetterState
WRITERS = frozenset({Role.UPPER, Role.AUDITOR})

LETTER = Machine(
    "督导文书",
    L.choices,
    initial=L.SENT,
    edges=[
        Edge(L.SENT, L.RECEIVED, CLERK, "oversight.letter_received", "{department}{actor}签收{subject}。"),
        Edge(
            L.RECEIVED,
            L.ANSWERED,
            CLERK,
            "oversight.letter_answered",
            "{department}{actor}回复{subject}：{because}",
        ),
        Edge(
            L.ANSWERED,
            L.RECEIVED,
            WRITERS,
            "oversight.letter_sent_back",
            "{department}{actor}要求就{subject}重新回复：{because}",
        ),
        Edge(L.ANSWERED, L.CLOSED, WRITERS, "oversight.letter_closed", "{department}{actor}了结{subject}。"),
    ],
)


class ResourceState(TextChoices):
    """States of a request for a vehicle or an allowance (Art. 30)."""

    ASKED = "ASKED", "待安排"
    ARRANGED = "ARRANGED", "已安排"
    DECLINED = "DECLINED", "未能安排"
    WITHDRAWN = "WITHDRAWN", "已撤回"


R = ResourceState
DEPUTY = frozenset({Role.DEPUTY_HEAD})

RESOURCE = Machine(
    "保障申请",
    R.choices,
    initial=R.ASKED,
    edges=[
        Edge(
            R.ASKED,
            R.ARRANGED,
            DEPUTY,
            "oversight.resource_arranged",
            "{department}{actor}安排{subject}：{because}",
        ),
        Edge(
            R.ASKED,
            R.DECLINED,
            DEPUTY,
            "oversight.resource_declined",
            "{department}{actor}未能安排{subject}：{because}",
        ),
        Edge(
            R.ASKED,
            R.WITHDRAWN,
            CLERK,
            "oversight.resource_withdrawn",
            "{department}{actor}撤回{subject}：{because}",
        ),
    ],
)


class CirculationState(TextChoices):
    """States of figures sent round for comments (Art. 29)."""

    OPEN = "OPEN", "征求意见中"
    ISSUED = "ISSUED", "已印发"
    WITHDRAWN = "WITHDRAWN", "已收回"


C = CirculationState

CIRCULATION = Machine(
    "通报征求意见稿",
    C.choices,
    initial=C.OPEN,
    edges=[
        Edge(
            C.OPEN,
            C.ISSUED,
            OFFICE,
            "oversight.circulation_issued",
            "{department}{actor}将{subject}印发为通报。",
        ),
        Edge(
            C.OPEN,
            C.WITHDRAWN,
            OFFICE,
            "oversight.circulation_withdrawn",
            "{department}{actor}收回{subject}：{because}",
        ),
    ],
)


class ProposalState(TextChoices):
    """States of a proposal for next year's ratios (Art. 5, 13)."""

    DRAFT = "DRAFT", "待办公室决定"
    ADOPTED = "ADOPTED", "已采纳"
    SET_ASIDE = "SET_ASIDE", "不采纳"


P = ProposalState

PROPOSAL = Machine(
    "下年比例建议",
    P.choices,
    initial=P.DRAFT,
    edges=[
        Edge(
            P.DRAFT,
            P.ADOPTED,
            OFFICE,
            "oversight.proposal_adopted",
            "{department}{actor}采纳{subject}：{because}",
        ),
        Edge(
            P.DRAFT,
            P.SET_ASIDE,
            OFFICE,
            "oversight.proposal_set_aside",
            "{department}{actor}不采纳{subject}：{because}",
        ),
    ],
)
