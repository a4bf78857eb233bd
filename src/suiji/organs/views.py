"""Where the reference tables are kept."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render

from suiji.organs import queries, services
from suiji.organs.forms import TableForm
from suiji.organs.reference import Unreadable
from suiji.organs.requests import Official


def tables(request: Official) -> HttpResponse:
    """The reference tables as they stand, and the way in for the next edition."""
    form = TableForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.load_table(**form.said(), actor=request.actor, at=request.at)
        except Unreadable as error:
            form.add_error(None, str(error))
        else:
            words = f"新增 {row.added} 条，变更 {row.changed} 条，撤销 {row.gone} 条。"
            messages.success(request, f"{row.get_kind_display()} {row.edition} 版已经载入：{words}")
            return redirect("organs:tables")
    return render(request, "organs/tables.html", {"form": form, "tables": queries.reference_tables()})
