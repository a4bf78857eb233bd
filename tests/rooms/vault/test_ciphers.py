"""The two ciphers agree with the vectors their publishers printed."""

from dataclasses import dataclass

import pytest
from cryptography.exceptions import InvalidTag

from suiji.vault.ciphers import MARKS, Algorithm, decrypt, encrypt


@dataclass(frozen=True)
class Vector:
    algorithm: Algorithm
    key: str
    nonce: str
    bound: str
    content: str
    sealed: str
    """Cipher text and tag."""


VECTORS = {
    "RFC 8998, appendix A.1 (SM4-GCM)": Vector(
        Algorithm.SM4,
        "0123456789abcdeffedcba9876543210",
        "00001234567800000000abcd",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "aaaaaaaaaaaaaaaabbbbbbbbbbbbbbbbccccccccccccccccdddddddddddddddd"
        "eeeeeeeeeeeeeeeeffffffffffffffffeeeeeeeeeeeeeeeeaaaaaaaaaaaaaaaa",
        "17f399f08c67d5ee19d0dc9969c4bb7d5fd46fd3756489069157b282bb200735"
        "d82710ca5c22f0ccfa7cbf93d496ac15a56834cbcf98c397b4024a2691233b8d"
        "83de3541e4c2b58177e065a9bf7b62ec",
    ),
    "McGrew and Viega, test case 14 (AES-256-GCM)": Vector(
        Algorithm.AES,
        "00" * 32,
        "00" * 12,
        "",
        "00" * 16,
        "cea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    ),
    "McGrew and Viega, test case 16 (AES-256-GCM)": Vector(
        Algorithm.AES,
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
        "cafebabefacedbaddecaf888",
        "feedfacedeadbeeffeedfacedeadbeefabaddad2",
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a72"
        "1c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39",
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa"
        "8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
        "76fc6ece0f4e1768cddf8853bb2d551b",
    ),
}


@pytest.mark.parametrize("name", VECTORS)
class TestPublishedVectors:
    def test_are_met_when_sealing(self, name: str) -> None:
        one = VECTORS[name]

        made = encrypt(
            one.algorithm,
            bytes.fromhex(one.key),
            bytes.fromhex(one.nonce),
            bytes.fromhex(one.content),
            bytes.fromhex(one.bound),
        )

        assert made.hex() == one.sealed

    def test_are_met_when_opening(self, name: str) -> None:
        one = VECTORS[name]

        opened = decrypt(
            one.algorithm,
            bytes.fromhex(one.key),
            bytes.fromhex(one.nonce),
            bytes.fromhex(one.sealed),
            bytes.fromhex(one.bound),
        )

        assert opened.hex() == one.content

    def test_do_not_open_after_any_change(self, name: str) -> None:
        one = VECTORS[name]
        key, nonce = bytes.fromhex(one.key), bytes.fromhex(one.nonce)
        sealed, bound = bytes.fromhex(one.sealed), bytes.fromhex(one.bound)
        flipped = bytes([sealed[0] ^ 1]) + sealed[1:]

        for content, place in ((flipped, bound), (sealed[:-1], bound), (sealed, bound + b"x"), (b"", bound)):
            with pytest.raises(InvalidTag):
                decrypt(one.algorithm, key, nonce, content, place)


def test_every_algorithm_has_a_mark_of_its_own() -> None:
    assert {mark: one.value for mark, one in MARKS.items()} == {"aes": "AES-256-GCM", "sm4": "SM4-GCM"}
    assert [one.key_length for one in MARKS.values()] == [32, 16]
