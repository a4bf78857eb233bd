"""密钥分持: three keepers, two of whom open a sealed key, on record and counted in public (R56)."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.draws import queries, services
from suiji.draws.models import BundleFile, Ceremony, KeyKeepers, KeyShare
from suiji.draws.queries.keeping import key_from_shares, openings_by_keepers, returned
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.days import day_of
from suiji.organs.models import Kind
from suiji.organs.roles import Role
from suiji.sampling.freeze import KEY
from suiji.vault.splitting import Damaged
from tests.factories.draws import a_ceremony, an_auditor, freeze, hand_in, reveal
from tests.factories.organs import a_department, an_actor, an_office, the_person
from tests.factories.tasks import Cast, a_cast, a_ready_task, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


@pytest.fixture
def keepers(cast: Cast) -> list[Actor]:
    return [
        an_actor(Role.DEPUTY_HEAD, department=cast.initiator, name="监管持有人"),
        an_auditor("纪检持有人"),
        an_actor(Role.NOTARY, department=a_department("公证", kind=Kind.NOTARY), name="公证员"),
    ]


def appoint(keepers: list[Actor]) -> KeyKeepers:
    regulator, discipline, notary = map(the_person, keepers)
    office = an_actor(Role.OFFICE, department=an_office())
    return services.appoint_keepers(
        regulator=regulator, discipline=discipline, notary=notary, actor=office, at=later(0)
    )


def frozen(cast: Cast) -> Ceremony:
    ceremony = a_ceremony(a_ready_task(cast, firms=24), cast)
    hand_in(ceremony, cast)
    freeze(ceremony, cast)
    reveal(ceremony, cast)
    return ceremony


def taken(ceremony: Ceremony, keepers: list[Actor]) -> list[bytes]:
    shares = KeyShare.objects.filter(ceremony=ceremony).order_by("place")
    return [
        services.take_share(share=share, actor=keeper, at=later(4))
        for share, keeper in zip(shares, keepers, strict=True)
    ]


def bring(ceremony: Ceremony, place: int, keeper: Actor, content: bytes) -> bool:
    share = KeyShare.objects.get(ceremony=ceremony, place=place)
    return services.return_share(share=share, content=content, because="抽取", actor=keeper, at=later(5))


@pytest.fixture
def dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings.ENVIRONMENT, "key_copy", "dropped")


class TestAppointKeepers:
    def test_names_three_organs_in_public_and_nobody(self, keepers: list[Actor]) -> None:
        appoint(keepers)

        body = Entry.objects.get(act="draw.key_keepers_appointed").body
        assert body == {"organs": [one.department_name for one in keepers], "needed": 2}

    @pytest.mark.article(25)
    def test_is_refused_with_two_of_one_organ_and_to_others_than_the_office(
        self, keepers: list[Actor], cast: Cast
    ) -> None:
        twice = [keepers[0], an_actor(Role.CLERK, department=cast.initiator), keepers[2]]
        with pytest.raises(Refused):
            appoint(twice)
        people = list(map(the_person, keepers))
        with pytest.raises(NotYours):
            services.appoint_keepers(
                regulator=people[0], discipline=people[1], notary=people[2], actor=cast.clerk, at=later(0)
            )


class TestShares:
    def test_are_handed_out_once_and_then_forgotten(self, cast: Cast, keepers: list[Actor]) -> None:
        appoint(keepers)
        ceremony = frozen(cast)
        assert any("领取" in todo.action for todo in queries.to_do(keepers[2], today=day_of(later(4))))

        files = taken(ceremony, keepers)

        assert [json.loads(one)["place"] for one in files] == [1, 2, 3]
        assert not KeyShare.objects.filter(sealed__isnull=False).exists()
        with pytest.raises(Stale):
            services.take_share(share=KeyShare.objects.get(place=1), actor=keepers[0], at=later(5))
        assert history(ceremony).filter(act="draw.key_share_taken").count() == 3
        assert history(ceremony).get(act="draw.committed").body["key_shares"] == 3

    def test_belong_to_their_keeper(self, cast: Cast, keepers: list[Actor]) -> None:
        appoint(keepers)
        frozen(cast)

        with pytest.raises(NotYours):
            services.take_share(share=KeyShare.objects.get(place=2), actor=keepers[0], at=later(4))

    def test_are_none_where_nobody_was_appointed(self, cast: Cast) -> None:
        ceremony = frozen(cast)

        assert not KeyShare.objects.exists()
        assert BundleFile.objects.filter(ceremony=ceremony, path=KEY).exists()


@pytest.mark.article(25)
class TestADrawWithoutACopy:
    @pytest.fixture
    def ceremony(self, cast: Cast, keepers: list[Actor], dropped: None) -> Ceremony:
        appoint(keepers)
        return frozen(cast)

    def test_keeps_no_key_in_the_house(self, ceremony: Ceremony) -> None:
        assert not BundleFile.objects.filter(ceremony=ceremony, path=KEY).exists()
        assert bytes(ceremony.freeze.sealed_key) == b""

    def test_waits_for_two_keepers_and_goes_on_with_any_two(
        self, ceremony: Ceremony, cast: Cast, keepers: list[Actor]
    ) -> None:
        files = taken(ceremony, keepers)
        with pytest.raises(Refused) as caught:
            services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(5))
        assert caught.value.article == 25

        assert bring(ceremony, 1, keepers[0], files[0]) is False
        with pytest.raises(Refused):
            services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(5))
        assert bring(ceremony, 3, keepers[2], files[2]) is True
        services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(6))

        assert ceremony.drawn.exists()
        assert openings_by_keepers(ceremony) == 1
        opened = history(ceremony).get(act="draw.key_opened").body
        assert opened["organs"] == [keepers[0].department_name, keepers[2].department_name]
        assert not returned(ceremony), "used up"

    def test_is_replayed_by_an_auditor_only_with_two_keepers_again(
        self, ceremony: Ceremony, cast: Cast, keepers: list[Actor]
    ) -> None:
        files = taken(ceremony, keepers)
        for place in (1, 2):
            bring(ceremony, place, keepers[place - 1], files[place - 1])
        services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(6))
        with pytest.raises(Refused):
            services.replay(ceremony=ceremony, actor=keepers[1], at=later(7))

        for place in (2, 3):
            bring(ceremony, place, keepers[place - 1], files[place - 1])

        assert services.replay(ceremony=ceremony, actor=keepers[1], at=later(8)).holds
        assert openings_by_keepers(ceremony) == 2
        assert services.forget_old_shares(at=later(5) + timedelta(hours=25)) == 2
        assert key_from_shares(ceremony) is None

    def test_names_the_keeper_of_a_damaged_or_false_share(
        self, ceremony: Ceremony, keepers: list[Actor]
    ) -> None:
        files = taken(ceremony, keepers)
        said = json.loads(files[1])
        digit = "0" if said["share"][0] != "0" else "1"
        damaged = json.dumps(said | {"share": digit + said["share"][1:]}).encode()

        with pytest.raises(Damaged, match=keepers[1].department_name):
            bring(ceremony, 2, keepers[1], damaged)
        with pytest.raises(Damaged, match="另一名持有人"):
            bring(ceremony, 2, keepers[1], files[0])
        with pytest.raises(Damaged, match="与领取时登记的不同"):
            bring(ceremony, 2, keepers[1], forged(files[1]))
        assert not returned(ceremony)


def forged(file: bytes) -> bytes:
    """Another share at the same place, its checksum put right."""
    from suiji.vault.splitting import KeyPart, part_file, read_part

    part = read_part(file)
    return part_file(KeyPart(part.of, part.place, part.keeper, bytes(32)))


class TestPages:
    def test_lead_a_keeper_from_taking_to_bringing_back(
        self, cast: Cast, keepers: list[Actor], dropped: None
    ) -> None:
        office = Client()
        office.force_login(the_person(an_actor(Role.OFFICE, department=an_office())))
        people = dict(
            zip(("regulator", "discipline", "notary"), (the_person(one).pk for one in keepers), strict=True)
        )
        same = the_person(an_actor(Role.AUDITOR, department=cast.initiator, name="同一机构"))
        twice = office.post(reverse("draws:key_keepers"), people | {"discipline": same.pk})
        office.post(reverse("draws:key_keepers"), people)
        ceremony = frozen(cast)
        keeper = Client()
        keeper.force_login(the_person(keepers[2]))
        share = KeyShare.objects.get(ceremony=ceremony, place=3)
        back = reverse("draws:return_key_share", args=[share.pk])

        listed = keeper.get(reverse("draws:key_shares")).content.decode()
        file = keeper.post(reverse("draws:take_key_share", args=[share.pk])).content
        wrong = keeper.post(back, {"because": "抽取", "content": SimpleUploadedFile("x.json", b"{}")})
        right = keeper.post(
            back, {"because": "抽取", "content": SimpleUploadedFile("x.json", file)}, follow=True
        )

        assert "三个不同的机构" in twice.content.decode()
        assert "领取分片文件" in listed
        assert "分片文件不成形" in wrong.content.decode()
        assert "还须另一名持有人交回" in right.content.decode()

    def test_show_nobody_anothers_share(self, cast: Cast, keepers: list[Actor]) -> None:
        appoint(keepers)
        frozen(cast)
        share = KeyShare.objects.get(place=1)
        client = Client()
        client.force_login(the_person(keepers[1]))

        assert client.post(reverse("draws:take_key_share", args=[share.pk])).status_code == 404
        assert client.get(reverse("draws:return_key_share", args=[share.pk])).status_code == 404
