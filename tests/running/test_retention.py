"""Every kind of data about people has a term, something that ends it, and a line for whoever asks."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import FileField

from suiji.libraries.services.retaining import SOON
from suiji.messages.models import Address, Channel, Delivery, DeliveryState, Message, MessageKind
from suiji.messages.services import forget_addresses
from suiji.messages.services.telling import KEPT
from suiji.organs.roles import Role
from suiji.running.retention import NOT_OF_PEOPLE, TABLE, page
from suiji.vault.resealing import columns
from tests.factories.organs import AT, a_person

NAMED = {column for row in TABLE for column in row.columns}


def test_no_sealed_column_is_without_a_term() -> None:
    sealed = {f"{one.model._meta.db_table}.{one.field.column}" for one in columns()}

    assert sealed - NAMED == NOT_OF_PEOPLE


def test_no_stored_file_is_without_a_term() -> None:
    files = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, FileField)
    }

    assert files <= NAMED


def test_every_column_that_is_named_is_there() -> None:
    there = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
    }

    assert there >= NAMED


def test_the_security_page_shows_just_this_table() -> None:
    shown = (Path(__file__).resolve().parents[2] / "docs" / "security.md").read_text("utf-8")

    assert page() in shown
    assert SOON == KEPT


@pytest.mark.django_db
def test_addresses_go_with_their_owner_and_those_of_letters_after_a_quarter() -> None:
    stays, leaves = a_person("王芳", Role.CLERK), a_person("李敏", Role.CLERK)
    for person in (stays, leaves):
        Address.objects.create(person=person, email=f"{person.pk}@example.cn", set_at=AT)
    for days in (0, 95):
        message = Message.objects.create(
            person=stays, key=f"{days}", kind=MessageKind.REMINDER, sentence="快到期了。", sent_at=AT
        )
        Delivery.objects.create(
            message=message, channel=Channel.EMAIL, address="a@example.cn", outcome=DeliveryState.DONE,
            done_at=AT - timedelta(days=days),
        )  # fmt: skip
    leaves.is_active = False
    leaves.save()

    assert forget_addresses(at=AT) == 2

    assert [one.person for one in Address.objects.all()] == [stays]
    assert sorted(Delivery.objects.values_list("address", flat=True)) == ["", "a@example.cn"]
