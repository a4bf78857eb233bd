"""Departments and their year, the statistics, large print, and the picture of a page that is passed on."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme

from suiji.organs.requests import Request
from suiji.papers.cards import card_png
from suiji.portal.queries import departments, results
from suiji.portal.queries import draws as draw_queries

A_YEAR = 365 * 24 * 3600


def department_list(request: Request) -> HttpResponse:
    """Every department, with this year in numbers."""
    year = request.today.year
    rows = departments.by_department(year)
    return render(request, "portal/departments.html", {"rows": rows, "year": year})


def department(request: Request, code: str) -> HttpResponse:
    """What one department has to do, and did this year."""
    found = departments.department(code)
    if found is None:
        raise Http404
    draws = departments.draws_of(found, today=request.today)
    about = {
        "department": found,
        "year": departments.year_of(found, request.today.year, draws=len(draws)),
        "draws": draws,
        "duties": departments.duties(found),
        "results": results.newest_of(found.pk),
    }
    return render(request, "portal/department.html", about)


def figures(request: Request) -> HttpResponse:
    """The results in numbers."""
    year = request.today.year
    about = {"year": year, "shares": departments.by_result(), "rows": departments.by_department(year)}
    return render(request, "portal/figures.html", about)


def large(request: Request) -> HttpResponse:
    """长辈版: larger print and fewer choices, kept in this browser; pressed again, ordinary print."""
    back = request.headers.get("Referer", "")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    response = redirect(back if safe else "/")
    if request.COOKIES.get("suiji_large") == "1":
        response.delete_cookie("suiji_large")
    else:
        response.set_cookie("suiji_large", "1", max_age=A_YEAR, httponly=True, samesite="Lax")
    response["Cache-Control"] = "no-store"
    return response


def result_card(_request: Request, pk: int) -> HttpResponse:
    """The picture that goes with a result's address."""
    found = results.result(pk)
    if found is None:
        raise Http404
    return _png(found.name, f"{found.department}：{found.summary}", "检查结果")


def draw_card(request: Request, ceremony: str) -> HttpResponse:
    """The picture that goes with a draw's address."""
    found = draw_queries.draw(ceremony, today=request.today)
    if found is None:
        raise Http404
    return _png(found.title, f"{found.kind_label}抽取：{found.status}", "公开抽取")


def _png(title: str, line: str, kind: str) -> HttpResponse:
    return HttpResponse(card_png(title=title, line=line, kind=kind), content_type="image/png")
