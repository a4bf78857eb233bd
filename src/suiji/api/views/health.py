"""Health, for monitors and supervisors."""

from hmac import compare_digest

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from suiji.api import queries
from suiji.organs.replica import Nearness


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """This process is up; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers and the guards hold, else 503; where there is a replica, how it stands."""
    found = queries.readiness()
    content: dict[str, bool | str] = {
        "ready": found.is_ready,
        "database": found.database,
        "guards": found.guards,
    }
    if found.replica is not Nearness.NONE:
        content["replica"] = found.replica.value
    return JsonResponse(content, status=200 if found.is_ready else 503)


@never_cache
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Figures for Prometheus, for whoever bears the token or, where none is set, this machine; else nowhere."""
    if not _is_monitor(request):
        raise Http404
    return HttpResponse(queries.exposition(at=request.at), content_type=queries.EXPOSITION)  # type: ignore[attr-defined]


def _is_monitor(request: HttpRequest) -> bool:
    token = settings.ENVIRONMENT.metrics_token
    if token:
        return compare_digest(request.headers.get("Authorization", "").encode(), f"Bearer {token}".encode())
    forwarded = {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & set(request.headers)
    return request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and not forwarded
