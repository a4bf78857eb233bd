"""证据包 — a ceremony as a folder that can be copied to anybody (protocol §10)."""

import io
import json
import zipfile
from datetime import UTC

from suiji.draws.models import Attestation, BundleFile, Ceremony
from suiji.draws.queries.confirming import standing_of
from suiji.draws.queries.keeping import key_from_shares
from suiji.draws.queries.log import PROOFS, entry_of
from suiji.draws.sealing import unseal
from suiji.ledger.models import Entry
from suiji.ledger.queries import history, proof_of
from suiji.ledger.signing import verifier_key
from suiji.sampling.confirming import ACT, CONFIRMATION, CONFIRMATION_PROOF, KEY_ACT, KEY_PROOF
from suiji.sampling.draw import AUDIT_RESULT, RESULT
from suiji.sampling.freeze import KEY, key_file, read_key
from suiji.sampling.naming import HIDDEN, NAMES, names_file

README = "README.txt"
SIGNATURE = (CONFIRMATION, CONFIRMATION_PROOF, KEY_PROOF)
_OPENING = (RESULT, AUDIT_RESULT, KEY)
"""What the names of an unannounced draw are opened from."""
WORDS = """证据包 {ceremony}

任何人都可以核验本次抽取：
    python -m suiji.sampling verify 本文件夹 --require-log
log/vkey 是公开日志的验证公钥，请与公示页面上的核对。
"""
WAITING = """
本次抽取的名单和 result.json 等待纪检监察机关签名确认，确认以后才公布，现在还不能整体核验。
"""


def bound(ceremony: Ceremony, path: str) -> str:
    """What a sealed file of the ceremony is bound to."""
    return f"{ceremony.ceremony}/{path}"


def stored(ceremony: Ceremony, *, audit: bool) -> dict[str, bytes]:
    """The ceremony's files as the draw made them; those of ``audit/`` only when asked for."""
    rows = BundleFile.objects.filter(ceremony=ceremony).order_by("path")
    wanted = rows if audit else rows.filter(public=True)
    files = {row.path: opened_file(ceremony, row) for row in wanted}
    if audit and KEY not in files and (key := key_from_shares(ceremony)) is not None:
        files[KEY] = key_file(key)
    return files


def opened_file(ceremony: Ceremony, row: BundleFile) -> bytes:
    """A stored file's bytes, those of ``audit/`` unsealed."""
    content = bytes(row.content)
    return content if row.public else unseal(content, bound_to=bound(ceremony, row.path))


def bundle(ceremony: Ceremony, *, audit: bool, named: bool = False) -> dict[str, bytes]:
    """Path → bytes: the stored files, the log's verifier key, and a proof of every act the log holds.

    ``named`` opens the names of a task that could not be announced; only once its visits are over (Art. 20(2)).
    """
    files, standing = stored(ceremony, audit=audit), standing_of(ceremony)
    if not (standing.names_open or audit) and HIDDEN not in json.loads(files.get(RESULT, b"{}")):
        files.pop(RESULT, None)
    if named and standing.names_open:
        files |= _names(ceremony)
    files["log/vkey"] = verifier_key().encode() + b"\n"
    for name, act in PROOFS.items():
        files |= _proof(f"log/{name}.proof", entry_of(ceremony, act))
    if standing.newest is not None:
        files |= _confirmation(ceremony, standing.newest)
    return dict(sorted(files.items()))


def unsigned_bundle(ceremony: Ceremony) -> dict[str, bytes]:
    """The whole bundle as it was before any auditor signed: what an auditor's own check is made over."""
    whole = bundle(ceremony, audit=True)
    return {path: content for path, content in whole.items() if path not in SIGNATURE}


def _proof(path: str, entry: Entry | None) -> dict[str, bytes]:
    found = proof_of(entry) if entry is not None else None
    return {} if found is None else {path: found.proof.encode()}


def _confirmation(ceremony: Ceremony, newest: Attestation) -> dict[str, bytes]:
    """The auditor's last word, where it and its key stand in the log."""
    given = history(ceremony).filter(act=ACT[newest.verdict]).order_by("-pk").first()
    registered = history(newest.key).filter(act=KEY_ACT).first()
    proofs = _proof(CONFIRMATION_PROOF, given) | _proof(KEY_PROOF, registered)
    return proofs | {CONFIRMATION: bytes(newest.content)} if len(proofs) == 2 else {}


def _names(ceremony: Ceremony) -> dict[str, bytes]:
    """The file that opens the hidden names; nothing where the result hides none."""
    rows = {row.path: row for row in BundleFile.objects.filter(ceremony=ceremony, path__in=_OPENING)}
    if len(rows) < len(_OPENING) or HIDDEN not in json.loads(bytes(rows[RESULT].content)):
        return {}
    full = json.loads(opened_file(ceremony, rows[AUDIT_RESULT]))
    return {NAMES: names_file(full, read_key(opened_file(ceremony, rows[KEY])))}


def bundle_zip(ceremony: Ceremony, *, audit: bool = False, named: bool = False) -> bytes:
    """The bundle as one ZIP file; the same ceremony gives the same bytes."""
    opened = ceremony.opened_at.astimezone(UTC)
    moment = (opened.year, opened.month, opened.day, opened.hour, opened.minute, opened.second)
    files = bundle(ceremony, audit=audit, named=named)
    words = WORDS if RESULT in files or not hasattr(ceremony, "result") else WORDS + WAITING
    files |= {README: words.format(ceremony=ceremony.ceremony).encode()}
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            info = zipfile.ZipInfo(f"{ceremony.ceremony}/{path}", moment)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made.getvalue()
