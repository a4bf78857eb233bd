"""What anybody's machine reads."""

from datetime import datetime

from ninja import Schema
from pydantic import Field

from suiji.api.schemas.fields import MORE, NEXT


class PublicItem(Schema):
    """A row of the open data, under the keys of their dictionary."""

    list: str
    item: str
    version: int
    field: str
    title: str
    content: str
    legal_basis: str
    object_scope: str
    modes: str
    item_class: str
    ratio: str
    frequency: str
    initiator: str
    participants: str
    effective_from: str
    state: str


class PublicPlan(Schema):
    """A row of the open data, under the keys of their dictionary."""

    year: int
    line: str
    title: str
    source: str
    fields: str
    items: str
    object_scope: str
    ratio: str
    frequency: str
    initiator: str
    participants: str
    period: str
    published_at: str


class PublicResult(Schema):
    """A row of the open data, under the keys of their dictionary."""

    name: str
    code: str
    department: str
    item: str
    title: str
    results: str
    ended_on: str
    published_at: str
    version: int
    reason: str
    task: str
    task_title: str
    ceremony: str
    first_at: str
    publicity_at: str
    due_on: str


class PublicDraw(Schema):
    """A ceremony as the public reads it."""

    ceremony: str
    kind: str
    title: str
    number: str
    initiator: str
    status: str
    openness: str
    opened_at: datetime
    frozen_at: datetime | None
    drawn_at: datetime | None
    frame: int | None
    excluded: int | None
    drawn: int
    commitment_sha256: str
    seed: str
    result_sha256: str
    bundle: str = Field(description="证据包的地址；还没有冻结名单时为空")


class PublicDepartment(Schema):
    """A row of the open data, under the keys of their dictionary."""

    department: str
    year: int
    planned: int
    draws: int
    published: int
    late: int
    corrected: int


class PublicDepartmentPage(Schema):
    """All departments."""

    rows: list[PublicDepartment]
    next: str = NEXT
    more: bool = MORE


class PublicItemPage(Schema):
    """A page of the lists."""

    rows: list[PublicItem]
    next: str = NEXT
    more: bool = MORE


class PublicPlanPage(Schema):
    """A page of a year's plan."""

    rows: list[PublicPlan]
    next: str = NEXT
    more: bool = MORE


class PublicResultPage(Schema):
    """A page of results; a correction comes once more, behind a later cursor."""

    rows: list[PublicResult]
    next: str = NEXT
    more: bool = MORE


class PublicDrawPage(Schema):
    """A page of ceremonies."""

    rows: list[PublicDraw]
    next: str = NEXT
    more: bool = MORE
