"""The public's pages: load, one query, render."""

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from suiji.draws.queries.keeping import OPENED as KEY_OPENED
from suiji.organs.queries import is_demonstration
from suiji.organs.requests import Request
from suiji.portal.forms import FirmSearch, ItemSearch, ResultSearch
from suiji.portal.queries import above, firms, home, items, law, plans, results
from suiji.portal.queries import draws as draw_queries
from suiji.portal.queries.finding import MOST
from suiji.portal.queries.signatures import signed_words

PLAIN = "text/plain; charset=utf-8"


def front(request: Request) -> HttpResponse:
    """Five plain questions and a search box."""
    return render(request, "portal/home.html", {"numbers": home.numbers(request.today.year)})


def search(request: Request) -> HttpResponse:
    """Firms with a public record; straight to the page where only one is meant."""
    text = FirmSearch(request.GET).words()["q"].strip()
    found = firms.search(text)
    if len(found) == 1:
        return redirect("portal:firm", code=found[0].code)
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    about = {"text": text, "page": page, "found": list(page), "cut": len(found) >= MOST}
    return render(request, "portal/search.html", about)


def item_list(request: Request) -> HttpResponse:
    """Both lists."""
    form = ItemSearch(request.GET)
    words = form.words()
    page = items.pages(kind=words["kind"], text=words["q"].strip()).get_page(request.GET.get("page"))
    about = {"form": form, "page": page, "found": items.as_items(page), "newest": items.newest_announcement()}
    return render(request, "portal/items.html", about)


def item(request: Request, pk: int) -> HttpResponse:
    """One public version of an item, and the others."""
    found = items.item(pk)
    if found is None:
        raise Http404
    history = items.history(found.code)
    own = next((one.announced for one in history if one.id == pk), None)
    return render(request, "portal/item.html", {"item": found, "history": history, "announced": own})


def plan_list(request: Request, year: int | None = None) -> HttpResponse:
    """The plan of a year."""
    chosen = request.today.year if year is None else year
    asked, line = request.GET.get("page"), request.GET.get("line")
    number = plans.page_of(chosen, line) if line and not asked else asked
    page = plans.pages(chosen).get_page(number)
    about = {"year": chosen, "years": plans.years(), "page": page, "lines": plans.as_lines(page)}
    beside = _beside_the_plan(request, chosen) if page.number == 1 else {}
    return render(request, "portal/plans.html", about | beside)


def _beside_the_plan(request: Request, year: int) -> dict[str, object]:
    """What changed and how it became public: on the first page."""
    gone = plans.gone(year).get_page(request.GET.get("gone"))
    # Some dozens a year: counting them first would be one question more.
    batches = Paginator(plans.batches(year), plans.A_PAGE).get_page(request.GET.get("batches"))
    return {"gone_page": gone, "gone": plans.as_gone(year, gone), "batches": batches}


def plan_batch(_request: Request, pk: int) -> HttpResponse:
    """What was published together, exactly as it was hashed."""
    content = plans.snapshot(pk)
    if content is None:
        raise Http404
    response = HttpResponse(content, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="plan-batch-{pk}.json"'
    return response


def draw_list(request: Request) -> HttpResponse:
    """Every ceremony."""
    pages = draw_queries.pages(kind=request.GET.get("kind", ""), state=request.GET.get("state", ""))
    page = pages.get_page(request.GET.get("page"))
    about = {
        "page": page,
        "found": draw_queries.as_draws(list(page), today=request.today),
        "above": above.lists_from_above() if page.number == 1 else [],
    }
    return render(request, "portal/draws.html", about)


def draw(request: Request, ceremony: str) -> HttpResponse:
    """The proof page of one ceremony."""
    found = _draw(request, ceremony)
    page = draw_queries.names(found).get_page(request.GET.get("page"))
    events = draw_queries.events(found)
    about = {
        "draw": found,
        "events": events,
        "parties": draw_queries.parties(found),
        "siblings": draw_queries.siblings(found),
        "words": signed_words(found, events),
        "key_openings": sum(event.act == KEY_OPENED for event in events),
        "page": page,
        "names": draw_queries.as_names(list(page)),
        "batches": above.batches(found.id) if found.names_shown else [],
    }
    return render(request, "portal/draw.html", about)


def bundle(request: Request, ceremony: str) -> HttpResponse:
    """The ceremony's folder, to be checked anywhere."""
    found = _draw(request, ceremony)
    if not found.has_bundle:
        raise Http404
    response = HttpResponse(draw_queries.bundle_of(found), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="suiji-{found.ceremony}.zip"'
    return response


def _draw(request: Request, ceremony: str) -> draw_queries.Draw:
    found = draw_queries.draw(ceremony, today=request.today)
    if found is None:
        raise Http404
    return found


def result_list(request: Request) -> HttpResponse:
    """Published results."""
    form = ResultSearch(request.GET, departments=results.departments())
    words = form.words()
    asked = {"text": words["q"].strip(), "department": words["department"] or None, "code": words["result"]}
    page = results.pages(**asked).get_page(request.GET.get("page"))
    about = {"form": form, "page": page, "found": results.as_results(page)}
    return render(request, "portal/results.html", about)


def result(request: Request, pk: int) -> HttpResponse:
    """One department's result of one visit, as it stands."""
    found = results.result(pk)
    if found is None:
        raise Http404
    return render(request, "portal/result.html", {"result": found})


def firm(request: Request, code: str) -> HttpResponse:
    """What is public about one object; the same answer for one never named and one that does not exist."""
    found = firms.firm(code)
    status = 404 if found is None else 200
    return render(request, "portal/firm.html", {"firm": found, "code": code}, status=status)


def rules(request: Request) -> HttpResponse:
    """The 31 articles beside what holds them."""
    return render(request, "portal/rules.html", {"articles": law.articles(), "count": law.count_of_rules()})


def rule(request: Request, number: int) -> HttpResponse:
    """One article, with an address of its own."""
    found = law.article(number)
    if found is None:
        raise Http404
    near = {"before": law.article(number - 1), "after": law.article(number + 1)}
    return render(request, "portal/rule.html", {"article": found, **near})


def robots(_request: Request) -> HttpResponse:
    """Whether search engines may come: never into a demonstration, never into the desk."""
    closed = "/" if is_demonstration() or settings.DEBUG else "/desk/"
    return HttpResponse(f"User-agent: *\nDisallow: {closed}\n", content_type=PLAIN)
