"""换密钥 — every sealed value put under today's key and cipher, in batches, while the house stays open.

What is already under today's key is not touched: an interrupted run is simply run again.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Model
from django.db.models.functions import Substr

from suiji.vault.fields import SealedTextField, put, take
from suiji.vault.keychain import keychain
from suiji.vault.safe import head

_HEAD_LENGTH = len("v1.aes.01234567.")


@dataclass(frozen=True, slots=True)
class Column:
    """A sealed column of the database."""

    model: type[Model]
    field: SealedTextField

    def __str__(self) -> str:
        return f"{self.model._meta.verbose_name}·{self.field.verbose_name}"


def columns() -> list[Column]:
    """Every sealed column of the house."""
    return [
        Column(model, field)
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, SealedTextField)
    ]


def heads(column: Column) -> Counter[str]:
    """How many values of a column lie under which cipher and key (``aes.1a2b3c4d``)."""
    rows = column.model._base_manager.exclude(**{column.field.name: ""})
    found = rows.annotate(_head=Substr(F(column.field.name), 1, _HEAD_LENGTH)).values_list("_head", flat=True)
    return Counter(one.removeprefix("v1.").rstrip(".") for one in found)


def unopenable() -> Counter[str]:
    """Of every key that is not at hand, how many values lie under it."""
    chain, found = keychain(), Counter[str]()
    for column in columns():
        for name, number in heads(column).items():
            if (key := name.rpartition(".")[2]) not in chain.keys:
                found[key] += number
    return found


def waiting(column: Column) -> int:
    """How many values still lie under another key or cipher."""
    return _others(column).count()


def _others(column: Column) -> models.QuerySet[Model]:
    name = column.field.name
    rows = column.model._base_manager.exclude(**{name: ""})
    return rows.exclude(**{f"{name}__startswith": head()}).order_by("pk")


def reseal(column: Column, *, size: int | None = None) -> Iterator[int]:
    """Put a column's values under today's key; yields the number done after each batch, which then is safe."""
    done = 0
    while True:
        with transaction.atomic():
            rows = list(_others(column).select_for_update()[: size or column.field.at_once])
            for row in rows:
                put(row, column.field.name, take(row, column.field.name))
            column.model._base_manager.bulk_update(rows, [column.field.name])
        if not rows:
            return
        done += len(rows)
        yield done
