"""Health, for monitors and supervisors."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from suiji.api import queries


@never_cache
@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """This process is up; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers and the guards hold, else 503."""
    found = queries.readiness()
    content = {"ready": found.is_ready, "database": found.database, "guards": found.guards}
    return JsonResponse(content, status=200 if found.is_ready else 503)
