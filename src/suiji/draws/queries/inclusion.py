"""在册证明 — that a firm stood in a frozen list: its member line and Merkle path, without its class (§5, §10)."""

from typing import Any

from django.conf import settings

from suiji.draws.models import BundleFile, Ceremony, DrawKind
from suiji.draws.queries.bundle import opened_file
from suiji.sampling.canonical import Unusable
from suiji.sampling.commitment import COMMITMENT
from suiji.sampling.freeze import KEY, MEMBERS
from suiji.sampling.opening import inclusion

_NEEDED = (COMMITMENT, MEMBERS)


def inclusion_of(ceremony: Ceremony, code: str) -> dict[str, Any] | None:
    """The opening of one code as JSON takes it; None where the code did not stand in the frame, or nothing is frozen.

    ``python -m suiji.sampling check`` verifies it against the public bundle. Lot and blind, which together can prove
    the firm's class to whoever holds them, are in it only where the installation's setting says so (off by default).
    Whoever calls this has made sure that the code is the asking firm's own.
    """
    with_lot = bool(settings.ENVIRONMENT.openings_with_lot)
    if ceremony.kind != DrawKind.OBJECTS:
        return None
    rows = BundleFile.objects.filter(ceremony=ceremony, path__in=(*_NEEDED, KEY) if with_lot else _NEEDED)
    files = {row.path: opened_file(ceremony, row) for row in rows}
    if not files.keys() >= set(_NEEDED):
        return None
    try:
        return inclusion(files, code, with_lot=with_lot and KEY in files)
    except Unusable:
        return None
