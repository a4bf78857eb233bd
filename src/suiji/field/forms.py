"""How what a phone sends is read: strictly, and no more than the app can send."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from suiji.inspections.forms.visits import WAYS
from suiji.inspections.models import EvidenceKind, NoticeMode, PhoneActKind
from suiji.inspections.services import Sent

LONGEST = 10_000
"""Characters of one field of the record."""
Text = Annotated[str, Field(max_length=LONGEST)]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Unreadable(ValueError):  # noqa: N818 — what it is
    """The body is not what this protocol sends."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Measure(_Strict):
    """现场措施."""

    kind: Annotated[str, Field(max_length=20)]
    form: Literal["书面", "口头", "移动执法设备打印", ""] = ""


class Worded(_Strict):
    """One finding's wording."""

    answers: dict[Annotated[str, Field(max_length=500)], Annotated[str, Field(max_length=10)]] = {}
    results: list[Annotated[str, Field(max_length=20)]] = []
    problem: Text = ""
    disposal: Text = ""
    measures: list[Measure] = []
    awaits_report: bool = False


class PreChecked(_Strict):
    """查阅预查资料."""


class Told(_Strict):
    """送达告知书."""

    mode: NoticeMode
    receiver: Annotated[str, Field(min_length=1, max_length=64)]
    visit_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")]
    materials: Text = ""
    phone: Annotated[str, Field(max_length=40)] = ""
    second: int | None = None
    """The colleague who serves the paper too."""


class Filled(_Strict):
    """填写."""

    finding: int
    base: Worded
    mine: Worded


class Chosen(_Strict):
    """选定写法."""

    divergence: int
    chosen: Worded


class Captured(_Strict):
    """取证."""

    kind: EvidenceKind
    title: Annotated[str, Field(min_length=1, max_length=200)]
    place: Annotated[str, Field(max_length=200)] = ""
    note: Text = ""
    upload: UUID | None = None
    sha256: Sha256 | None = None
    original_sha256: Sha256 | None = None
    position: Annotated[str, Field(max_length=80)] = ""


class Drawn(_Strict):
    """签字页."""

    kind: Literal["OFFICER", "FIRM", "REFUSAL"]
    signer: Annotated[str, Field(max_length=64)] = ""
    inspector: int | None = None
    note: Text = ""
    drawing: Annotated[str, Field(max_length=300_000)]
    seen: dict[Annotated[str, Field(pattern=r"^\d{1,18}$")], Sha256]


class Nothing(_Strict):
    """An act that needs no more words."""


_BODIES: dict[PhoneActKind, type[_Strict]] = {
    PhoneActKind.PRE_CHECK: PreChecked,
    PhoneActKind.NOTICE: Told,
    PhoneActKind.ARRIVE: Nothing,
    PhoneActKind.FILL: Filled,
    PhoneActKind.CHOOSE: Chosen,
    PhoneActKind.EVIDENCE: Captured,
    PhoneActKind.SHEET: Drawn,
    PhoneActKind.CLOSE: Nothing,
}


class _Act(_Strict):
    uid: UUID
    visit: int
    kind: PhoneActKind
    body: dict[str, Any]
    device: Annotated[str, Field(max_length=36)]
    app: Annotated[str, Field(max_length=40)]
    device_at: AwareDatetime
    sent_at: AwareDatetime
    clock_ms: Annotated[int, Field(ge=-(10**13), le=10**13)] | None = None


class UploadBegun(_Strict):
    """A file that is about to come."""

    uid: UUID
    visit: int
    sha256: Sha256
    size: Annotated[int, Field(gt=0, lt=2**31)]


def read_act(content: bytes) -> Sent:
    """One act of a phone's queue; raises ``Unreadable``."""
    try:
        act = _Act.model_validate_json(content)
        body = _BODIES[act.kind].model_validate(act.body).model_dump(mode="json")
    except ValidationError as error:
        raise Unreadable(str(error)) from None
    moments: tuple[datetime, datetime] = (act.device_at, act.sent_at)
    return Sent(
        uid=act.uid,
        visit_id=act.visit,
        kind=act.kind,
        body=body,
        device=act.device,
        app=act.app,
        device_at=moments[0],
        sent_at=moments[1],
        clock_ms=act.clock_ms,
    )


def read_upload(content: bytes) -> UploadBegun:
    """The promise of a file; raises ``Unreadable``."""
    try:
        return TypeAdapter(UploadBegun).validate_json(content)
    except ValidationError as error:
        raise Unreadable(str(error)) from None


def read_ids(said: str) -> list[int]:
    """``1,2,3``, at most what one answer carries."""
    words = said.split(",")
    if len(words) > 50 or not all(word.isdecimal() and len(word) < 18 for word in words):
        raise Unreadable("ids")
    return [int(word) for word in words]


def read_offset(said: str) -> int:
    """Where a piece begins."""
    if not said.isdecimal() or len(said) > 10:
        raise Unreadable("offset")
    return int(said)


__all__ = ["WAYS", "Unreadable", "read_act", "read_ids", "read_offset", "read_upload"]
