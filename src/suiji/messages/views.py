"""The page 消息, and the address under which a person is also told."""

from django.contrib import messages as flashes
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from suiji.messages import queries, services
from suiji.messages.forms import AddressForm
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
    return render(request, "messages/address.html", {"form": form})
