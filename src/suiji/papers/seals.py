"""印章 — the one narrow way in for an electronic seal. Without one, a paper has room for a wet seal.

A site that has a sealing service names a function in ``SUIJI_SEALER`` (``package.module:function``). It is given
the finished PDF and the organ's name and returns the sealed PDF, or raises: then nothing is issued.
"""

from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string


class Sealer(Protocol):
    """印章接口 — what a site's sealing function looks like."""

    def __call__(self, pdf: bytes, *, issuer: str, title: str, number: str) -> bytes:
        """The same paper with the organ's seal."""


@cache
def _named(path: str) -> Sealer:
    found: Sealer = import_string(path.replace(":", "."))
    return found


def sealer() -> Sealer | None:
    """The site's sealing function, or None where seals are of ink."""
    path = settings.ENVIRONMENT.sealer
    return _named(path) if path else None
