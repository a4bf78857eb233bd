"""The task's own states end where its inspectors are drawn; the later ones derive from its visits (§1.3)."""

from django.db.models import TextChoices

from suiji.ledger import Edge, Machine
from suiji.organs.roles import Role


class TaskState(TextChoices):
    """States of a joint task."""

    DRAFT = "DRAFT", "方案草稿"
    COUNTERSIGNING = "COUNTERSIGNING", "会签中"
    COUNTERSIGNED = "COUNTERSIGNED", "已会签"
    CONFIRMED = "CONFIRMED", "两库已确认"
    FROZEN = "FROZEN", "名单已冻结"
    OBJECTS_DRAWN = "OBJECTS_DRAWN", "对象已抽取"
    DISPATCHED = "DISPATCHED", "已派发"
    INSPECTORS_DRAWN = "INSPECTORS_DRAWN", "人员已抽取"
    WITHDRAWN = "WITHDRAWN", "已撤回"
    VOID = "VOID", "已作废"


T = TaskState
CLERK = frozenset({Role.CLERK})
VOIDABLE = (T.OBJECTS_DRAWN, T.DISPATCHED, T.INSPECTORS_DRAWN)
"""A list is given up only once it is there: a frozen one is drawn, or its ceremony is void by default."""

BEFORE_FREEZE = (T.DRAFT, T.COUNTERSIGNING, T.COUNTERSIGNED, T.CONFIRMED)
"""States in which nothing is fixed yet: after the freeze nothing changes the list (Art. 15)."""

TASK = Machine(
    "抽查任务",
    T.choices,
    initial=T.DRAFT,
    edges=[
        Edge(
            T.DRAFT,
            T.COUNTERSIGNING,
            CLERK,
            "tasks.sent",
            "{department}{actor}将{subject}的方案送各参与部门会签。",
        ),
        *(
            Edge(
                source,
                T.DRAFT,
                CLERK,
                "tasks.reopened",
                "{department}{actor}收回{subject}的方案修改：{because}",
            )
            for source in BEFORE_FREEZE
            if source != T.DRAFT
        ),
        Edge(
            T.COUNTERSIGNING,
            T.COUNTERSIGNED,
            CLERK,
            "tasks.countersigned",
            "{subject}的方案经全部参与部门会签，由{department}{actor}完成最后一签。",
        ),
        Edge(
            T.COUNTERSIGNED,
            T.CONFIRMED,
            frozenset({Role.LIBRARIAN}),
            "tasks.confirmed",
            "{subject}的两库经全部部门更新确认，由{department}{actor}完成最后一项确认。",
        ),
        Edge(
            T.CONFIRMED,
            T.COUNTERSIGNED,
            frozenset({Role.CLERK, Role.LIBRARIAN, Role.SYSTEM}),
            "tasks.confirmation_lapsed",
            "{subject}的两库确认失效：{because}",
        ),
        Edge(
            T.CONFIRMED, T.FROZEN, CLERK, "tasks.frozen", "{department}{actor}冻结{subject}的检查对象名单。"
        ),
        # Drawn above and dispatched to us: nothing is frozen and nothing drawn here (R52).
        Edge(
            T.CONFIRMED,
            T.OBJECTS_DRAWN,
            CLERK,
            "tasks.list_received",
            "{department}{actor}接收{subject}的上级派发名单；抽取证明不在本平台。",
        ),
        Edge(
            T.FROZEN,
            T.OBJECTS_DRAWN,
            frozenset({Role.CLERK, Role.SYSTEM}),
            "tasks.objects_drawn",
            "{subject}的检查对象已抽取。",
        ),
        Edge(
            T.OBJECTS_DRAWN,
            T.DISPATCHED,
            frozenset({Role.CLERK, Role.SYSTEM}),
            "tasks.dispatched",
            "{subject}的检查对象名单已全部派发并签收。",
        ),
        # A ceremony that a party's default made void: a new freeze needs new confirmations.
        Edge(
            T.FROZEN,
            T.COUNTERSIGNED,
            frozenset({Role.PRINCIPAL_HEAD, Role.SYSTEM}),
            "tasks.unfrozen",
            "{subject}的抽取仪式作废，须重新确认两库后另行冻结：{because}",
        ),
        Edge(
            T.DISPATCHED,
            T.INSPECTORS_DRAWN,
            frozenset({Role.CLERK, Role.SYSTEM}),
            "tasks.inspectors_drawn",
            "{subject}的执法检查人员已抽取。",
        ),
        # Until the freeze a scheme may be taken back, and the task given up; afterwards there is a list (R142).
        *(
            Edge(source, T.WITHDRAWN, CLERK, "tasks.withdrawn", "{department}{actor}撤回{subject}：{because}")
            for source in BEFORE_FREEZE
        ),
        *(
            Edge(
                source,
                T.VOID,
                frozenset({Role.OFFICE}),
                "tasks.voided",
                "{subject}经发起部门主要负责人签字、{department}备案后整体作废：{because}",
                public=True,
            )
            for source in VOIDABLE
        ),
    ],
)


class WaiverState(TextChoices):
    """States of an application for an exception."""

    APPLIED = "APPLIED", "待分管负责人审批"
    APPROVED = "APPROVED", "已批准，待备案"
    FILED = "FILED", "已备案，可以使用"
    REJECTED = "REJECTED", "未批准"


W = WaiverState
DEPUTY = frozenset({Role.DEPUTY_HEAD})

WAIVER = Machine(
    "例外审批",
    W.choices,
    initial=W.APPLIED,
    edges=[
        Edge(W.APPLIED, W.APPROVED, DEPUTY, "tasks.waiver_approved", "{department}{actor}批准{subject}。"),
        Edge(
            W.APPLIED,
            W.REJECTED,
            DEPUTY,
            "tasks.waiver_rejected",
            "{department}{actor}不批准{subject}：{because}",
        ),
        Edge(
            W.APPROVED,
            W.FILED,
            frozenset({Role.OFFICE}),
            "tasks.waiver_filed",
            "{department}{actor}备案{subject}，备案号{because}。",
        ),
    ],
)
