"""检查文书的内容 — what the papers of a visit say, as plain values; how they look is in ``templates/typst``."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar

from suiji.papers.documents import Evidence, Officer, Record


@dataclass(frozen=True, slots=True)
class SiteNote:
    """现场检查笔录 — what the officers saw, read over by the object and signed on every page (Art. 20(2))."""

    template: ClassVar[str] = "site_note"
    title: ClassVar[str] = "现场检查笔录"
    number: str
    issuer: str
    issued_on: date
    firm: str
    code: str
    address: str
    place: str
    begun_at: datetime
    ended_at: datetime
    present: str
    task_name: str
    task_number: str
    approval_number: str
    officers: tuple[Officer, ...]
    content: tuple[str, ...]
    """Paragraphs."""
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    """责令改正通知书 — the facts, the basis, the demand, the term, and how to object (Art. 20(2))."""

    template: ClassVar[str] = "order"
    title: str
    number: str
    issuer: str
    issued_on: date
    recipient: str
    code: str
    address: str
    inspected_on: date
    task_name: str
    task_number: str
    problem: str
    basis: str
    demand: str
    due_on: date
    recheck_on: date
    officers: tuple[Officer, ...]
    contact: str
    phone: str
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class ServiceReceipt:
    """送达回证 — for any paper; empty lines are filled in by hand."""

    template: ClassVar[str] = "receipt"
    title: ClassVar[str] = "送达回证"
    number: str
    issuer: str
    issued_on: date
    paper: str
    paper_number: str
    recipient: str
    place: str
    way: str
    served_at: datetime | None
    receiver: str
    witness: str
    servers: tuple[Officer, ...]
    note: str
    verify_url: str = ""
    all_ways: tuple[str, ...] = ("直接送达", "留置送达", "邮寄送达", "电子送达", "电话记录")


@dataclass(frozen=True, slots=True)
class KeptEvidence:
    """One line of an evidence list: the list's own columns."""

    evidence: Evidence
    taken_at: datetime
    place: str
    by: str


@dataclass(frozen=True, slots=True)
class EvidenceList:
    """证据清单 — every piece of a visit with the hash under which it is kept."""

    template: ClassVar[str] = "evidence_list"
    title: ClassVar[str] = "证据清单"
    number: str
    issuer: str
    issued_on: date
    firm: str
    code: str
    task_name: str
    task_number: str
    pieces: tuple[KeptEvidence, ...]
    officers: tuple[Officer, ...]
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class SamplingRecord:
    """抽样记录 — one sample, sealed before the object's eyes (Art. 19, 20)."""

    template: ClassVar[str] = "sampling"
    title: ClassVar[str] = "抽样记录"
    number: str
    issuer: str
    issued_on: date
    firm: str
    code: str
    address: str
    task_name: str
    task_number: str
    item: str
    sample: str
    specification: str
    batch: str
    maker: str
    base: str
    quantity: str
    spare: str
    place: str
    sealing: str
    laboratory: str
    taken_at: datetime
    officers: tuple[Officer, ...]
    verify_url: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """信函 — a letter to the registration organ about somebody who could not be found (Art. 21)."""

    template: ClassVar[str] = "listing"
    title: ClassVar[str] = "列入经营异常名录线索移交函"
    number: str
    issuer: str
    issued_on: date
    recipient: str
    firm: str
    code: str
    address: str
    visited_on: date
    task_name: str
    task_number: str
    visit_words: str
    letters: tuple[tuple[str, str, str, str], ...]
    """Which, when sent, under which number, what became of it."""
    evidence: tuple[Evidence, ...]
    contact: str
    phone: str
    verify_url: str = ""


VisitDocument = SiteNote | Order | ServiceReceipt | EvidenceList | SamplingRecord | Letter


@dataclass(frozen=True, slots=True)
class OtherRecord(Record):
    """行政检查记录表 — the same sheet for a check that nobody drew."""

    title: ClassVar[str] = "行政检查记录表"
    is_drawn: bool = False
