"""Other people's published examples, run beside our own as checks of the tools (protocol §9)."""

import hashlib

# RFC 3797, section 6: verifiable random selection of 10 from 25, with the index and the MD5 of each step.
KEY = "9319./2.5.8.10.12./9.18.26.34.41.45./"
SELECTED = [17, 7, 2, 16, 25, 23, 8, 24, 19, 13]
FIRST_MD5 = "990DD0A5692A029A98B5E01AA28F3459"


def rfc_3797(key: str, pool: int, wanted: int) -> list[int]:
    left, chosen = list(range(1, pool + 1)), []
    for step in range(wanted):
        index = step.to_bytes(2, "big")
        digest = hashlib.md5(index + key.encode() + index, usedforsecurity=False).digest()
        chosen.append(left.pop(int.from_bytes(digest, "big") % len(left)))
    return chosen


def test_rfc_3797_selects_the_same_as_in_its_text() -> None:
    first = hashlib.md5(b"\x00\x00" + KEY.encode() + b"\x00\x00", usedforsecurity=False)

    assert first.hexdigest().upper() == FIRST_MD5
    assert rfc_3797(KEY, 25, 10) == SELECTED


def test_sha256_and_hmac_are_those_of_their_standards() -> None:
    import hmac

    # FIPS 180-4 "abc"; RFC 4231 test case 2.
    assert hashlib.sha256(b"abc").hexdigest() == (
        "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    )
    assert hmac.digest(b"Jefe", b"what do ya want for nothing?", "sha256").hex() == (
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    )
