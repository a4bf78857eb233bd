"""代理 — whose word for a visitor's address is believed: that of proxies the site has named, and nobody else's."""

from collections.abc import Callable
from ipaddress import IPv4Network, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

Network = IPv4Network | IPv6Network


def _networks(words: list[str]) -> list[Network]:
    return [ip_network(word, strict=False) for word in words]


def _is_one_of(address: str, proxies: list[Network]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    return any(found in network for network in proxies)


def visitor(remote: str, forwarded: str, proxies: list[Network]) -> str:
    """The address nearest to us that is none of our proxies; what stands further left, anybody can have written."""
    path = [*(word.strip() for word in forwarded.split(",") if word.strip()), remote]
    for address in reversed(path):
        if not _is_one_of(address, proxies):
            return address if _reads_as_address(address) else remote
    return path[0]


def _reads_as_address(word: str) -> bool:
    try:
        ip_address(word)
    except ValueError:
        return False
    return True


class Visitor:
    """First of all: ``REMOTE_ADDR`` is the visitor's, also behind a proxy (``SUIJI_PROXIES``).

    Locks, limits and the log of log-ins count by it; without named proxies the header is nobody's word.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if settings.ENVIRONMENT.proxies:
            remote, proxies = request.META.get("REMOTE_ADDR", ""), _networks(settings.ENVIRONMENT.proxies)
            request.META["REMOTE_ADDR"] = visitor(
                remote, request.META.get("HTTP_X_FORWARDED_FOR", ""), proxies
            )
        return self.get_response(request)
