"""证据包 — a ceremony as a folder that can be copied to anybody (protocol §10)."""

import io
import json
import zipfile
from datetime import UTC

from suiji.draws.models import BundleFile, Ceremony
from suiji.draws.queries.log import PROOFS, entry_of
from suiji.draws.sealing import unseal
from suiji.ledger.queries import proof_of
from suiji.ledger.signing import verifier_key
from suiji.sampling.draw import AUDIT_RESULT, RESULT
from suiji.sampling.freeze import KEY, read_key
from suiji.sampling.naming import HIDDEN, NAMES, names_file

README = "README.txt"
_OPENING = (RESULT, AUDIT_RESULT, KEY)
"""What the names of an unannounced draw are opened from."""
WORDS = """证据包 {ceremony}

任何人都可以核验本次抽取：
    python -m suiji.sampling verify 本文件夹 --require-log
log/vkey 是公开日志的验证公钥，请与公示页面上的核对。
"""


def bound(ceremony: Ceremony, path: str) -> str:
    """What a sealed file of the ceremony is bound to."""
    return f"{ceremony.ceremony}/{path}"


def stored(ceremony: Ceremony, *, audit: bool) -> dict[str, bytes]:
    """The ceremony's files as the draw made them; those of ``audit/`` only when asked for."""
    rows = BundleFile.objects.filter(ceremony=ceremony).order_by("path")
    wanted = rows if audit else rows.filter(public=True)
    return {row.path: _content(ceremony, row) for row in wanted}


def _content(ceremony: Ceremony, row: BundleFile) -> bytes:
    content = bytes(row.content)
    return content if row.public else unseal(content, bound_to=bound(ceremony, row.path))


def bundle(ceremony: Ceremony, *, audit: bool, named: bool = False) -> dict[str, bytes]:
    """Path → bytes: the stored files, the log's verifier key, and a proof of every act the log holds.

    ``named`` opens the names of a task that could not be announced; only once its visits are over (Art. 20(2)).
    """
    files = stored(ceremony, audit=audit)
    if named:
        files |= _names(ceremony)
    files["log/vkey"] = verifier_key().encode() + b"\n"
    for name, act in PROOFS.items():
        entry = entry_of(ceremony, act)
        proof = proof_of(entry) if entry is not None else None
        if proof is not None:
            files[f"log/{name}.proof"] = proof.proof.encode()
    return dict(sorted(files.items()))


def _names(ceremony: Ceremony) -> dict[str, bytes]:
    """The file that opens the hidden names; nothing where the result hides none."""
    rows = {row.path: row for row in BundleFile.objects.filter(ceremony=ceremony, path__in=_OPENING)}
    if len(rows) < len(_OPENING) or HIDDEN not in json.loads(bytes(rows[RESULT].content)):
        return {}
    full = json.loads(_content(ceremony, rows[AUDIT_RESULT]))
    return {NAMES: names_file(full, read_key(_content(ceremony, rows[KEY])))}


def bundle_zip(ceremony: Ceremony, *, audit: bool = False, named: bool = False) -> bytes:
    """The bundle as one ZIP file; the same ceremony gives the same bytes."""
    opened = ceremony.opened_at.astimezone(UTC)
    moment = (opened.year, opened.month, opened.day, opened.hour, opened.minute, opened.second)
    files = bundle(ceremony, audit=audit, named=named) | {
        README: WORDS.format(ceremony=ceremony.ceremony).encode()
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            info = zipfile.ZipInfo(f"{ceremony.ceremony}/{path}", moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made.getvalue()
