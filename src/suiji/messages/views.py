"""The page 消息, and the address under which a person is also told."""

from django.contrib import messages as flashes
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.messages import queries, services
from suiji.messages.forms import AddressForm, RobotForm
from suiji.organs.requests import Official


@require_safe
def inbox(request: Official) -> HttpResponse:
    """One's own messages, the newest first."""
    page = Paginator(queries.inbox(request.actor), 30).get_page(request.GET.get("page"))
    return render(request, "messages/inbox.html", {"page": page, "unread": queries.unread(request.actor)})


@require_POST
def read(request: Official, pk: int) -> HttpResponse:
    """The message is read; on to what it is about."""
    message = get_object_or_404(queries.inbox(request.actor), pk=pk)
    services.read(message=message, actor=request.actor, at=request.at)
    return redirect(message.url or "messages:inbox")


@require_POST
def read_all(request: Official) -> HttpResponse:
    """Everything is read."""
    count = services.read_all(actor=request.actor, at=request.at)
    flashes.success(request, f"{count} 条消息已标为已读。")
    return redirect("messages:inbox")


def address(request: Official) -> HttpResponse:
    """Where else to be told."""
    form = AddressForm(request.POST or None, address=queries.address_of(request.actor))
    if request.method == "POST" and form.is_valid():
        services.set_address(**form.cleaned_data, actor=request.actor, at=request.at)
        flashes.success(request, "收信地址已经保存。")
        return redirect("messages:inbox")
    troubles = queries.troubled(request.actor)[:5]
    return render(request, "messages/address.html", {"form": form, "troubles": troubles})


def robots(request: Official) -> HttpResponse:
    """Which groups hear of the department's terms; a new one takes the place of another of its kind."""
    form = RobotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        robot = services.set_robot(**form.cleaned_data, actor=request.actor, at=request.at)
        flashes.success(request, f"已登记{robot}。请发一条测试消息，看群里是否收到。")
        return redirect("messages:robots")
    context = {
        "form": form,
        "robots": queries.robots_of(request.actor),
        "troubles": queries.troubled_robots(request.actor)[:5],
    }
    return render(request, "messages/robots.html", context)


@require_POST
def try_robot(request: Official, pk: int) -> HttpResponse:
    """One harmless sentence into the group."""
    robot = get_object_or_404(queries.robots_of(request.actor), pk=pk)
    trouble = services.try_robot(robot=robot, actor=request.actor)
    if trouble:
        flashes.error(request, f"没有发出：{trouble}。请核对机器人地址、关键词和加签密钥。")
    else:
        flashes.success(request, "测试消息已发出，请到群里看。")
    return redirect("messages:robots")


@require_POST
def remove_robot(request: Official, pk: int) -> HttpResponse:
    """The group hears no more."""
    robot = get_object_or_404(queries.robots_of(request.actor), pk=pk)
    services.remove_robot(robot=robot, actor=request.actor, at=request.at)
    flashes.success(request, "机器人已停用，地址已经清除。")
    return redirect("messages:robots")
