"""分享图 — the picture that goes with a public page's address: 1200 × 630, PNG, made here, from nobody else's host."""

import json

import typst

from suiji.papers.fonts import shared_fonts
from suiji.papers.typesetting import TEMPLATES

LONGEST = 60


def card_png(*, title: str, line: str, kind: str) -> bytes:
    """The same words give the same picture; a character that no font holds becomes 〓."""
    words = {"title": _cut(title), "line": _cut(line), "kind": kind}
    for _ in range(2):
        try:
            made = typst.compile(
                str(TEMPLATES / "card.typ"),
                root=str(TEMPLATES),
                font_paths=shared_fonts(),
                sys_inputs={"data": json.dumps(words, ensure_ascii=False)},
                format="png",
                ppi=72.0,
            )
        except typst.TypstError:
            words = {name: _plain(text) for name, text in words.items()}
        else:
            assert isinstance(made, bytes)  # one page, one picture
            return made
    raise AssertionError("plain words cannot be set")


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _plain(text: str) -> str:
    return "".join(
        c if c.isascii() or "\u4e00" <= c <= "\u9fff" or c in "“”：（）、。，…" else "〓" for c in text
    )
