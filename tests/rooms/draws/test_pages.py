"""The ceremony and what follows, clicked through by the people it needs."""

import zipfile
from datetime import datetime
from io import BytesIO
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.draws import queries, services
from suiji.draws.models import Ceremony, DrawKind, Replacement, TeamMember
from suiji.draws.states import CeremonyState
from suiji.ledger import Actor
from suiji.ledger.queries import history
from suiji.libraries.models import Inspector
from suiji.organs.roles import Role
from suiji.sampling.sources import share_commitment
from suiji.tasks.states import TaskState
from tests.factories.draws import (
    a_ceremony,
    a_value,
    drawn_inspectors,
    drawn_objects,
    freeze,
    hand_in,
    reveal,
)
from tests.factories.organs import TODAY, a_department, a_person, an_actor, the_person
from tests.factories.tasks import Cast, a_cast, a_ready_task, later

pytestmark = pytest.mark.django_db


class Clock:
    """The edge's clock, set by hand."""

    at: datetime = later(1)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    found = Clock()
    monkeypatch.setattr("suiji.config.clock.now", found)
    return found


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def words(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def shares(ceremony: Ceremony, cast: Cast) -> None:
    for department in cast.departments:
        value = bytes.fromhex(a_value(ceremony, department))
        browser(cast.of(department, Role.CLERK)).post(
            reverse("draws:hand_in", args=[ceremony.pk]),
            {"sha256": share_commitment(ceremony.ceremony, department.name, value)},
        )


def reveals(ceremony: Ceremony, cast: Cast) -> None:
    for department in cast.departments:
        browser(cast.of(department, Role.CLERK)).post(
            reverse("draws:reveal", args=[ceremony.pk]), {"value": a_value(ceremony, department)}
        )


class TestWholeCeremony:
    def test_runs_from_opening_to_teams_by_hand(self, clock: Clock) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        clerk, other = browser(cast.clerk), browser(cast.of(cast.others[0], Role.CLERK))
        witness = a_person("见证人", department=cast.initiator)

        for kind in DrawKind:
            assert f"开启{kind.label.removeprefix('执法')}抽取" in words(clerk, "draws:detail", task.pk)
            assert "开启" not in words(other, "draws:detail", task.pk).split("<main")[1].split("抽取仪式")[0]
            units = [] if kind == DrawKind.OBJECTS else [task.units.get().pk]
            clerk.post(reverse(f"draws:open_{kind.value}", args=[task.pk, *units]), {"witness": witness.pk})
            ceremony = task.ceremonies.get(kind=kind)
            assert "生成份额" in words(other, "draws:ceremony", ceremony.pk)
            assert "冻结名单并承诺</a>" not in words(clerk, "draws:ceremony", ceremony.pk)
            shares(ceremony, cast)
            assert "冻结名单并承诺</a>" in words(clerk, "draws:ceremony", ceremony.pk)
            assert "不影响本次抽取" in words(clerk, "draws:freeze", ceremony.pk)
            clerk.post(reverse("draws:freeze", args=[ceremony.pk]), {"minutes": "30", "kind": "none"})
            assert "揭示本部门的份额" in words(other, "draws:ceremony", ceremony.pk)
            clock.at = later(5)
            reveals(ceremony, cast)
            assert "不能重新抽取" in words(clerk, "draws:draw", ceremony.pk)
            clerk.post(reverse("draws:draw", args=[ceremony.pk]))
            ceremony.refresh_from_db()
            assert ceremony.state == CeremonyState.RESULTED
            assert "独立核验" in words(other, "draws:ceremony", ceremony.pk)
            if kind == DrawKind.OBJECTS:
                assert "整体派发" in words(clerk, "draws:dispatch", task.pk)
                clerk.post(reverse("draws:dispatch", args=[task.pk]))

        task.refresh_from_db()
        assert task.state == TaskState.INSPECTORS_DRAWN
        assert "第 01 组" in words(other, "draws:detail", task.pk)

    def test_shows_the_article_while_shares_are_missing(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)

        page = words(browser(cast.clerk), "draws:ceremony", ceremony.pk)

        assert "随机抽取检查对象" in page
        assert "请至少两个部门交来随机份额" in page

    def test_says_in_the_articles_words_why_a_second_draw_is_refused(self) -> None:
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=8), cast)

        answer = browser(cast.clerk).post(reverse("draws:draw", args=[ceremony.pk]))

        assert answer.status_code == 409
        assert "检查对象名单一经产生不得更改" in answer.content.decode()

    def test_takes_no_share_of_another_form_nor_a_wrong_value(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        clerk = browser(cast.clerk)

        answer = clerk.post(reverse("draws:hand_in", args=[ceremony.pk]), {"sha256": "xyz"}, follow=True)
        assert "份额没有提交" in answer.content.decode()
        shares(ceremony, cast)
        freeze(ceremony, cast)
        answer = clerk.post(reverse("draws:reveal", args=[ceremony.pk]), {"value": "0" * 64}, follow=True)
        assert "与提交时的校验值不符" in answer.content.decode()
        assert not history(ceremony).filter(act="draw.share_revealed").exists()

    def test_turns_wrong_roles_away(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        librarian = browser(cast.of(cast.initiator, Role.LIBRARIAN))
        stranger = browser(an_actor(Role.CLERK, department=a_department("税务")))
        for name in ("hand_in", "freeze", "reveal", "draw", "void", "audit"):
            assert librarian.post(reverse(f"draws:{name}", args=[ceremony.pk])).status_code == 403, name
        for name in ("hand_in", "freeze", "reveal", "draw"):
            assert stranger.post(reverse(f"draws:{name}", args=[ceremony.pk])).status_code == 404, name
        participant = browser(cast.of(cast.others[0], Role.CLERK))
        assert (
            participant.post(
                reverse("draws:freeze", args=[ceremony.pk]), {"minutes": "10", "kind": "none"}
            ).status_code
            == 403
        )


class TestStage:
    def test_names_parties_and_no_person(self) -> None:
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=24), cast)

        page = words(Client(), "draws:stage", ceremony.ceremony)

        assert cast.others[0].name in page
        assert ceremony.operator.name not in page
        assert ceremony.witness.name not in page
        assert "抽中名单" in page

    def test_keeps_an_unannounced_list_off_the_wall(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, unannounced=True, unannounced_reason="易于转移证据")
        ceremony = drawn_objects(task, cast)

        page = words(Client(), "draws:stage", ceremony.ceremony)

        assert "抽中名单" not in page
        assert task.title not in page


class TestPulse:
    def test_tells_an_open_page_when_to_look_again(self) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        client, url = browser(cast.clerk), reverse("draws:pulse", args=[ceremony.ceremony])
        seen = queries.pulse_of(ceremony)
        assert client.get(url, {"seen": seen}).status_code == 204

        hand_in(ceremony, cast)

        assert client.get(url, {"seen": seen}).status_code == 200


class TestEvidence:
    def test_is_public_for_officials_and_whole_only_for_auditors_on_record(self) -> None:
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=24), cast)
        auditor = browser(an_actor(Role.AUDITOR, department=a_department("纪检")))

        public = browser(cast.clerk).get(reverse("draws:bundle", args=[ceremony.pk])).content
        assert "监督核验" in words(auditor, "draws:ceremony", ceremony.pk)
        assert "监督核验" not in words(browser(cast.clerk), "draws:ceremony", ceremony.pk)
        whole = auditor.post(reverse("draws:audit", args=[ceremony.pk])).content

        assert not any("/audit/" in name for name in zipfile.ZipFile(BytesIO(public)).namelist())
        assert f"{ceremony.ceremony}/audit/key.hex" in zipfile.ZipFile(BytesIO(whole)).namelist()
        assert history(ceremony).filter(act="draw.audit_opened").count() == 1

    def test_record_is_printed_for_signature(self) -> None:
        cast = a_cast()
        ceremony = drawn_objects(a_ready_task(cast, firms=24), cast)

        answer = browser(cast.clerk).get(reverse("draws:record", args=[ceremony.pk]))

        assert answer.content.startswith(b"%PDF")


class TestVoid:
    def test_is_signed_by_the_principal_head(self, clock: Clock) -> None:
        cast = a_cast()
        ceremony = a_ceremony(a_ready_task(cast, firms=8), cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        reveal(ceremony, cast, cast.initiator)
        head = browser(cast.of(cast.initiator, Role.PRINCIPAL_HEAD))
        assert "作废本次抽取" not in words(head, "draws:ceremony", ceremony.pk)
        refused = head.post(reverse("draws:void", args=[ceremony.pk]), {"because": "改主意"})
        assert refused.status_code == 409

        clock.at = later(90)
        assert "作废本次抽取" in words(head, "draws:ceremony", ceremony.pk)
        assert "永久公开" in words(head, "draws:void", ceremony.pk)
        head.post(reverse("draws:void", args=[ceremony.pk]), {"because": "消防救援逾期未揭示"})

        ceremony.refresh_from_db()
        assert ceremony.state == CeremonyState.VOID
        assert "消防救援逾期未揭示" in words(head, "draws:ceremony", ceremony.pk)


class TestReplacement:
    def test_is_applied_for_and_decided_on_pages(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, teams=1)
        drawn_objects(task, cast)
        drawn_inspectors(task, cast)
        member = TeamMember.objects.get(team__task=task, leads=True)
        spare = Inspector.objects.filter(department=cast.initiator, memberships=None)[0]
        clerk = browser(cast.clerk)
        deputy = browser(cast.of(cast.initiator, Role.DEPUTY_HEAD))
        assert "申请调整" in words(clerk, "draws:detail", task.pk)
        assert "只列出本部门持证" in words(clerk, "draws:replace", member.pk)

        unexplained = clerk.post(
            reverse("draws:replace", args=[member.pk]), {"reason": "OTHER", "substitute": spare.pk}
        )
        assert "请写明具体情况" in unexplained.content.decode()
        clerk.post(reverse("draws:replace", args=[member.pk]), {"reason": "HEALTH", "substitute": spare.pk})
        replacement = Replacement.objects.get()
        assert "审批" in words(deputy, "draws:detail", task.pk)
        empty = deputy.post(reverse("draws:decide", args=[replacement.pk]), {"decision": "reject"})
        assert "请写明不同意的理由" in empty.content.decode()
        deputy.post(reverse("draws:decide", args=[replacement.pk]), {"decision": "approve"})

        assert queries.members_now(member.team)[0].inspector == spare
        assert f"原抽取：{member.inspector.name}" in words(clerk, "draws:detail", task.pk)

    def test_is_decided_by_no_other_department(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, teams=1)
        drawn_objects(task, cast)
        drawn_inspectors(task, cast)
        member = TeamMember.objects.get(team__task=task, leads=True)
        spare = Inspector.objects.filter(department=cast.initiator, memberships=None)[0]
        replacement = services.apply_replacement(
            member=member, substitute=spare, reason="POST", actor=cast.clerk, at=later(20)
        )

        answer = browser(cast.of(cast.others[0], Role.DEPUTY_HEAD)).post(
            reverse("draws:decide", args=[replacement.pk]), {"decision": "approve"}
        )

        assert answer.status_code == 409
        assert "经本部门分管负责人同意后" in answer.content.decode()


class TestPagesStayQuick:
    def test_ceremony_and_list(self, django_assert_max_num_queries: Any) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        task = a_ready_task(cast, firms=60)
        ceremony = drawn_objects(task, cast)
        drawn_inspectors(task, cast)
        client = browser(cast.clerk)

        with django_assert_max_num_queries(60):
            ceremony_page = client.get(reverse("draws:ceremony", args=[ceremony.pk]))
        with django_assert_max_num_queries(28):
            list_page = client.get(reverse("draws:detail", args=[task.pk]))

        assert (ceremony_page.status_code, list_page.status_code) == (200, 200)


class TestToDo:
    def actions(self, actor: Actor) -> list[str]:
        return [row.action for row in queries.to_do(actor, today=TODAY)]

    def test_leads_everybody_from_step_to_step(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, teams=1)
        other = cast.of(cast.others[0], Role.CLERK)
        assert self.actions(cast.clerk) == ["开启抽取"]
        ceremony = a_ceremony(task, cast)
        assert self.actions(cast.clerk) == ["提交份额"]
        assert self.actions(other) == ["提交份额"]
        hand_in(ceremony, cast)
        assert (self.actions(cast.clerk), self.actions(other)) == (["进入仪式"], [])
        freeze(ceremony, cast)
        assert self.actions(other) == ["揭示份额"]
        reveal(ceremony, cast)
        assert self.actions(cast.clerk) == ["进入仪式"]
        services.draw_objects(ceremony=ceremony, actor=cast.clerk, at=later(5))
        assert self.actions(cast.clerk) == ["派发名单"]
        task.refresh_from_db()
        drawn_inspectors(task, cast)
        assert self.actions(cast.clerk) == []
        member = TeamMember.objects.get(team__task=task, leads=True)
        spare = Inspector.objects.filter(department=cast.initiator, memberships=None)[0]
        services.apply_replacement(
            member=member, substitute=spare, reason="POST", actor=cast.clerk, at=later(20)
        )
        assert self.actions(cast.of(cast.initiator, Role.DEPUTY_HEAD)) == ["审批调整"]
        assert self.actions(cast.of(cast.others[0], Role.DEPUTY_HEAD)) == []
