"""The app's calls. Each answers facts as JSON; who asks without a log-in is sent to it, and the app then locks."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404

from suiji.field import queries
from suiji.field.forms import read_act, read_ids, read_offset, read_upload
from suiji.field.protocol import answers_phones, build_of_the_app, with_etag
from suiji.inspections import queries as inspections
from suiji.inspections import services
from suiji.organs.requests import Official

Facts = Mapping[str, Any] | HttpResponse


@answers_phones("GET")
def session(request: Official) -> Facts:
    """Who is logged in, the token that every change needs, and the officer's share of the key to the phone."""
    return {
        "me": queries.me(request.actor),
        "csrf": get_token(request),
        "build": build_of_the_app(),
        "key": queries.phone_key(request.actor),
    }


@answers_phones("GET")
def day(request: Official) -> Facts:
    """Which visits the phone should hold, each with its version, and the rules it mirrors."""
    held = queries.packages(request.actor, today=request.today)
    rows = [{"id": package.visit_id, "version": package.version} for package in held]
    return with_etag(request, {"today": request.today.isoformat(), "visits": rows, "rules": queries.rules()})


@answers_phones("GET")
def visits(request: Official) -> Facts:
    """The packages that the phone lacks or holds in an older version."""
    wanted = set(read_ids(request.GET.get("ids", "")))
    held = queries.packages(request.actor, today=request.today, only=wanted)
    return {"visits": [queries.as_sent(package) for package in held]}


@answers_phones("GET")
def guide(request: Official, pk: int) -> Facts:
    """A work guide of the officer's department, for the phone to keep (Art. 18)."""
    found = get_object_or_404(inspections.guides_open_to(request.actor), pk=pk)
    return HttpResponse(bytes(found.content), content_type="application/octet-stream")


@answers_phones("POST")
def deliver(request: Official) -> Facts:
    """One act of the queue."""
    sent = read_act(request.body)
    try:
        done = services.deliver(sent=sent, actor=request.actor, at=request.at)
    except services.WrongPlace as place:
        if place.offset == 0:  # the file is not what its hash promised: it comes anew
            services.start_over(uid=sent.body["upload"], actor=request.actor)
        raise
    return {
        "uid": str(done.uid),
        "captured_at": done.captured_at.isoformat(),
        "received_at": done.received_at.isoformat(),
        "answer": done.answer,
    }


@answers_phones("POST")
def begin(request: Official) -> Facts:
    """A file is about to come, or to go on coming."""
    said = read_upload(request.body)
    upload, known = services.begin_upload(
        uid=said.uid,
        visit_id=said.visit,
        sha256=said.sha256,
        size=said.size,
        actor=request.actor,
        at=request.at,
    )
    return {"received": upload.received, "size": upload.size, "known": known}


@answers_phones("PUT")
def piece(request: Official, uid: UUID) -> Facts:
    """The next piece of a file."""
    offset = read_offset(request.GET.get("offset", ""))
    upload = services.take_piece(uid=uid, offset=offset, content=request.body, actor=request.actor)
    return {"received": upload.received, "size": upload.size}
