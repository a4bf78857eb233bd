"""How the drawn list goes to those who carry it out, and comes back from who has no jurisdiction (Art. 13)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.draws import queries, services
from suiji.draws.forms import Redirecting, SendingBack
from suiji.organs.requests import Official
from suiji.tasks.queries import visible_to


def dispatch(request: Official, pk: int) -> HttpResponse:
    """Asked once: the list goes to everybody who carries it out."""
    task = get_object_or_404(visible_to(request.actor), pk=pk)
    if request.method == "POST":
        services.dispatch(task=task, actor=request.actor, at=request.at)
        own = task.state == "DISPATCHED"
        words = "接下来抽取检查人员。" if own else "等待各实施单位签收；三个工作日内未退回的视为签收。"
        messages.success(request, f"名单已经派发。{words}")
        return redirect("draws:detail", pk)
    page = {"task": task, "places": queries.destinations(task)}
    return render(request, "draws/dispatch.html", page)


def receive_list(request: Official, pk: int) -> HttpResponse:
    """Asked once: the list that was drawn above becomes the task's."""
    task = get_object_or_404(visible_to(request.actor), pk=pk)
    if request.method == "POST":
        number = services.receive_list(task=task, actor=request.actor, at=request.at)
        messages.success(request, f"已经接收 {number} 户。接下来派发名单、抽取检查人员。")
        return redirect("draws:detail", pk)
    page = queries.task_draws(task, request.actor, today=request.today)
    full = queries.full_objects(task, request.today)
    return render(request, "draws/receive_list.html", {"page": page, "full": full})


def receive(request: Official, pk: int) -> HttpResponse:
    """A unit looks at what was dispatched to it, accepts it, or sends back what is not its own."""
    unit = get_object_or_404(queries.units_led_by(request.actor), pk=pk)
    if request.method == "POST":
        number = services.accept(unit=unit, actor=request.actor, at=request.at)
        task = get_object_or_404(visible_to(request.actor), pk=unit.task_id)
        after = "接下来更新确认执法检查人员名录库，" if task.state == "DISPATCHED" else "全部单位签收以后"
        messages.success(request, f"已经签收 {number} 户。{after}抽取检查人员。")
        return redirect("draws:detail", task.pk)
    return render(request, "draws/receive.html", _receiving(request, unit.pk, SendingBack(unit=unit)))


@require_POST
def send_back(request: Official, pk: int) -> HttpResponse:
    """Objects outside the unit's jurisdiction go back; they stay in the list."""
    unit = get_object_or_404(queries.units_led_by(request.actor), pk=pk)
    form = SendingBack(request.POST, unit=unit)
    if form.is_valid():
        number = services.send_back(unit=unit, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"已经退回 {number} 户，由发起部门改派；名单不变。")
        return redirect("draws:receive", pk)
    return render(request, "draws/receive.html", _receiving(request, pk, form))


def _receiving(request: Official, pk: int, form: SendingBack) -> dict[str, object]:
    task = form.unit.task
    page = next(one for one in queries.unit_pages(task, request.actor) if one.unit.pk == pk)
    return {"task": task, "page": page, "form": form}


def redirect_returned(request: Official, pk: int) -> HttpResponse:
    """What came back goes to another unit."""
    task = get_object_or_404(visible_to(request.actor), pk=pk)
    form = Redirecting(request.POST or None, task=task)
    if request.method == "POST" and form.is_valid():
        unit = services.redirect(task=task, **form.said(), actor=request.actor, at=request.at)
        messages.success(request, f"已经改派至{unit.lead.name}。")
        return redirect("draws:detail", pk)
    about = {"task": task, "returned": queries.come_back(task), "form": form}
    return render(request, "draws/redirect.html", about)
