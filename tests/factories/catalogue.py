"""Items of the lists for tests, made by the real services."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from suiji.catalogue import services
from suiji.catalogue.models import ItemVersion, ListKind
from suiji.organs.models import Department
from suiji.organs.roles import Role
from tests.factories.organs import AT, TODAY, a_department, an_actor

FIELDS: dict[str, Any] = {
    "field": "加油站",
    "title": "加油站经营情况抽查",
    "content": "成品油零售资格、计量、消防安全",
    "legal_basis": "《成品油流通管理办法》第二十一条",
    "object_scope": "从事成品油零售的企业",
    "scope_rule": {"words": ["加油"]},
    "modes": ["ON_SITE"],
    "ratio_text": "不低于 5 %",
    "ratio_min_bp": 500,
    "frequency": "每年 1 次",
}


def parts_of(owner: Department, others: Sequence[Department]) -> list[services.PartDraft]:
    """The owner leads; every department checks two points."""
    return [
        services.PartDraft(
            department,
            department.pk == owner.pk,
            f"{department.short_name}检查内容",
            ("证照是否齐全", "台账是否完整"),
        )
        for department in (owner, *others)
    ]


def a_draft_item(
    code: str = "AY-LH-01",
    *,
    owner: Department | None = None,
    others: Sequence[Department] | None = None,
    kind: str = ListKind.JOINT,
    at: datetime = AT,
    **fields: Any,
) -> ItemVersion:
    """A draft of the joint list led by 商务, with 市场监管 and 应急管理; or of a department's own list."""
    owner = owner or a_department("商务")
    if others is None:
        others = [a_department("市场监管"), a_department("应急管理")] if kind == ListKind.JOINT else []
    return services.draft_item(
        code=code,
        kind=kind,
        owner=owner,
        fields=FIELDS | fields,
        parts=parts_of(owner, others),
        actor=an_actor(Role.CLERK, department=owner),
        at=at,
    )


def a_countersigned_item(code: str = "AY-LH-01", **given: Any) -> ItemVersion:
    """A draft that every participant has signed."""
    version = a_draft_item(code, **given)
    for part in version.parts.filter(leads=False).select_related("department"):
        services.countersign(version=version, actor=an_actor(Role.CLERK, department=part.department), at=AT)
    return version


def a_published_item(code: str = "AY-LH-01", *, effective_from: date = TODAY, **given: Any) -> ItemVersion:
    """An item in force."""
    return published(a_countersigned_item(code, **given), effective_from=effective_from)


def published(version: ItemVersion, *, effective_from: date = TODAY) -> ItemVersion:
    """A version that everybody has signed, reviewed and made public."""
    owner = version.item.owner
    services.review(version=version, actor=an_actor(Role.DEPUTY_HEAD, department=owner), at=AT)
    compiler = (
        a_department("市场监管", region=owner.region_id) if version.item.kind == ListKind.JOINT else owner
    )
    return services.publish(
        version=version,
        effective_from=effective_from,
        actor=an_actor(Role.CLERK, department=compiler),
        at=min(AT, AT.replace(month=effective_from.month, day=effective_from.day, year=effective_from.year)),
    )
