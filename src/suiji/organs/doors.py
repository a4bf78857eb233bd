"""门 — every address says who may enter; one that does not is refused at start-up (see ``checks``)."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from suiji.ledger import Actor, NotYours
from suiji.organs.models import Department
from suiji.organs.pacing import MINUTE, sends_too_much
from suiji.organs.queries import office_of
from suiji.organs.requests import Request
from suiji.organs.roles import ADMINISTRATORS, BUSINESS, Role

PUBLIC = "PUBLIC"
"""Anybody, without log-in."""
FIRM = "FIRM"
"""An inspected object that has shown who it is, on its own pages."""
MACHINE = "MACHINE"
"""A system of a department's; the interface asks it for its token itself, and never looks at a session."""

View = Callable[..., HttpResponseBase]
READING = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})

DEBTS = "owes"
"""The session's key for what its owner does before any other door opens (a new password, a second factor)."""


def opens_to(*audience: str, to_debtors: bool = False) -> Callable[[View], View]:
    """Mark a view with who may enter: ``PUBLIC``, ``FIRM``, ``MACHINE``, or roles.

    ``path("x/", opens_to(Role.CLERK)(view), name="x")``. A stranger is sent to the log-in; an official without one of
    the roles is told so (403); one whose session owes something is sent to settle it, except at the doors marked
    ``to_debtors``, where that is done.
    """

    def mark(view: View) -> View:
        @wraps(view)
        def door(request: Request, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return (
                _turned_away(request, audience, to_debtors)
                or _slowed_down(request, audience)
                or view(request, *args, **kwargs)
            )

        door.audience = frozenset(audience)  # type: ignore[attr-defined]
        return door

    return mark


def _turned_away(request: Request, audience: tuple[str, ...], to_debtors: bool) -> HttpResponseBase | None:
    """To the log-in, to what is owed, or ``NotYours``; None for somebody who may enter."""
    if not {PUBLIC, MACHINE}.isdisjoint(audience) or (FIRM in audience and request.firm is not None):
        return None
    if request.actor is None:
        if FIRM in audience:
            return redirect(settings.FIRM_LOGIN_URL)
        return redirect_to_login(request.get_full_path(), settings.LOGIN_URL)
    if not request.actor.holds(*audience):
        raise NotYours(_for_whom(audience))
    if not to_debtors and request.session.get(DEBTS):
        return redirect("account_owed")
    return None


def _slowed_down(request: Request, audience: tuple[str, ...]) -> HttpResponseBase | None:
    """A page that asks to wait, for whoever sends too much; None for reading, and for everybody else.

    A machine's pace goes by its token, which its own door reads.
    """
    if request.method in READING or MACHINE in audience or not sends_too_much(request):
        return None
    page = render(request, "organs/too_fast.html", status=429)
    page["Retry-After"] = str(int(MINUTE.total_seconds()))
    return page


def _for_whom(audience: tuple[str, ...]) -> str:
    """Whose page this is, in a sentence: whoever strayed here learns whom to ask."""
    if FIRM in audience:
        return "本页面供被检查的单位使用。"
    named = [role.label for role in Role if role in audience]
    if len(named) > 4:
        return "本页面供办理抽查业务的岗位使用，不向您的岗位开放。"
    return f"本页面由{'、'.join(named)}使用，不向您的岗位开放。"


@dataclass(frozen=True, slots=True)
class Door:
    """An address and who may enter."""

    route: str
    name: str
    audience: frozenset[str] | None
    """None where nobody declared it: such a house does not open."""


def doors() -> Iterator[Door]:
    """Every address of the house."""
    yield from _walk(get_resolver().url_patterns, "", "")


def _walk(patterns: list[Any], prefix: str, space: str) -> Iterator[Door]:
    for entry in patterns:
        route = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            inner = f"{space}{entry.namespace}:" if entry.namespace else space
            yield from _walk(entry.url_patterns, route, inner)
        elif isinstance(entry, URLPattern):
            yield Door(route, f"{space}{entry.name or ''}", getattr(entry.callback, "audience", None))


@dataclass(frozen=True, slots=True)
class Sign:
    """One of the desk's doors in the left rail."""

    label: str
    url: str
    current: bool


_RAIL: tuple[tuple[str, str, frozenset[str], tuple[str, ...]], ...] = (
    ("我的待办", "desk:home", frozenset(BUSINESS), ("desk",)),
    ("清单与计划", "plans:list", frozenset(BUSINESS), ("plans", "catalogue", "exchange")),
    ("两库", "libraries:home", frozenset(BUSINESS), ("libraries",)),
    ("任务与抽取", "tasks:list", frozenset(BUSINESS), ("tasks", "draws")),
    ("实施检查", "inspections:list", frozenset(BUSINESS), ("inspections", "field")),
    ("公示与处置", "disclosure:list", frozenset(BUSINESS), ("disclosure", "followup", "archive")),
    ("通报与监督", "oversight:home", frozenset(BUSINESS), ("oversight",)),
    ("密钥分片", "draws:key_shares", frozenset({Role.NOTARY}), ("draws",)),
    ("账号", "accounts:people", frozenset(ADMINISTRATORS), ("accounts",)),
    ("机器接口", "machines:list", frozenset(ADMINISTRATORS), ("machines",)),
    ("登录与操作记录", "accounts:audit", frozenset({Role.AUDIT_ADMIN}), ()),
    ("部门", "accounts:departments", frozenset({Role.SYSTEM_ADMIN}), ()),
    ("参考表", "organs:tables", frozenset({Role.SYSTEM_ADMIN}), ("organs",)),
)


MARKED = frozenset(
    {"libraries", "tasks", "draws", "inspections", "field", "disclosure", "followup", "voices", "archive", "oversight",
     "accounts"}
)  # fmt: skip
"""Rooms whose pages show officials a class or people's data: each bears who looks, and when (Art. 25)."""


def rail(actor: Actor | None, *, current: str) -> list[Sign]:
    """The doors of the left rail that open to this actor, the current room's marked."""
    if actor is None:
        return []
    return [
        Sign(label, reverse(name), current in rooms)
        for label, name, audience, rooms in _RAIL
        if not actor.roles.isdisjoint(audience)
    ]


def require_role(actor: Actor, *roles: Role, department_id: int | None = None) -> None:
    """Raise ``NotYours`` unless the actor holds one of the roles, and (when given) sits in that department."""
    if not actor.holds(*roles):
        raise NotYours("此事项由" + "或".join(role.label for role in roles) + "办理。")
    if department_id is not None and actor.department_id != department_id:
        raise NotYours("此事项由其他部门办理，您所在部门不能代办。")


def require_office(actor: Actor, department: Department) -> None:
    """Raise ``NotYours`` unless the actor is of the joint conference's office at the department's own level."""
    require_role(actor, Role.OFFICE)
    office = office_of(department)
    if office is None or office.pk != actor.department_id:
        raise NotYours(f"由{department.name}同级的联席会议办公室办理。")
