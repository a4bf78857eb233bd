"""归档包 — a ZIP whose bytes depend on nothing but the papers in it: stored, in order, under one fixed date."""

import io
import json
import zipfile
from collections.abc import Sequence
from typing import Any

from suiji.archive.metadata import Description, metadata_xml
from suiji.archive.pieces import Piece
from suiji.archive.verify import MANIFEST, METADATA, digests_of

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest date a ZIP can bear: when a paper was made stands in the paper, not in the package."""


def manifest_of(pieces: Sequence[Piece]) -> list[dict[str, Any]]:
    """卷内目录: order, title, file, size and hashes (SHA-256, SM3) of every paper."""
    return [
        {
            "order": order,
            "title": piece.title,
            "path": f"{order:02d}-{piece.name}",
            **digests_of(piece.content),
        }
        for order, piece in enumerate(pieces, start=1)
    ]


def zip_of(
    pieces: Sequence[Piece],
    manifest: Sequence[dict[str, Any]],
    heading: dict[str, str],
    description: Description,
) -> bytes:
    """The package: ``manifest.json``, ``metadata.xml``, then every paper. Same pieces and words, same bytes."""
    metadata = metadata_xml(description, manifest)
    listed: dict[str, Any] = {
        **heading,
        "metadata": {"path": METADATA, **digests_of(metadata)},
        "papers": manifest,
    }
    content = json.dumps(listed, ensure_ascii=False, indent=2, sort_keys=True)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as package:
        package.writestr(zipfile.ZipInfo(MANIFEST, EPOCH), content.encode() + b"\n")
        package.writestr(zipfile.ZipInfo(METADATA, EPOCH), metadata)
        for row, piece in zip(manifest, pieces, strict=True):
            package.writestr(zipfile.ZipInfo(row["path"], EPOCH), piece.content)
    return made.getvalue()
