"""监督确认: keys in the log, a signed yes or no under a result, and names that wait for it (R55)."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from django.test import Client
from django.urls import reverse

from suiji.draws import queries, services
from suiji.draws.models import Attestation, AuditorKey, Ceremony, Verdict
from suiji.draws.queries.confirming import keys_in_use, last_check, standing_of, statement_of
from suiji.draws.services.auditing import Check
from suiji.law import Refused
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.leaf import instant
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.days import day_of
from suiji.organs.roles import Role
from suiji.sampling import verify_bundle
from suiji.sampling.canonical import Invalid
from suiji.sampling.confirming import KEY, STATEMENT
from tests.factories.draws import (
    a_key,
    a_signature,
    an_auditor,
    confirm,
    drawn_objects,
    sign_result,
)
from tests.factories.organs import an_actor, an_office, the_person
from tests.factories.tasks import Cast, a_cast, a_ready_task, later

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    return a_cast()


@pytest.fixture
def draw(cast: Cast) -> Ceremony:
    return drawn_objects(a_ready_task(cast, firms=24), cast, confirmed=False)


def replayed(draw: Ceremony, auditor: Actor) -> Ceremony:
    services.replay(ceremony=draw, actor=auditor, at=later(6))
    return draw


class TestRegisterAuditorKey:
    def test_puts_the_public_half_into_the_public_log(self) -> None:
        auditor = an_auditor()

        key = a_key(auditor)

        entry = Entry.objects.get(act="draw.auditor_key_registered")
        assert entry.body == {
            "auditor": auditor.department_name,
            "key_id": key.key_id,
            "public_key": key.public_key,
        }
        assert auditor.name not in str(entry.body)

    def test_needs_proof_that_the_private_half_is_in_these_hands(self) -> None:
        auditor, other = an_auditor(), Ed25519PrivateKey.generate()
        public = other.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        claim = {"auditor": auditor.department_name, "public_key": public}

        for signature in (a_signature(KEY, claim), a_signature(STATEMENT, claim, other), "00", "x"):
            with pytest.raises(Invalid):
                services.register_auditor_key(
                    public_key=public, signature=signature, actor=auditor, at=later(0)
                )
        assert not AuditorKey.objects.exists()

    def test_takes_a_key_once(self) -> None:
        auditor = an_auditor()
        key = a_key(auditor)
        claim = {"auditor": auditor.department_name, "public_key": key.public_key}

        with pytest.raises(Stale):
            services.register_auditor_key(
                public_key=key.public_key, signature=a_signature(KEY, claim), actor=auditor, at=later(1)
            )

    def test_belongs_to_auditors(self, cast: Cast) -> None:
        with pytest.raises(NotYours):
            a_key(cast.clerk)


class TestWithdrawAuditorKey:
    def test_ends_the_key_and_says_why_in_public(self, draw: Ceremony) -> None:
        auditor = an_auditor()
        key = a_key(auditor)
        replayed(draw, auditor)

        services.withdraw_auditor_key(key=key, because="密钥文件遗失", actor=auditor, at=later(7))

        assert not keys_in_use().exists()
        assert Entry.objects.get(act="draw.auditor_key_withdrawn").body["reason"] == "密钥文件遗失"
        with pytest.raises(Stale):
            sign_result(draw, auditor)
        with pytest.raises(Stale):
            services.withdraw_auditor_key(key=key, because="再次", actor=auditor, at=later(8))

    def test_is_the_own_organs(self) -> None:
        key = a_key(an_auditor())

        with pytest.raises(NotYours):
            services.withdraw_auditor_key(key=key, because="越权", actor=an_actor(Role.AUDITOR), at=later(1))


@pytest.mark.article(5)
class TestNames:
    def test_wait_for_the_signature(self, draw: Ceremony) -> None:
        room = queries.room_of(draw, at=later(5))

        assert room.evidence.names is None
        assert "待纪检监察机关签名确认" in room.now.words
        assert [step.label for step in room.steps if step.status == "current"] == ["纪检确认"]
        assert "result.json" not in queries.bundle(draw, audit=False)
        assert "result.json" in queries.bundle(draw, audit=True)
        assert history(draw).get(act="draw.committed").body["confirmation"] == "required"

    def test_appear_with_it_and_the_bundle_proves_it(self, draw: Ceremony) -> None:
        confirm(draw)

        assert queries.evidence_of(draw).names
        verdict = verify_bundle(queries.bundle(draw, audit=False), require_log=True)
        assert verdict.ok, verdict.lines
        assert any(
            line.startswith("Confirmed by") and "before the freeze" not in line for line in verdict.lines
        )

    def test_of_a_key_that_was_there_before_the_freeze_are_the_better_proof(self, cast: Cast) -> None:
        a_key(an_auditor())
        draw = drawn_objects(a_ready_task(cast, firms=24), cast)

        lines = verify_bundle(queries.bundle(draw, audit=False), require_log=True).lines

        assert any("registered before the freeze" in line for line in lines)

    def test_of_a_stripped_bundle_do_not_verify(self, draw: Ceremony) -> None:
        confirm(draw)
        files = queries.bundle(draw, audit=False)
        del files["confirmation.json"]

        assert not verify_bundle(files).ok

    def test_wait_for_nobody_where_the_house_has_no_auditor_and_it_says_so_in_the_log(
        self, cast: Cast, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "auditor", "absent")

        draw = drawn_objects(a_ready_task(cast, firms=24), cast, confirmed=False)

        assert queries.evidence_of(draw).names
        assert history(draw).get(act="draw.committed").body["confirmation"] == "absent"
        assert verify_bundle(queries.bundle(draw, audit=False), require_log=True).ok

    def test_are_not_freed_by_switching_the_setting_off_afterwards(
        self, draw: Ceremony, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "auditor", "absent")

        assert queries.evidence_of(draw).names is None


@pytest.mark.article(5)
class TestConfirmResult:
    def test_is_logged_in_the_organs_name_and_happens_once(self, draw: Ceremony) -> None:
        kept = confirm(draw)

        body = history(draw).get(act="draw.confirmed").body
        assert body["confirmation_sha256"] == kept.sha256
        assert body["result_sha256"] == draw.result.result_sha256
        assert kept.key.person.name not in str(body)
        with pytest.raises(Stale):
            sign_result(draw, an_auditor_again(kept))

    def test_comes_after_a_check(self, draw: Ceremony) -> None:
        auditor = an_auditor()
        key = a_key(auditor)

        with pytest.raises(Refused) as caught:
            services.confirm_result(
                ceremony=draw, key=key, verdict="confirmed", because="", signed_at=later(6),
                signature="00" * 64, actor=auditor, at=later(6),
            )  # fmt: skip

        assert caught.value.article == 5

    def test_is_refused_a_yes_where_the_check_failed(
        self, draw: Ceremony, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        auditor = an_auditor()
        monkeypatch.setattr("suiji.draws.services.reading.checked", lambda *_, **__: Check(False, "bent"))
        replayed(draw, auditor)

        with pytest.raises(Refused):
            sign_result(draw, auditor)
        kept = sign_result(draw, auditor, verdict="refused", because="重放不一致")

        assert kept.verdict == Verdict.REFUSED

    def test_takes_only_the_signature_of_exactly_this_statement(self, draw: Ceremony) -> None:
        auditor = an_auditor()
        key = a_key(auditor)
        replayed(draw, auditor)
        check = last_check(draw)
        assert check is not None
        said = statement_of(draw, key, check, verdict="confirmed", because="", at=later(6))

        for wrong in (said | {"verdict": "refused"}, said | {"result_sha256": "0" * 64}):
            with pytest.raises(Invalid):
                services.confirm_result(
                    ceremony=draw, key=key, verdict="confirmed", because="", signed_at=later(6),
                    signature=a_signature(STATEMENT, wrong), actor=auditor, at=later(6),
                )  # fmt: skip
        assert not Attestation.objects.exists()

    def test_is_refused_with_a_statement_of_yesterday(self, draw: Ceremony) -> None:
        auditor = an_auditor()
        key = a_key(auditor)
        replayed(draw, auditor)
        check = last_check(draw)
        assert check is not None
        said = statement_of(draw, key, check, verdict="confirmed", because="", at=later(6))

        with pytest.raises(Stale):
            services.confirm_result(
                ceremony=draw, key=key, verdict="confirmed", because="", signed_at=later(6),
                signature=a_signature(STATEMENT, said), actor=auditor, at=later(6) + timedelta(days=1),
            )  # fmt: skip

    def test_is_refused_to_colleagues_of_the_initiator_and_with_anothers_key(
        self, draw: Ceremony, cast: Cast
    ) -> None:
        inside = an_actor(Role.AUDITOR, department=cast.initiator)
        replayed(draw, inside)
        with pytest.raises(Refused):
            sign_result(draw, inside)
        with pytest.raises(NotYours):
            sign_result(draw, an_auditor("另一人"))


@pytest.mark.article(5)
class TestARefusal:
    @pytest.fixture
    def refused(self, draw: Ceremony) -> Ceremony:
        auditor = an_auditor()
        replayed(draw, auditor)
        sign_result(draw, auditor, verdict="refused", because="两名证人不在场")
        return draw

    def test_is_public_with_its_reason_and_keeps_the_names_back(self, refused: Ceremony) -> None:
        assert history(refused).get(act="draw.confirmation_refused").body["reason"] == "两名证人不在场"
        assert queries.evidence_of(refused).names is None
        assert "拒绝确认" in queries.room_of(refused, at=later(7)).now.words
        assert "confirmation.json" in queries.bundle(refused, audit=False)

    def test_keeps_the_list_from_being_dispatched(self, refused: Ceremony, cast: Cast) -> None:
        refused.task.refresh_from_db()
        with pytest.raises(Refused) as caught:
            services.dispatch(task=refused.task, actor=cast.clerk, at=later(8))

        assert caught.value.article == 15

    def test_goes_to_the_office(self, refused: Ceremony) -> None:
        office = an_actor(Role.OFFICE, department=an_office())

        assert any("拒绝确认" in todo.sentence for todo in queries.to_do(office, today=day_of(later(8))))

    def test_may_be_followed_by_a_yes_once_it_is_cleared_up(self, refused: Ceremony) -> None:
        confirm(refused)

        assert queries.evidence_of(refused).names
        assert refused.confirmations.count() == 2

    def test_says_why(self, draw: Ceremony) -> None:
        auditor = an_auditor()
        replayed(draw, auditor)

        with pytest.raises(Refused):
            sign_result(draw, auditor, verdict="refused")


class TestALateConfirmation:
    def test_is_said_in_the_log_once_and_brought_before_the_office(self, draw: Ceremony) -> None:
        after = later(60 * 24 * 6)

        assert [one.pk for one in services.note_late_confirmations(at=after)] == [draw.pk]
        assert services.note_late_confirmations(at=after) == []

        body = history(draw).get(act="draw.confirmation_late").body
        due = standing_of(draw).due
        assert due is not None
        assert body["due"] == f"{due.on:%F}"
        office = an_actor(Role.OFFICE, department=an_office())
        assert any("逾期没有签名确认" in todo.sentence for todo in queries.to_do(office, today=day_of(after)))
        assert "逾期" in queries.room_of(draw, at=after).now.words

    def test_is_none_within_three_working_days(self, draw: Ceremony) -> None:
        assert services.note_late_confirmations(at=later(60 * 24)) == []
        office = an_actor(Role.OFFICE, department=an_office())
        assert not [
            one for one in queries.to_do(office, today=day_of(later(60 * 24))) if "签名" in one.sentence
        ]


def an_auditor_again(kept: Attestation) -> Actor:
    """The auditor who signed, in office once more."""
    from suiji.organs.queries import actor_of

    actor = actor_of(kept.key.person, today=day_of(later(7)))
    assert actor is not None
    return actor


class TestPages:
    @pytest.fixture
    def auditor(self) -> Actor:
        return an_auditor()

    @pytest.fixture
    def client(self, auditor: Actor) -> Client:
        client = Client()
        client.force_login(the_person(auditor))
        return client

    def test_of_keys_take_a_proved_key_and_no_other(self, client: Client, auditor: Actor) -> None:
        secret = Ed25519PrivateKey.generate()
        public = secret.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        claim = {"auditor": auditor.department_name, "public_key": public}
        page = reverse("draws:auditor_keys")

        wrong = client.post(page, {"public_key": public, "signature": "00" * 64}).content.decode()
        client.post(page, {"public_key": public, "signature": a_signature(KEY, claim, secret)})

        assert "公钥与签名不符" in wrong
        assert AuditorKey.objects.get().public_key == public
        assert "现用" in client.get(page).content.decode()

    def test_withdraw_a_key_for_a_reason(self, client: Client, auditor: Actor) -> None:
        key = a_key(auditor)
        page = reverse("draws:withdraw_auditor_key", args=[key.pk])

        assert client.post(page, {"because": ""}).status_code == 200
        client.post(page, {"because": "人员离任"})

        assert not keys_in_use().exists()
        assert "人员离任" in client.get(reverse("draws:auditor_keys")).content.decode()

    def test_lead_from_a_missing_key_over_the_replay_to_the_signature(
        self, client: Client, auditor: Actor, draw: Ceremony, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: later(6))
        page, sign = (reverse(f"draws:{name}", args=[draw.pk]) for name in ("auditing", "sign"))
        assert "还没有登记签名公钥" in client.get(page).content.decode()
        key = a_key(auditor)
        assert "请先在下面重放" in client.get(page).content.decode()
        client.post(reverse("draws:audit_replay", args=[draw.pk]))
        check = last_check(draw)
        assert check is not None
        said = statement_of(draw, key, check, verdict="confirmed", because="", at=later(6))
        asked = {"verdict": "confirmed", "because": "", "key": key.key_id, "signed_at": instant(later(6))}

        wrong = client.post(sign, asked | {"signature": "00" * 64}).content.decode()
        mute = client.post(sign, asked | {"verdict": "refused", "signature": "00" * 64}).content.decode()
        right = client.post(sign, asked | {"signature": a_signature(STATEMENT, said)}, follow=True)

        assert "签名与签名内容不符" in wrong
        assert "请写明拒绝确认的理由" in mute
        assert "名单已经公布" in right.content.decode()
        assert standing_of(draw).is_confirmed

    @pytest.mark.parametrize("name", ["auditor_keys", "sign", "withdraw_auditor_key"])
    def test_are_closed_to_everybody_else(self, name: str, draw: Ceremony, cast: Cast) -> None:
        client = Client()
        client.force_login(the_person(cast.clerk))

        args = [] if name == "auditor_keys" else [draw.pk]
        assert client.post(reverse(f"draws:{name}", args=args)).status_code == 403
