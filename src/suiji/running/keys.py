"""更换字段密钥 — a new key seals, everything sealed before is sealed anew, and the ledger knows of it."""

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from suiji.ledger import Actor
from suiji.ledger.services import record
from suiji.organs.models import Installation
from suiji.vault.keychain import add_key, keychain
from suiji.vault.resealing import columns, reseal, waiting

OPERATOR = Actor(0, "系统", 0, "平台")
"""Who turns keys: whoever may run commands on the machine; no business role is needed or enough."""

Progress = Callable[[str, int, int], None]


def rotate(*, at: datetime) -> str:
    """A new key seals from now on; its id. Nothing sealed before is touched yet: ``reseal_all`` follows."""
    with transaction.atomic():
        new = add_key().active
        _note("vault.key_added", f"平台启用新的字段加密密钥 {new}；原有密钥只用于解密。", new, at=at)
    return new


def reseal_all(*, at: datetime, progress: Progress) -> int:
    """Everything under another key or cipher is put under today's; how many values that were.

    Interrupted at any point it loses nothing: run again, it goes on with what is left.
    """
    done = 0
    for column in columns():
        total, count = waiting(column), 0
        for count in reseal(column):
            progress(str(column), min(count, total), total)
        done += count
    if done:
        active = keychain().active
        _note("vault.resealed", f"平台把 {done} 个加密字段值改用密钥 {active} 加密。", active, at=at)
    return done


def _note(act: str, sentence: str, key_id: str, *, at: datetime) -> None:
    place = Installation.objects.first()
    if place is not None:
        record(place, act, actor=OPERATOR, at=at, sentence=sentence, facts={"key": key_id})
