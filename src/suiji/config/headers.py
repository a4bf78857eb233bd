"""What every answer tells the browser besides the content policy: who may embed it, what it may use and keep."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import reverse
from django.utils.cache import patch_cache_control

PERMISSIONS = "camera=(self), geolocation=(self), microphone=(self), payment=(), usb=(), display-capture=()"


class Headers:
    """Nothing of ours is embedded elsewhere; an official's page is kept by no proxy, and by the browser until the exit.

    ``no-cache`` and not ``no-store``: a refused form must still be there when its writer goes back (409.html says so).
    What says ``no-store`` of itself, such as a guide on a phone, stays with that.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        official = getattr(request, "user", None) is not None and request.user.is_authenticated
        if official and "no-store" not in response.headers.get("Cache-Control", ""):
            patch_cache_control(response, private=True, no_cache=True)
        elif not official and request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
