"""What a department's machine reads."""

from datetime import date, datetime
from typing import Literal

from ninja import Schema
from pydantic import Field

from suiji.api.schemas.fields import MORE, NEXT


class Part(Schema):
    """A department in something."""

    code: str = Field(description="部门编码")
    name: str
    leads: bool = Field(description="是否发起部门")


class Named(Schema):
    """Something with a code and a title."""

    code: str
    title: str


class Me(Schema):
    """Who the token belongs to."""

    system: str
    department: str = Field(description="部门编码")
    department_name: str
    token: str = Field(description="令牌编号")
    scopes: list[str]
    per_minute: int
    ends_at: datetime


class Item(Schema):
    """A version of an item."""

    id: int
    code: str = Field(description="事项编号，版本变了编号不变")
    version: int
    kind: Literal["DEPARTMENT", "JOINT"] = Field(description="部门清单或者联合清单")
    state: str
    field: str
    title: str
    content: str
    legal_basis: str
    object_scope: str
    ratio: str
    frequency: str
    departments: list[Part]
    effective_from: date | None
    effective_until: date | None


class Plan(Schema):
    """A line of a year's plan."""

    id: int
    year: int
    number: str
    version: int
    kind: str
    state: str
    title: str
    items: list[str] = Field(description="事项编号")
    departments: list[Part]
    period_from: date | None
    period_until: date | None
    published_at: datetime | None


class Task(Schema):
    """A task of which the department is a part."""

    id: int
    number: str
    title: str
    state: str
    state_label: str
    plan: str = Field(description="计划任务编号")
    items: list[Named]
    departments: list[Part]
    period_from: date
    period_until: date
    drawn: int = Field(description="可以公布的抽中户数")


class Drawn(Schema):
    """A line of a drawn list."""

    id: int
    task: str = Field(description="任务编号")
    code: str = Field(description="对象代码")
    uscc: str
    name: str
    region: str = Field(description="行政区划代码")
    ceremony: str = Field(description="抽取仪式编号；上级派发的名单为空")


class Proof(Schema):
    """What proves a draw."""

    id: int
    ceremony: str
    task: str
    kind: Literal["objects", "inspectors"]
    state: str
    host: str
    opened_at: datetime
    frozen_at: datetime | None
    drawn_at: datetime | None
    commitment_sha256: str
    seed: str
    result_sha256: str
    bundle: str = Field(description="证据包的地址，任何人可以下载核验")


class ResultRow(Schema):
    """One item of a result."""

    item: str
    title: str
    results: list[str] = Field(description="结果代码")


class Result(Schema):
    """The department's result of one visit."""

    id: int
    task: str
    code: str
    name: str
    department: str
    state: str
    state_label: str
    rows: list[ResultRow]
    ended_at: datetime | None
    due_on: date
    version: int = Field(description="0 表示还没有公示")
    published_at: datetime | None


class Transfer(Schema):
    """A transfer the department sent or received."""

    id: int
    task: str
    code: str
    name: str
    item: str
    kind: str
    kind_label: str
    state: str
    state_label: str
    sender: str = Field(description="移送部门编码")
    receiver: str = Field(description="受移送部门编码；名录外的单位为空")
    receiver_name: str
    document_number: str
    due_on: date | None
    sent_at: datetime | None
    received_at: datetime | None
    closed_at: datetime | None
    case_number: str


class Object(Schema):
    """An object that the department keeps."""

    id: int
    code: str
    uscc: str
    name: str
    kind: str
    region: str
    address: str
    industry: str
    reg_state: str
    state: str
    established_on: date | None
    tags: list[str]
    pools: list[str]
    updated_at: datetime


class Batch(Schema):
    """A batch handed out by the department."""

    id: int
    number: str
    kind: str
    state: str
    state_label: str
    sha256: str
    rows: int
    answered: int
    prepared_at: datetime


class BatchRow(Schema):
    """A row of a batch, as it stands."""

    id: int
    key: str
    platform_at: datetime
    values: dict[str, str] = Field(description="按这一批的字段对照写出的列名和值")


class ItemPage(Schema):
    """A page of items."""

    rows: list[Item]
    next: str = NEXT
    more: bool = MORE


class PlanPage(Schema):
    """A page of plan lines."""

    rows: list[Plan]
    next: str = NEXT
    more: bool = MORE


class TaskPage(Schema):
    """A page of tasks."""

    rows: list[Task]
    next: str = NEXT
    more: bool = MORE


class DrawnPage(Schema):
    """A page of a drawn list."""

    rows: list[Drawn]
    next: str = NEXT
    more: bool = MORE


class ProofPage(Schema):
    """A page of draws."""

    rows: list[Proof]
    next: str = NEXT
    more: bool = MORE


class ResultPage(Schema):
    """A page of results."""

    rows: list[Result]
    next: str = NEXT
    more: bool = MORE


class TransferPage(Schema):
    """A page of transfers."""

    rows: list[Transfer]
    next: str = NEXT
    more: bool = MORE


class ObjectPage(Schema):
    """A page of objects."""

    rows: list[Object]
    next: str = NEXT
    more: bool = MORE


class BatchPage(Schema):
    """A page of batches."""

    rows: list[Batch]
    next: str = NEXT
    more: bool = MORE


class BatchRowPage(Schema):
    """A page of a batch's rows."""

    rows: list[BatchRow]
    next: str = NEXT
    more: bool = MORE


class Event(Schema):
    """That something happened, and where to read it; never what it says."""

    id: int = Field(description="总账里的序号，只增不减；收到两次的只办一次")
    act: str = Field(description="办理事项，例如 disclosure.published")
    label: str
    at: datetime
    resource: str = Field(description="到哪个列表里读，例如 results")
    resource_id: int = Field(description="那个列表里的 id")
    href: str = Field(description="读它的地址，例如 /api/v1/results/12")


class EventPage(Schema):
    """A page of events."""

    rows: list[Event]
    next: str = NEXT
    more: bool = MORE
