"""Outside systems and their tokens, made by the real services; and a client that shows a token."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.test import Client

from suiji.api import services
from suiji.api.models import AccessToken, OutsideSystem
from suiji.api.scopes import Scope
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.roles import Role
from tests.factories.organs import AT, a_department, an_actor

BASE = "/api/v1"
EVERYTHING = tuple(Scope.values)


def an_admin(role: Role = Role.SYSTEM_ADMIN) -> Actor:
    """One of the three administrators."""
    return an_actor(role, name=f"{role.label}甲")


def a_system(name: str = "行政许可平台", *, department: Department | None = None) -> OutsideSystem:
    """A registered system without a token."""
    return services.register_system(
        name=name,
        department=department or a_department(),
        basis="对接方案（安市监函〔2026〕12号）",
        contact="市大数据中心",
        actor=an_admin(),
        at=AT,
    )


def a_token(
    *scopes: str,
    system: OutsideSystem | None = None,
    department: Department | None = None,
    days: int = 365,
    a_minute: int = 100_000,
    at: datetime = AT,
) -> tuple[AccessToken, str]:
    """A token and its words; with every scope unless told."""
    return services.issue_token(
        system=system or a_system(department=department),
        scopes=scopes or EVERYTHING,
        days=days,
        a_minute=a_minute,
        actor=an_admin(Role.SECURITY_ADMIN),
        at=at,
    )


class Machine:
    """A program of another system's."""

    def __init__(self, words: str = "") -> None:
        self.client = Client()
        self.headers = {"Authorization": f"Bearer {words}"} if words else {}

    def get(self, path: str, *, headers: dict[str, str] | None = None, **query: Any) -> Any:
        """An answer."""
        return self.client.get(f"{BASE}{path}", query, headers=self.headers | (headers or {}))

    def post(self, path: str, body: Any, *, key: str = "key-00000001") -> Any:
        """An answer to something handed in."""
        return self.client.post(
            f"{BASE}{path}",
            body,
            content_type="application/json",
            headers=self.headers | ({"Idempotency-Key": key} if key else {}),
        )

    def all(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """Every row behind an address, page by page."""
        rows: list[dict[str, Any]] = []
        cursor = "c0"
        while True:
            answer: HttpResponse = self.get(path, cursor=cursor, **query)
            assert answer.status_code == 200, answer.content
            page = answer.json()  # type: ignore[attr-defined]
            rows += page["rows"]
            cursor = page["next"]
            if not page["more"]:
                return rows


def a_machine(*scopes: str, department: Department | None = None) -> Machine:
    """A program with a token that holds these scopes, or all."""
    return Machine(a_token(*scopes, department=department)[1])


def codes(rows: Iterable[dict[str, Any]]) -> set[str]:
    """The codes of rows."""
    return {row["code"] for row in rows}
