"""Whose word for a visitor's address is believed."""

from ipaddress import ip_network

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse

from suiji.config.proxies import Visitor, visitor

OURS = [ip_network("10.0.0.0/8"), ip_network("::1")]


@pytest.mark.parametrize(
    ("remote", "forwarded", "found"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # no proxy of ours: the header is anybody's
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "127.0.0.1, 198.51.100.1", "198.51.100.1"),  # what the visitor wrote stands further left
        ("10.0.0.1", "198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("::1", "2001:db8::7", "2001:db8::7"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "<script>", "10.0.0.1"),
        ("", "198.51.100.1", ""),
    ],
)
def test_the_address_nearest_to_us_that_is_no_proxy_of_ours(remote: str, forwarded: str, found: str) -> None:
    assert visitor(remote, forwarded, OURS) == found


def test_nobody_is_believed_where_no_proxy_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[str] = []

    def page(request: HttpRequest) -> HttpResponse:
        seen.append(request.META["REMOTE_ADDR"])
        return HttpResponse()

    for proxies in ([], ["127.0.0.1"]):
        monkeypatch.setattr(settings.ENVIRONMENT, "proxies", proxies)
        request = HttpRequest()
        request.META |= {"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "198.51.100.1"}
        Visitor(page)(request)

    assert seen == ["127.0.0.1", "198.51.100.1"]
