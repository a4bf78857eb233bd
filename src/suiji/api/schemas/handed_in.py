"""What a machine hands in, and what it is answered."""

from datetime import datetime
from typing import Annotated, Any

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from suiji.api.schemas.fields import Word
from suiji.libraries.object_headings import OBJECT_FIELDS


def _heading(name: str) -> Any:
    return Field("", description=OBJECT_FIELDS[name][0])


class ObjectIn(Schema):
    """An object as a department hands it in: the standard's fields, each a text as it would stand in a table."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\u0000]+$")] = Field(
        description="名称"
    )
    uscc: Word = _heading("uscc")
    code: Word = _heading("code")
    kind: Word = _heading("kind")
    reg_no: Word = _heading("reg_no")
    entity_type: Word = _heading("entity_type")
    address: Word = _heading("address")
    region: Word = _heading("region")
    industry: Word = _heading("industry")
    business_scope: Annotated[str, StringConstraints(max_length=5000, pattern=r"^[^\u0000]*$")] = _heading(
        "business_scope"
    )
    established_on: Word = _heading("established_on")
    reg_state: Word = _heading("reg_state")
    reg_organ: Word = _heading("reg_organ")
    station: Word = _heading("station")
    grid: Word = _heading("grid")
    tags: Word = _heading("tags")
    pools: Word = _heading("pools")
    legal_rep: Word = _heading("legal_rep")
    liaison: Word = _heading("liaison")
    phone: Word = _heading("phone")
    licence_name: Word = _heading("licence_name")
    licence_number: Word = _heading("licence_number")
    licence_from: Word = _heading("licence_from")
    licence_until: Word = _heading("licence_until")
    licence_issuer: Word = _heading("licence_issuer")


class ObjectsIn(Schema):
    """Objects to be taken into the library."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rows": [
                        {
                            "name": "安阳某某餐饮店",
                            "code": "XK-000123",
                            "region": "410502",
                            "kind": "个体工商户",
                        }
                    ]
                }
            ]
        }
    )

    rows: list[ObjectIn] = Field(min_length=1, max_length=1000)


class Note(Schema):
    """What is wrong with a row."""

    row: int = Field(description="第几条，从 1 数起；0 指整个请求")
    field: str
    reason: str


class Imported(Schema):
    """What became of the rows."""

    added: int
    changed: int
    unchanged: int
    conflicting: int = Field(description="别的部门已经提供了不同的内容，由两库管理员处理")
    refused: int
    refusals: list[Note]
    warnings: list[Note]


class ReplyRow(Schema):
    """The receiver's answer to one row."""

    key: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\u0000]+$")]
    accepted: bool
    published_at: datetime | None = Field(None, description="接收的必填：对方公示时间，带时区")
    reason: Word = Field("", description="退回的必填：原因")
    foreign_number: Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\u0000]*$")] = ""


class ReplyIn(Schema):
    """The receiver's answer to a batch."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rows": [
                        {"key": "AY-LH-01", "accepted": True, "published_at": "2026-03-03T09:30:00+08:00"},
                        {"key": "AY-LH-02", "accepted": False, "reason": "依据缺条款"},
                    ]
                }
            ]
        }
    )

    rows: list[ReplyRow] = Field(min_length=1, max_length=5000)


class Replied(Schema):
    """What was taken of an answer."""

    batch: str
    state: str
    accepted: int
    refused: int
    troubles: list[Note]
