"""抽取文书 — what the two printed records of a draw say, as plain values (Art. 13, 15, 17)."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class SeedShare:
    """种子份额 — one party's commitment and what it revealed."""

    party: str
    commitment: str
    share: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class DrawnObject:
    """One line of the drawn list; never with class or stratum (Art. 25)."""

    place: int
    name: str
    code: str
    district: str


@dataclass(frozen=True, slots=True)
class DrawRecord:
    """抽取记录 — signed by operator and witness (Art. 13, 15)."""

    template: ClassVar[str] = "draw_record"
    title: ClassVar[str] = "检查对象随机抽取记录"
    number: str
    issuer: str
    task_name: str
    task_number: str
    drawn_at: datetime
    place: str
    operator: str
    operator_department: str
    witness: str
    witness_department: str
    frozen_at: datetime
    frame_hash: str
    population: int
    drawn: int
    algorithm: str
    seed: str
    seed_shares: tuple[SeedShare, ...]
    objects: tuple[DrawnObject, ...]
    certificate_hash: str
    verify_url: str = ""
    notary: str = ""
    """Notary and organ, where one attended."""


@dataclass(frozen=True, slots=True)
class DrawnMember:
    """One drawn officer; the record stays inside the departments."""

    name: str
    department: str
    certificate: str
    leads: bool


@dataclass(frozen=True, slots=True)
class DrawnTeam:
    """One team as it was drawn."""

    code: str
    objects: int
    members: tuple[DrawnMember, ...]


@dataclass(frozen=True, slots=True)
class StaffingRecord:
    """抽取记录 — of a draw of inspectors, signed by operator and witness (Art. 15, 17)."""

    template: ClassVar[str] = "staffing_record"
    title: ClassVar[str] = "执法检查人员随机抽取记录"
    number: str
    issuer: str
    task_name: str
    task_number: str
    region: str
    drawn_at: datetime
    place: str
    operator: str
    operator_department: str
    witness: str
    witness_department: str
    frozen_at: datetime
    frame_hash: str
    pool: tuple[tuple[str, int], ...]
    """Of every department drawn from: its name and how many inspectors took part."""
    algorithm: str
    seed: str
    seed_shares: tuple[SeedShare, ...]
    teams: tuple[DrawnTeam, ...]
    certificate_hash: str
    verify_url: str = ""
    notary: str = ""


DrawDocument = DrawRecord | StaffingRecord
