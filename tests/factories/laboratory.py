"""Visits whose result waits for a laboratory (Art. 20(4), reading R100)."""

from datetime import date, timedelta
from typing import Any

from suiji.inspections import services
from suiji.inspections.models import LabReport, Sample
from suiji.ledger import Actor
from tests.factories.inspections import (
    ARRIVED_AT,
    ENDED_AT,
    POINTS,
    Crew,
    a_crew,
    fill,
    on_site,
    signed_by_all,
)

PDF = b"%PDF-1.7 report"
NEXT_MONTH = ENDED_AT + timedelta(days=30)
RECEIVED = date(2026, 5, 29)


def sampled(crew: Crew | None = None) -> tuple[Crew, Sample]:
    crew = crew or on_site(a_crew(tests_products=True))
    sample = services.take_sample(
        finding=crew.finding(crew.leader), name="食用油", base="200 桶", quantity="4 桶", place="库房",
        sealing="完好", actor=crew.leader, at=ARRIVED_AT + timedelta(minutes=30),
    )  # fmt: skip
    return crew, sample


def left_open(crew: Crew) -> None:
    """The leader's finding waits for the laboratory; the guest's does not."""
    services.fill_finding(
        finding=crew.finding(crew.leader), answers=dict.fromkeys(POINTS, "无"), results=(), awaits_report=True,
        actor=crew.leader, at=ARRIVED_AT + timedelta(hours=1),
    )  # fmt: skip
    fill(crew, crew.guest)


def signed() -> tuple[Crew, Sample]:
    crew, sample = sampled()
    left_open(crew)
    signed_by_all(crew)
    services.close_record(visit=crew.again(), actor=crew.leader, at=ENDED_AT)
    return crew, sample


def reported(sample: Sample, actor: Actor, *, conforming: bool = True, **other: Any) -> LabReport:
    said: dict[str, Any] = {
        "number": "JY-2026-17",
        "laboratory": "安阳市食品检验所",
        "conforming": conforming,
        "nonconformity": "" if conforming else "过氧化值 0.41，标准值 0.25",
        "issued_on": date(2026, 5, 27),
        "received_on": RECEIVED,
        "content": PDF,
    }
    fresh = Sample.objects.get(pk=sample.pk)
    return services.receive_lab_report(sample=fresh, actor=actor, at=NEXT_MONTH, **{**said, **other})
