"""备份页 — a page for everybody is made once a minute, not once a visitor (see ``freshness``).

Kept in the memory of each web process: the least recently asked for go first. Nothing of a visitor who carries a
session is kept, or given from here.
"""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import get_conditional_response

from suiji.config import clock
from suiji.portal.freshness import MADE_FOR_ALL, SECONDS

MOST, LARGEST = 600, 256 * 1024
"""Pages, and bytes of one page: some 50 MB in the worst case, 10 in practice."""
PRIVATE_COOKIES = ("sessionid", "suiji_firm", "messages")

Key = tuple[str, str, str, str]


class Kept:
    """Outermost of all: answers from memory what anybody may read and somebody has just read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.pages: OrderedDict[Key, tuple[float, HttpResponse]] = OrderedDict()
        self.lock = Lock()

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.ENVIRONMENT.page_cache or not self._is_for_all(request):
            return self.get_response(request)
        key = (
            request.scheme or "",
            request.get_host(),
            request.get_full_path(),
            request.COOKIES.get("suiji_large", ""),
        )
        now = clock.now().timestamp()
        with self.lock:
            found = self.pages.get(key)
            if found is not None and found[0] > now:
                self.pages.move_to_end(key)
                return self._unless_known(request, self._copy(found[1]))
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and self._may_be_kept(response):
            with self.lock:
                self.pages[key] = (now + SECONDS, self._copy(response))
                while len(self.pages) > MOST:
                    self.pages.popitem(last=False)
        return response

    @staticmethod
    def _is_for_all(request: HttpRequest) -> bool:
        return request.method == "GET" and not any(name in request.COOKIES for name in PRIVATE_COOKIES)

    @staticmethod
    def _may_be_kept(response: HttpResponse) -> bool:
        says = response.get("Cache-Control", "")
        for_all = "public" in says and f"max-age={SECONDS}" in says
        small = len(response.content) <= LARGEST
        return response.status_code in MADE_FOR_ALL and for_all and small and not response.cookies

    @staticmethod
    def _unless_known(request: HttpRequest, page: HttpResponse) -> HttpResponseBase:
        """304 for whoever has the page already, where it bears an ETag (the interface's public part)."""
        tag = page.get("ETag")
        return (get_conditional_response(request, etag=tag, response=page) if tag else None) or page

    @staticmethod
    def _copy(response: HttpResponse) -> HttpResponse:
        copy = HttpResponse(response.content, status=response.status_code)
        copy.headers = type(response.headers)(dict(response.headers.items()))
        return copy
