"""加密字段 — a column that holds sealed values only, and the two hands that put in and take out."""

import base64
import binascii
import re
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Model, Q

from suiji.vault.safe import Unopenable, seal, unseal

if TYPE_CHECKING:
    _Text = models.TextField[str, str]
else:
    _Text = models.TextField

_TEXT = re.compile(r"(v1\.(?:aes|sm4)\.[0-9a-f]{8}\.)([0-9A-Za-z_-]+)")


class SealedTextField(_Text):
    """A column of sealed text. What a row carries is the sealed form; opening it is an act of its own (``take``).

    ``bound_to`` names the row's field that identifies it for ever (never the key the database gives); ``at_once`` says
    how many rows a change of key holds in memory together.
    """

    def __init__(self, *args: Any, bound_to: str = "code", at_once: int = 500, **kwargs: Any) -> None:
        self.bound_to, self.at_once = bound_to, at_once
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """As Django asks for migrations."""
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, kwargs | {"bound_to": self.bound_to}

    def get_db_prep_save(self, value: Any, connection: Any) -> Any:
        """Refuses clear text: it never reaches the database, whatever a caller forgot."""
        if isinstance(value, str) and value and not _TEXT.fullmatch(value):
            raise ValueError(f"{self.name} takes only what the vault sealed")
        return super().get_db_prep_save(value, connection)

    def place_of(self, row: Model) -> str:
        """Table, column and row: what a value of this field is bound to."""
        key = getattr(row, self.bound_to)
        if not key:
            raise ValueError(f"{self.name} is bound to {self.bound_to}, which is still empty")
        return f"{row._meta.db_table}.{self.column}:{key}"


def sealed_field(row: Model | type[Model], name: str) -> SealedTextField:
    """The field of that name, which must be a sealed one."""
    field = row._meta.get_field(name)
    if not isinstance(field, SealedTextField):
        raise TypeError(f"{name} is no sealed field")
    return field


def put(row: Model, name: str, text: str) -> None:
    """Seal a text into a row's field; empty stays empty. The caller saves the row."""
    field = sealed_field(row, name)
    setattr(row, name, sealed_text(text, field.place_of(row)) if text else "")


def sealed_text(text: str, place: str) -> str:
    """What such a column holds of a text, for a migration that has no model of today."""
    whole = seal(text.encode(), bound_to=place)
    end = whole.index(b".", whole.index(b".", 3) + 1) + 1
    return whole[:end].decode() + base64.urlsafe_b64encode(whole[end:]).decode().rstrip("=")


def take(row: Model, name: str) -> str:
    """The text of a row's field, or ``Unopenable``; empty where nothing was put in."""
    value = str(getattr(row, name))
    if not value:
        return ""
    found = _TEXT.fullmatch(value)
    if found is None:
        raise Unopenable("密文格式无法辨认，可能已被改动。")
    try:
        rest = base64.urlsafe_b64decode(found[2] + "=" * (-len(found[2]) % 4))
    except binascii.Error:
        raise Unopenable("密文格式无法辨认，可能已被改动。") from None
    return unseal(found[1].encode() + rest, bound_to=sealed_field(row, name).place_of(row)).decode()


def well_sealed(*columns: str) -> Q:
    """For a check constraint: each column is empty or sealed, whoever writes to the database."""
    condition = Q()
    for column in columns:
        condition &= Q(**{f"{column}__regex": r"^(v1\.(aes|sm4)\.[0-9a-f]{8}\.[0-9A-Za-z_-]+)?$"})
    return condition
