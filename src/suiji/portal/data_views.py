"""The doors of open data: tables as CSV and JSON, their dictionary, and what is new as Atom feeds."""

from collections.abc import Callable, Iterator

from django.http import Http404, HttpResponse, HttpResponseBase, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed

from suiji.organs.requests import Request
from suiji.portal.dictionary import SHEETS, dictionary
from suiji.portal.forms import Since
from suiji.portal.open_data import csv_lines, json_lines
from suiji.portal.queries import news

PLAIN = "text/plain; charset=utf-8"


def open_data(request: Request) -> HttpResponse:
    """Which tables and feeds may be taken away, and what their columns mean."""
    return render(request, "portal/open_data.html", {"sheets": SHEETS.items(), "feeds": news.FEEDS.items()})


def open_dictionary(_request: Request) -> HttpResponse:
    """The same for programs."""
    return JsonResponse(dictionary(), json_dumps_params={"ensure_ascii": False, "indent": 2})


def table(request: Request, name: str) -> HttpResponseBase:
    """One table for a spreadsheet."""
    response = _stream(request, name, csv_lines, "text/csv")
    if response.status_code == 200:
        response["Content-Disposition"] = f'attachment; filename="suiji-{name}.csv"'
    return response


def records(request: Request, name: str) -> HttpResponseBase:
    """One table for a program."""
    return _stream(request, name, json_lines, "application/json")


def _stream(request: Request, name: str, write: Callable[..., Iterator[str]], kind: str) -> HttpResponseBase:
    """A table's lines; of results only those published after ``since`` where one is given."""
    if name not in SHEETS:
        raise Http404
    form = Since(request.GET)
    if not form.is_valid():
        return HttpResponse(f"since：{form.errors['since'][0]}\n", status=400, content_type=PLAIN)
    since = form.cleaned_data["since"] if SHEETS[name].incremental else None
    return StreamingHttpResponse(
        write(name, today=request.today, since=since), content_type=f"{kind}; charset=utf-8"
    )


def feed(request: Request, name: str) -> HttpResponse:
    """What is new, for a feed reader."""
    if name not in news.FEEDS:
        raise Http404
    here = request.build_absolute_uri(request.path)
    made = Atom1Feed(
        title=f"随机：{news.FEEDS[name].title}",
        link=request.build_absolute_uri(reverse("portal:home")),
        description=news.FEEDS[name].about,
        language="zh-CN",
        feed_url=here,
        feed_guid=here,
    )
    for one in news.newest(name, today=request.today):
        made.add_item(
            title=one.title,
            link=request.build_absolute_uri(one.address),
            description=one.words,
            unique_id=request.build_absolute_uri(one.address) + one.mark,
            pubdate=one.at,
            updateddate=one.at,
        )
    return HttpResponse(made.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")
