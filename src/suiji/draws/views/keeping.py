"""How keepers of sealed keys are appointed, take their shares, and bring them back (R56)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from suiji.draws import services
from suiji.draws.forms import Appointing, Returning
from suiji.draws.queries.keeping import copy_is_dropped, keepers_now, shares_of_keeper
from suiji.organs.requests import Official


def keepers(request: Official) -> HttpResponse:
    """Who keeps the keys; the office appoints three others."""
    form = Appointing(request.POST or None, today=request.today)
    if request.method == "POST" and form.is_valid():
        services.appoint_keepers(**form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(request, "持有人已经指定，今后每次冻结名单，密钥都由三方分持。")
        return redirect("draws:key_keepers")
    about = {"form": form, "keepers": keepers_now(), "dropped": copy_is_dropped()}
    return render(request, "draws/key_keepers.html", about)


def shares(request: Official) -> HttpResponse:
    """The actor's own shares."""
    return render(request, "draws/key_shares.html", {"shares": shares_of_keeper(request.actor)})


@require_POST
def take(request: Official, pk: int) -> HttpResponse:
    """The share's file, once."""
    share = get_object_or_404(shares_of_keeper(request.actor), pk=pk)
    content = services.take_share(share=share, actor=request.actor, at=request.at)
    name = f"key-share-{share.ceremony.ceremony[:8]}-{share.place}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(content, content_type="application/json", headers=headers)


def give_back(request: Official, pk: int) -> HttpResponse:
    """A keeper brings a share back."""
    share = get_object_or_404(shares_of_keeper(request.actor), pk=pk)
    form = Returning(request.POST or None, request.FILES or None, share=share)
    if request.method == "POST" and form.is_valid():
        opened = services.return_share(share=share, **form.cleaned_data, actor=request.actor, at=request.at)
        messages.success(
            request, "两份分片已经到齐，密钥打开。" if opened else "分片已经交回，还须另一名持有人交回。"
        )
        return redirect("draws:key_shares")
    return render(request, "draws/key_share_return.html", {"form": form, "share": share})
