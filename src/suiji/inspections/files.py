"""证据文件 — what a file is by its own bytes, and whether it may stand as a kind of evidence."""

from collections.abc import Callable

from suiji.inspections.models import EvidenceKind

LIMIT = 10 * 1024 * 1024
"""Bytes of one file."""

_SIGNS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("jpg", lambda head: head.startswith(b"\xff\xd8\xff")),
    ("png", lambda head: head.startswith(b"\x89PNG\r\n\x1a\n")),
    ("pdf", lambda head: head.startswith(b"%PDF-")),
    ("mp4", lambda head: head[4:8] == b"ftyp"),
    ("webm", lambda head: head.startswith(b"\x1a\x45\xdf\xa3")),
    ("mp3", lambda head: head.startswith((b"ID3", b"\xff\xfb", b"\xff\xf3"))),
    ("wav", lambda head: head.startswith(b"RIFF") and head[8:12] == b"WAVE"),
)
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "pdf": "application/pdf",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "mp3": "audio/mpeg",
    "wav": "audio/wav",
}
_PAPERS = frozenset({"jpg", "png", "pdf"})
_FORMATS = {
    EvidenceKind.PHOTO: frozenset({"jpg", "png"}),
    EvidenceKind.VIDEO: frozenset({"mp4", "webm"}),
    EvidenceKind.AUDIO: frozenset({"mp4", "webm", "mp3", "wav"}),
    EvidenceKind.PAPER: _PAPERS,
    EvidenceKind.DIGITAL: frozenset(CONTENT_TYPES),
    EvidenceKind.CONTACT: _PAPERS,
    EvidenceKind.WITNESS: _PAPERS,
}
WITHOUT_FILE = frozenset({EvidenceKind.CONTACT, EvidenceKind.WITNESS})
"""Kinds that words alone can make; the others are nothing without their file."""


def format_of(content: bytes) -> str | None:
    """The format a file's first bytes show, whatever its name says."""
    return next((name for name, fits in _SIGNS if fits(content[:16])), None)


def fault_of(kind: str, content: bytes | None, note: str) -> str | None:
    """Why this cannot stand as evidence of the kind, in Chinese; None when it can."""
    known = EvidenceKind(kind)
    if content is None:
        if known not in WITHOUT_FILE:
            return f"{known.label}须上传文件。"
        return None if note.strip() else f"{known.label}须写明情况：时间、方式、对方和答复。"
    if len(content) > LIMIT:
        return "文件不能超过 10 MB，请压缩后再上传。"
    if format_of(content) not in _FORMATS[known]:
        accepted = "、".join(sorted(_FORMATS[known])).upper()
        return f"文件内容不是{known.label}可用的格式（{accepted}），请重新选择。"
    return None
