"""Batches on their way to a provincial platform that fails in every way, and whose turn it is."""

import importlib
import json
from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from suiji.exchange import outward, queries, services
from suiji.exchange.models import ExchangeBatch, Partner, Passage, Reply
from suiji.exchange.queries import RowState
from suiji.exchange.queries.partners import row_sha256
from suiji.exchange.services.carry import ASK_EVERY, PAUSES
from suiji.exchange.states import BatchState
from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.organs.roles import Role
from tests.factories.exchange import a_batch, a_sender, an_offer
from tests.factories.organs import AT, a_person, an_actor, an_office
from tests.factories.province import TOKEN, Province, a_province

pytestmark = [pytest.mark.django_db, pytest.mark.article(6)]
THERE = "2026-03-02 09:30:00"
NOON = AT + timedelta(hours=3)
carrying = importlib.import_module("suiji.exchange.services.carry")
"""The module; the package shows its act under the same name."""


@pytest.fixture
def province(monkeypatch: pytest.MonkeyPatch) -> Iterator[Province]:
    with a_province() as found:
        monkeypatch.setattr(settings.ENVIRONMENT, "hook_hosts", [found.address.removeprefix("http://")])
        yield found


def a_partner(province: Province, *kinds: str, token: str = TOKEN) -> Partner:
    return services.set_partner(
        name="省双随机监管平台",
        base=province.address,
        token=token,
        kinds=kinds or ["ITEM", "PLAN", "RESULT"],
        basis="豫双随机办函〔2026〕1号",
        actor=an_actor(Role.SYSTEM_ADMIN),
        at=AT,
    )


def the_passage() -> Passage:
    return Passage.objects.select_related("batch").get()


def state_of(batch: ExchangeBatch) -> str:
    return ExchangeBatch.objects.get(pk=batch.pk).state


class TestSetPartner:
    def test_seals_the_token_and_is_on_record(self, province: Province) -> None:
        partner = a_partner(province)

        assert TOKEN not in str(Partner.objects.values().get())
        assert "省双随机监管平台" in Entry.objects.get(act="exchange.partner_set").sentence
        assert partner.kind_labels[0] == "抽查事项清单"

    def test_refuses_a_host_that_the_installation_has_not_named(self, province: Province) -> None:
        province.address = "https://elsewhere.example"

        with pytest.raises(outward.Unfit):
            a_partner(province)

    def test_is_the_system_administrators_work(self, province: Province) -> None:
        with pytest.raises(NotYours):
            services.set_partner(
                name="x", base=province.address, token="", kinds=["ITEM"], basis="y", actor=a_sender(), at=AT
            )


class TestCarry:
    def test_hands_a_batch_over_and_brings_its_answer_home(self, province: Province) -> None:
        a_partner(province)
        batch = a_batch(an_offer(), an_offer("AY-LH-02"))

        assert services.carry(at=NOON) == 1
        assert json.loads(province.batches[batch.number])["batch"] == batch.number
        province.accept_all(batch.number, THERE)
        assert services.carry(at=NOON + ASK_EVERY) == 1

        assert state_of(batch) == BatchState.SETTLED
        standings = queries.status_of("ITEM", ["AY-LH-01", "AY-LH-02"])
        assert {one.state for one in standings.values()} == {RowState.ACCEPTED}
        assert services.carry(at=NOON + 3 * ASK_EVERY) == 0

    def test_leaves_what_was_handed_out_before_and_what_is_of_another_kind(self, province: Province) -> None:
        a_batch()
        a_partner(province, "PLAN")

        assert services.carry(at=NOON) == 0
        assert province.asked == []

    @pytest.mark.parametrize("fault", ["500", "redirect", "half", "drop"])
    def test_tries_again_after_a_fault_and_sends_one_batch(self, province: Province, fault: str) -> None:
        a_partner(province)
        batch = a_batch()
        province.faults = [fault] if fault != "half" else ["drop"]

        assert services.carry(at=NOON) == 0
        assert the_passage().trouble
        assert services.carry(at=NOON) == 0
        assert len(province.asked) == 1
        assert services.carry(at=NOON + PAUSES[0]) == 1
        assert list(province.batches) == [batch.number]

    def test_a_batch_whose_receipt_was_lost_arrives_once(self, province: Province) -> None:
        a_partner(province)
        batch = a_batch()
        province.faults = ["lost"]

        services.carry(at=NOON)
        services.carry(at=NOON + PAUSES[0])

        assert province.asked == [f"PUT {batch.number}"] * 2
        assert the_passage().taken_at is not None

    def test_another_content_under_its_number_is_told_to_people(self, province: Province) -> None:
        a_partner(province)
        batch = a_batch()
        province.batches[batch.number] = b"{}"

        services.carry(at=NOON)

        assert "电话核对" in the_passage().trouble

    def test_a_wrong_token_is_a_trouble_and_not_an_end(self, province: Province) -> None:
        a_partner(province, token="old")
        a_batch()

        services.carry(at=NOON)

        assert "401" in the_passage().trouble

    @pytest.mark.parametrize("fault", ["500", "half", "drop", "garbage"])
    def test_an_answer_that_comes_broken_is_fetched_again(self, province: Province, fault: str) -> None:
        a_partner(province)
        batch = a_batch()
        services.carry(at=NOON)
        province.accept_all(batch.number, THERE)
        province.faults = [fault]

        services.carry(at=NOON + ASK_EVERY)
        assert state_of(batch) == BatchState.HANDED_OUT
        services.carry(at=NOON + ASK_EVERY + PAUSES[0])

        assert state_of(batch) == BatchState.SETTLED

    def test_the_same_answer_twice_counts_once_and_a_part_is_kept(self, province: Province) -> None:
        a_partner(province)
        batch = a_batch(an_offer(), an_offer("AY-LH-02"))
        services.carry(at=NOON)
        province.accept_all(batch.number, THERE)
        whole = province.replies[batch.number]
        province.replies[batch.number] = {"rows": whole["rows"][:1]}

        services.carry(at=NOON + ASK_EVERY)
        services.carry(at=NOON + 2 * ASK_EVERY)
        assert (state_of(batch), Reply.objects.count()) == (BatchState.PARTLY, 1)
        province.replies[batch.number] = whole
        services.carry(at=NOON + 3 * ASK_EVERY)

        assert (state_of(batch), Reply.objects.count()) == (BatchState.SETTLED, 2)

    def test_answers_in_the_wrong_order_or_to_another_batch_do_no_harm(self, province: Province) -> None:
        a_partner(province)
        actor = a_sender()
        first, second = a_batch(actor=actor), a_batch(an_offer("AY-LH-02"), actor=actor)
        services.carry(at=NOON)
        province.accept_all(second.number, THERE)
        province.replies[first.number] = province.replies[second.number]

        services.carry(at=NOON + ASK_EVERY)

        assert (state_of(first), state_of(second)) == (BatchState.HANDED_OUT, BatchState.SETTLED)
        assert "不是" in Passage.objects.get(batch=first).trouble

    def test_a_machine_killed_between_two_steps_begins_where_it_was(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        a_partner(province)
        batch = a_batch()

        def killed(passage: Passage, at: datetime) -> None:
            done(passage, at)
            raise KeyboardInterrupt

        done = carrying._hand_over
        with monkeypatch.context() as patch:
            patch.setattr(carrying, "_hand_over", killed)
            with pytest.raises(KeyboardInterrupt):
                services.carry(at=NOON)
        services.carry(at=NOON)

        assert province.asked == [f"PUT {batch.number}"] * 2
        assert list(province.batches) == [batch.number]

    def test_stops_when_the_platform_is_ended(self, province: Province) -> None:
        partner = a_partner(province)
        a_batch()
        services.end_partner(partner=partner, actor=an_actor(Role.SYSTEM_ADMIN), at=AT)

        assert services.carry(at=NOON) == 0
        assert province.asked == []


class TestCompare:
    def settled(self, province: Province) -> tuple[Partner, ExchangeBatch]:
        partner = a_partner(province, "ITEM")
        batch = a_batch(an_offer(), an_offer("AY-LH-02"), an_offer("AY-LH-03"))
        services.carry(at=NOON)
        province.accept_all(batch.number, THERE)
        services.carry(at=NOON + ASK_EVERY)
        return partner, batch

    def test_names_what_is_missing_too_much_and_different(self, province: Province) -> None:
        partner, batch = self.settled(province)
        shown = {row.key: row_sha256(row) for row in queries.rows_of(batch)}
        shown["AY-LH-02"] = "0" * 64
        del shown["AY-LH-03"]
        shown["AY-LH-77"] = "1" * 64
        province.rows = [{"key": key, "sha256": digest} for key, digest in shown.items()]

        found = services.compare(partner=partner, actor=an_actor(Role.SYSTEM_ADMIN), at=NOON)

        assert found.differences == [
            ["ITEM", "AY-LH-03", "对方没有"],
            ["ITEM", "AY-LH-77", "本系统没有记载"],
            ["ITEM", "AY-LH-02", "内容不同"],
        ]

    @pytest.mark.parametrize("fault", ["500", "half", "garbage"])
    def test_that_fails_leaves_the_last_one_standing(self, province: Province, fault: str) -> None:
        partner, _ = self.settled(province)
        province.faults = [fault]

        with pytest.raises(outward.Unanswered):
            services.compare(partner=partner, actor=an_actor(Role.SYSTEM_ADMIN), at=NOON)

        assert Partner.objects.get().compared_at is None

    def test_asked_for_and_not_answered_says_why_and_is_not_asked_again(self, province: Province) -> None:
        partner, _ = self.settled(province)
        services.ask_compare(subject=partner, actor=an_actor(Role.OFFICE, name="周办"), at=NOON)
        province.faults = ["500"]

        assert services.compare_asked(at=NOON) == 0
        assert services.compare_asked(at=NOON) == 0

        partner.refresh_from_db()
        assert "500" in partner.obstacle
        assert (partner.asked_at, partner.compared_at) == (None, None)

    def test_a_list_without_an_end_is_left(self, province: Province, monkeypatch: pytest.MonkeyPatch) -> None:
        partner, _ = self.settled(province)
        monkeypatch.setattr("suiji.exchange.services.comparing.MOST_PAGES", 2)
        province.rows = [{"key": str(at), "sha256": "1" * 64} for at in range(4)]

        with pytest.raises(outward.Unanswered, match="没有尽头"):
            services.compare(partner=partner, actor=an_actor(Role.OFFICE), at=NOON)

    def test_is_asked_for_by_office_and_administrator_alone(self, province: Province) -> None:
        partner, _ = self.settled(province)

        with pytest.raises(NotYours):
            services.ask_compare(subject=partner, actor=a_sender(), at=NOON)


class TestPages:
    def test_say_whose_turn_it_is_and_what_differs(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: NOON)
        admin = Client()
        admin.force_login(a_person("孙系", Role.SYSTEM_ADMIN, username="sys"))
        form = {
            "name": "省<b>平台",
            "base": province.address,
            "token": TOKEN,
            "kinds": ["ITEM"],
            "basis": "函〔2026〕1号",
        }
        assert "还没有批次" in admin.post(reverse("exchange:set_partner"), form, follow=True).content.decode()
        batch = a_batch(an_offer(), an_offer("AY-LH-02"), at=NOON)
        services.carry(at=NOON)
        waiting = admin.get(reverse("exchange:partners")).content.decode()
        province.replies[batch.number] = {
            "rows": [
                {"记录标识": "AY-LH-01", "结果": "接收", "公示时间": "2026-03-02 11:59:00"},
                {"记录标识": "AY-LH-02", "结果": "退回", "退回原因": "依据缺条款"},
            ]
        }
        services.carry(at=NOON + ASK_EVERY)

        office = Client()
        office.force_login(a_person("周办", Role.OFFICE, department=an_office(), username="office"))
        asked = office.post(
            reverse("exchange:compare", args=[Partner.objects.get().pk]), follow=True
        ).content.decode()
        services.compare_asked(at=NOON + ASK_EVERY)
        page = office.get(reverse("exchange:partners")).content.decode()

        assert "周办" in asked
        assert "正在核对" in asked
        assert "对方答复（还有 2 条）" in waiting
        assert "省&lt;b&gt;平台" in waiting
        assert "改正后重新导出（退回 1 条）" in page
        assert "AY-LH-01：对方没有" in page

    def test_refuse_an_address_and_say_why(self, province: Province) -> None:
        admin = Client()
        admin.force_login(a_person("孙系", Role.SYSTEM_ADMIN, username="sys"))

        page = admin.post(reverse("exchange:set_partner"), {"base": "http://10.0.0.1/"}).content.decode()

        assert "https://" in page
