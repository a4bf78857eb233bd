"""Bytes that two programs agree on: canonical JSON (RFC 8785), strict parsing, line files, hashes (§1).

Nothing here repairs input. What is not exactly in the form the protocol names is refused.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, NoReturn

KEY_BYTES = 32
SAFE_INTEGER = 2**53 - 1  # RFC 8785 numbers are doubles; beyond this two programs may differ
_HEX = re.compile(r"(?:[0-9a-f]{2})*")


class Unusable(ValueError):  # noqa: N818 — the word the protocol uses: unusable input, exit status 2
    """The input cannot be used: which file, which line, why. Nothing was written."""

    def __init__(self, reason: str, *, file: str = "", line: int | None = None) -> None:
        place = f"{file}:{line}" if line is not None else file
        super().__init__(f"{place}: {reason}" if place else reason)
        self.reason, self.file, self.line = reason, file, line


class Invalid(ValueError):  # noqa: N818 — the word the protocol uses: it does not verify, exit status 1
    """Something does not verify: what, and where."""


def sha256(data: bytes) -> bytes:
    """SHA-256, 32 bytes: the protocol's ``H``."""
    return hashlib.sha256(data).digest()


def keyed(key: bytes, beginning: bytes, rests: Iterable[bytes]) -> Iterator[bytes]:
    """Of every ``beginning + rest`` the first 16 bytes of HMAC-SHA-256 under a key of at most 64 bytes (§2).

    A frame asks a million times, so the two blocks that hold the key (RFC 2104) are hashed only once.
    """
    block = key.ljust(64, b"\x00")
    inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in block))
    inner.update(beginning)
    outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in block))
    for rest in rests:
        first, second = inner.copy(), outer.copy()
        first.update(rest)
        second.update(first.digest())
        yield second.digest()[:16]


def blind_of(key: bytes, name: str) -> bytes:
    """The blind of a whole document, so that a short one cannot be guessed from its hash."""
    return next(keyed(key, name.encode(), [b"\x00"]))


def from_hex(text: str, length: int | None = None) -> bytes | None:
    """The bytes of lower-case hex text, or None where it is anything else or of another length."""
    if not _HEX.fullmatch(text) or (length is not None and len(text) != 2 * length):
        return None
    return bytes.fromhex(text)


# ── canonical JSON ─────────────────────────────────────────────────────────────────────


def canonical_json(value: object) -> bytes:
    """The one byte string RFC 8785 gives to a value; of numbers only integers are taken."""
    text = json.dumps(_ordered(value), ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Unusable("text with half a surrogate pair has no UTF-8") from None


def _ordered(value: object) -> object:
    if value is None or isinstance(value, str | bool):
        return value
    if isinstance(value, int):
        return _safe(value)
    if isinstance(value, list | tuple):
        return [_ordered(item) for item in value]
    if not isinstance(value, dict) or not all(isinstance(name, str) for name in value):
        raise Unusable(f"{type(value).__name__} has no place in canonical JSON")
    # RFC 8785 sorts names by UTF-16 code units, which differs from code points beyond U+FFFF.
    names = sorted(value, key=lambda name: name.encode("utf-16-be", "surrogatepass"))
    return {name: _ordered(value[name]) for name in names}


def _safe(number: int) -> int:
    if abs(number) > SAFE_INTEGER:
        raise Unusable(f"{number} is beyond what a JSON number carries exactly")
    return number


# ── strict parsing ─────────────────────────────────────────────────────────────────────


def parse_json(data: bytes, file: str) -> Any:
    """The value of a JSON text: UTF-8, NFC, no name twice, integers only. Anything else is `Unusable`."""
    try:
        value = json.loads(
            decode(data, file),
            object_pairs_hook=_object,
            parse_int=_integer,
            parse_float=_no_number,
            parse_constant=_no_number,
        )
        _require_nfc(value)
    except Unusable as error:
        raise Unusable(error.reason, file=file, line=error.line) from None
    except RecursionError:
        raise Unusable("nested too deeply", file=file) from None
    except json.JSONDecodeError as error:
        raise Unusable(f"not JSON: {error.msg}", file=file, line=error.lineno) from None
    return value


def parse_canonical(data: bytes, file: str) -> Any:
    """As `parse_json`, and `Invalid` unless the bytes are exactly the canonical ones."""
    value = parse_json(data, file)
    if canonical_json(value) != data:
        raise Invalid(f"{file}: not the canonical bytes (RFC 8785) of its content")
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise Unusable(f"the name {twice!r} occurs twice in one object")
    return result


def _integer(digits: str) -> int:
    if len(digits) > len(str(SAFE_INTEGER)) + 1:
        raise Unusable("a number is beyond what JSON carries exactly")
    return _safe(int(digits))


def _no_number(digits: str) -> NoReturn:
    raise Unusable(f"{digits} is not an integer")


def _require_nfc(value: object) -> None:
    if isinstance(value, str):
        require_text(value)
    elif isinstance(value, list):
        for item in value:
            _require_nfc(item)
    elif isinstance(value, dict):
        for name, item in value.items():
            require_text(name)
            _require_nfc(item)


def require_text(text: str) -> str:
    """The text, where it is NFC and has a UTF-8 form; otherwise `Unusable`."""
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise Unusable("text with half a surrogate pair has no UTF-8")
    if not unicodedata.is_normalized("NFC", text):
        raise Unusable(f"{text!r} is not in Unicode normal form C")
    return text


# ── line files ─────────────────────────────────────────────────────────────────────────


def decode(data: bytes, file: str) -> str:
    """The text of a file, or `Unusable` where it is not UTF-8 or begins with a byte-order mark."""
    if data.startswith(b"\xef\xbb\xbf"):
        raise Unusable("begins with a byte-order mark", file=file, line=1)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise Unusable("not UTF-8", file=file, line=data.count(b"\n", 0, error.start) + 1) from None


def read_lines(data: bytes, file: str) -> list[str]:
    """The lines of a file in which every line, the last included, ends with one line feed."""
    text = decode(data, file)
    if not text:
        return []
    lines = text.split("\n")
    if lines.pop():
        raise Unusable("the last line has no line feed", file=file, line=len(lines) + 1)
    return lines


@contextmanager
def judged() -> Iterator[None]:
    """What is unusable in here means that something does not verify."""
    try:
        yield
    except Unusable as error:
        raise Invalid(str(error)) from None
