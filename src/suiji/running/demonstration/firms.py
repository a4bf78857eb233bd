"""Firms: the real register where one is named, and plainly fictional ones whose codes no real firm can hold."""

import csv
import hashlib
import io
import tomllib
from collections.abc import Iterator
from importlib import resources

from stdnum.cn import uscc

HEADINGS = (
    "name", "uscc", "registration_date", "type", "registered_capital", "business_scope", "province", "city",
    "address", "reg_div_code",
)  # fmt: skip
DISTRICTS = ("410502", "410503", "410505", "410506", "410522", "410523", "410526", "410527", "410581")
_TABLE = tomllib.loads(
    resources.files("suiji.running.demonstration").joinpath("firms.toml").read_text("utf-8")
)
TRADES: tuple[tuple[str, str], ...] = tuple(_TABLE["trades"].items())
WORDS: tuple[str, ...] = tuple(_TABLE["words"])


def fictional_code(number: int) -> str:
    """A code that GB 32100 accepts and GB 11714 refuses: its organisation part ends in a wrong check character."""
    division = DISTRICTS[number % len(DISTRICTS)]
    body = f"MYT{number:05d}"
    right = _organisation_check(body)
    wrong = "0" if right != "0" else "1"
    base = f"91{division}{body}{wrong}"
    return base + str(uscc.calc_check_digit(base))


def _organisation_check(body: str) -> str:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(character, 36) for weight, character in zip(weights, body, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


def fictional_rows(count: int) -> Iterator[dict[str, str]]:
    """Made-up firms, the same at every call; every name says 演示."""
    for number in range(count):
        trade, scope = TRADES[number % len(TRADES)]
        word = WORDS[number // len(TRADES) % len(WORDS)]
        year = 1995 + number * 7 % 29
        yield {
            "name": f"演示{word}{number:04d}号{trade}",
            "uscc": fictional_code(number),
            "registration_date": f"{year}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "type": "有限责任公司（演示虚构）",
            "registered_capital": "N/A",
            "business_scope": scope,
            "province": "河南",
            "city": "安阳",
            "address": f"安阳市演示区虚构路{number + 1}号",
            "reg_div_code": DISTRICTS[number % len(DISTRICTS)],
        }


def fictional_csv(count: int) -> bytes:
    """The made-up firms as a file, in the form of the real registers."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS)
    writer.writeheader()
    writer.writerows(fictional_rows(count))
    return out.getvalue().encode()


def made_up_class(code: str, *, skewed: bool) -> str:
    """A made-up risk class that says nothing about the firm: it depends on a hash of the code alone.

    ``skewed``: made-up firms among real ones are rated worse, so that some are drawn and findings can be shown.
    """
    point = int.from_bytes(hashlib.sha256(f"demonstration class {code}".encode()).digest()[:4], "big") % 100
    if skewed and is_fictional(code):
        return "A" if point < 20 else "B" if point < 45 else "C" if point < 70 else "D"
    return "A" if point < 70 else "B" if point < 90 else "C" if point < 97 else "D"


def is_fictional(code: str) -> bool:
    """True for a code of ours: GB 11714 refuses its organisation part, which holds our mark."""
    return code[8:11] == "MYT"
