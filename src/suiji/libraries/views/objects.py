"""How objects are shown and searched. No page shows a class (Art. 25)."""

from functools import partial

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from suiji.libraries import queries, services
from suiji.libraries.forms import ObjectFilter, RatingsForm, ReasonForm
from suiji.libraries.forms.uploads import EntryForm, FilterForm, TagForm
from suiji.libraries.forms.visits import VisitForm
from suiji.libraries.object_headings import SEALED
from suiji.libraries.views.files import download
from suiji.libraries.views.opening import show_once
from suiji.organs.export_views import use_permit
from suiji.organs.requests import Official


def objects(request: Official) -> HttpResponse:
    """The object library, searched."""
    if request.GET.get("after") and not queries.has_said_what_for(request.actor, today=request.today):
        return redirect(f"{reverse('libraries:browse')}?{request.GET.urlencode()}")
    form = ObjectFilter(request.GET, departments=queries.keepers())
    rows = form.rows(request.today)
    shown = {
        "form": form,
        "page": queries.slice_of(rows, after=request.GET.get("after", "")),
        "saved": queries.saved_filters(department=request.actor.department_id),
        "tagging": TagForm(),
        "entries": EntryForm(),
        "keeping": FilterForm(),
    }
    return render(request, "libraries/objects.html", shown)


def browse(request: Official) -> HttpResponse:
    """Beyond the first page, once a day: what the library is gone through for."""
    form, query = ReasonForm(request.POST or None, label="用途"), request.GET.urlencode()
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["because"]
        services.say_what_for(purpose=purpose, query=query, actor=request.actor, at=request.at)
        return redirect(f"{reverse('libraries:objects')}?{query}")
    return render(request, "libraries/browse.html", {"form": form, "query": query})


@require_POST
def export(request: Official) -> HttpResponse:
    """What the search shows, as a file; on record."""
    use_permit(request, "libraries:export")
    form = ObjectFilter(request.GET, departments=queries.keepers())
    rows = form.rows(request.today)
    workbook = request.POST.get("form") == "xlsx"
    content = services.export_objects(rows=rows, actor=request.actor, at=request.at, workbook=workbook)
    return download(content, f"objects-{request.today:%Y%m%d}.{'xlsx' if workbook else 'csv'}")


@require_POST
def tag(request: Official) -> HttpResponse:
    """A word put on, or taken off, everything the search shows."""
    form, words = ObjectFilter(request.GET, departments=queries.keepers()), TagForm(request.POST)
    if words.is_valid():
        rows = form.rows(request.today)
        count = services.tag_objects(rows=rows, **words.said(), actor=request.actor, at=request.at)
        messages.success(request, f"已办理：{count} 户检查对象有变动。")
    else:
        messages.error(request, "没有办理：请填写标签或专项库名称，不超过 40 个字。")
    return redirect(f"{reverse('libraries:objects')}?{request.GET.urlencode()}")


@require_POST
def move_entries(request: Official) -> HttpResponse:
    """Another state for the department's own entries among what the search shows."""
    form, words = ObjectFilter(request.GET, departments=queries.keepers()), EntryForm(request.POST)
    if words.is_valid():
        rows = form.rows(request.today)
        count = services.move_entries(rows=rows, **words.said(), actor=request.actor, at=request.at)
        messages.success(request, f"已办理：本部门维护的 {count} 户改为“{words.said()['to'].label}”。")
    else:
        messages.error(request, "没有办理：请写明原因。")
    return redirect(f"{reverse('libraries:objects')}?{request.GET.urlencode()}")


@require_POST
def move_entry(request: Official, pk: int) -> HttpResponse:
    """Another state for one entry."""
    row, words = get_object_or_404(queries.search(""), pk=pk), EntryForm(request.POST)
    if words.is_valid():
        services.move_entry(object=row, **words.said(), actor=request.actor, at=request.at)
        messages.success(request, f"{row.name}已改为“{row.state_label}”。")
    else:
        messages.error(request, "没有办理：请写明原因。")
    return redirect("libraries:object", pk)


@require_POST
def keep_filter(request: Official) -> HttpResponse:
    """This search under a name."""
    form, query = FilterForm(request.POST), request.GET.urlencode()
    if form.is_valid():
        name = form.cleaned_data["name"]
        services.keep_filter(name=name, query=query, actor=request.actor, at=request.at)
        messages.success(request, f"已保存常用筛选“{name}”。")
    return redirect(f"{reverse('libraries:objects')}?{query}")


@require_POST
def drop_filter(request: Official, pk: int) -> HttpResponse:
    """A kept search is given up."""
    found = get_object_or_404(queries.saved_filters(department=request.actor.department_id), pk=pk)
    services.drop_filter(kept=found, actor=request.actor, at=request.at)
    messages.success(request, f"已删除常用筛选“{found.name}”。")
    return redirect("libraries:filters")


def filters(request: Official) -> HttpResponse:
    """The searches the department has kept."""
    kept = queries.saved_filters(department=request.actor.department_id)
    return render(request, "libraries/filters.html", {"kept": kept})


def detail(request: Official, pk: int) -> HttpResponse:
    """One object: what the register says of it."""
    row = get_object_or_404(queries.search(""), pk=pk)
    sheet = queries.sheet(row, today=request.today)
    shown = {
        "sheet": sheet,
        "entry": EntryForm(moves=sheet.moves),
        "frequency": queries.frequency(row, today=request.today),
    }
    return render(request, "libraries/object.html", shown)


@never_cache
def sealed(request: Official, pk: int, which: str) -> HttpResponse:
    """A name or telephone in full, once, for a reason that stays on record."""
    if which not in SEALED:
        raise Http404
    row = get_object_or_404(queries.search(""), pk=pk)
    open_it = partial(services.open_sealed, object=row, field=which)
    return show_once(request, row, door="object", words=queries.field_label(which), open_it=open_it)


def register_visit(request: Official, pk: int) -> HttpResponse:
    """An inspection that was no joint check is told to the library."""
    row = get_object_or_404(queries.search(""), pk=pk)
    form = VisitForm(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        new = services.register_visit(object=row, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, "已经登记。" if new else "这次检查已经登记过，没有重复登记。")
        return redirect("libraries:object", pk)
    return render(request, "libraries/register_visit.html", {"form": form, "object": row})


def ratings(request: Official) -> HttpResponse:
    """The one way in for classes."""
    queries.require_rater(request.actor)
    form = RatingsForm(request.POST or None, request.FILES or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        received = services.receive_ratings(**form.said(), actor=request.actor, at=request.at)
        words = f"接收 {received.added} 条，未变 {received.unchanged} 条，拒绝 {len(received.refused)} 条。"
        messages.success(request, words)
        return render(request, "libraries/ratings.html", {"form": None, "received": received})
    return render(request, "libraries/ratings.html", {"form": form})
