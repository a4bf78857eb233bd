"""Phones for tests: acts as an officer's app sends them."""

import hashlib
import json
import uuid
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.test import Client

from suiji.field.protocol import CURRENT
from suiji.inspections.models import Finding, Visit
from suiji.inspections.services.wording import Wording
from suiji.ledger import Actor
from suiji.organs.models import Person
from tests.factories.inspections import POINTS

DRAWN = (
    "data:image/png;base64,"
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
)
"""A name drawn on glass, as the app sends it."""
BLANK: dict[str, Any] = {"answers": {}, "results": [], "problem": "", "disposal": "", "measures": []}


def a_wording(problem: str = "", **more: Any) -> dict[str, Any]:
    """Nothing found, or one problem."""
    answer, result = ("有", "TO_BE_HANDLED") if problem else ("无", "NO_PROBLEM")
    said = {"answers": dict.fromkeys(POINTS, answer), "results": [result], "problem": problem}
    return {**BLANK, **said, **more}


@dataclass
class Phone:
    """One officer's phone: its calls go through the real doors."""

    actor: Actor
    client: Client = field(default_factory=Client)
    clock: timedelta = timedelta()
    """How far the phone's clock is ahead of ours."""
    measured: bool = True
    protocol: int | None = CURRENT
    meant: Actor | None = None
    """Whose records the phone is sending, where somebody else is logged in."""
    device: str = field(default_factory=lambda: str(uuid.uuid4()))

    def __post_init__(self) -> None:
        self.client.force_login(Person.objects.get(pk=self.actor.id))

    @property
    def headers(self) -> dict[str, str]:
        """What every call of the app carries."""
        said = {"X-Suiji-Person": str((self.meant or self.actor).id)}
        return said if self.protocol is None else {**said, "X-Suiji-Protocol": str(self.protocol)}

    def get(self, path: str, **headers: str) -> Any:
        """A fetch."""
        return self.client.get(f"/field/api/{path}", headers={**self.headers, **headers})

    def package(self, visit: Visit) -> dict[str, Any]:
        """The visit as the phone gets it."""
        found: dict[str, Any] = self.get(f"visits/?ids={visit.pk}").json()["visits"][0]["package"]
        return found

    def act(
        self,
        visit: Visit,
        kind: str,
        body: dict[str, Any],
        *,
        done: datetime,
        sent: datetime | None = None,
        uid: str = "",
    ) -> Any:
        """One act of the queue, done at one time and sent at another, by true time."""
        content = {
            "uid": uid or str(uuid.uuid4()),
            "visit": visit.pk,
            "kind": kind,
            "body": body,
            "device": self.device,
            "app": "test",
            "device_at": (done + self.clock).isoformat(),
            "sent_at": ((sent or done) + self.clock).isoformat(),
            "clock_ms": round(-self.clock / timedelta(milliseconds=1)) if self.measured else None,
        }
        return self.post("acts/", content)

    def post(self, path: str, content: Any) -> Any:
        """A change."""
        text = content if isinstance(content, str | bytes) else json.dumps(content)
        return self.client.post(
            f"/field/api/{path}", text, content_type="application/json", headers=self.headers
        )

    def piece(self, uid: str, offset: int, content: bytes) -> Any:
        """A piece of a file."""
        return self.client.put(
            f"/field/api/uploads/{uid}/?offset={offset}",
            content,
            content_type="application/octet-stream",
            headers=self.headers,
        )

    def send_file(self, visit: Visit, content: bytes, *, piece: int = 64) -> dict[str, str]:
        """A whole file in pieces; what the act about it has to say."""
        uid, sha256 = str(uuid.uuid4()), hashlib.sha256(content).hexdigest()
        self.post("uploads/", {"uid": uid, "visit": visit.pk, "sha256": sha256, "size": len(content)})
        for offset in range(0, len(content), piece):
            self.piece(uid, offset, content[offset : offset + piece])
        return {"upload": uid, "sha256": sha256}

    def fill(
        self, finding: Finding, mine: dict[str, Any], *, base: dict[str, Any] = BLANK, done: datetime
    ) -> Any:
        """A finding filled in on top of what this phone knew of it."""
        body = {"finding": finding.pk, "base": base, "mine": mine}
        return self.act(finding.visit, "FILL", body, done=done)

    def sheet(self, visit: Visit, kind: str, *, done: datetime, **more: Any) -> Any:
        """A name drawn under everything that is filled, as this phone sees it."""
        filled = visit.findings.filter(filled_at__isnull=False)
        seen = {str(f.pk): Wording.of(f).digest for f in filled}
        body = {"kind": kind, "drawing": DRAWN, "seen": seen, **more}
        return self.act(visit, "SHEET", body, done=done)
