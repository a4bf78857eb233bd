"""The pages of tasks, as a browser meets them."""

import io
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.law import Refused
from suiji.ledger import Actor
from suiji.libraries.models import InspectedObject
from suiji.organs.roles import Role
from suiji.tasks import queries, services
from suiji.tasks.models import MergeDecision, Task, WaiverKind
from suiji.tasks.states import TaskState
from tests.factories.draws import drawn_objects
from tests.factories.libraries import some_objects
from tests.factories.organs import AT, TODAY, a_department, a_person, an_actor, the_person
from tests.factories.tasks import (
    WORD,
    a_cast,
    a_draft,
    a_plan_line,
    a_ready_task,
    an_item,
    confirmed,
    countersigned,
    filed_waiver,
    some_firms,
)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _on_the_second_of_march(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("suiji.config.clock.now", lambda: AT)


def browser(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def words(client: Client, name: str, *args: Any) -> str:
    answer = client.get(reverse(name, args=args))
    assert answer.status_code == 200
    return str(answer.content.decode())


def a_form(**changes: Any) -> dict[str, Any]:
    return {
        "number": "RW-77",
        "title": "餐饮联合抽查",
        "item_versions": changes.pop("items"),
        "period_from": "2026-03-02",
        "period_until": "2026-05-31",
        "method": "实地检查",
        "words": WORD,
        "rate_A": "1",
        "rate_B": "3",
        "rate_C": "10",
        "rate_D": "20",
        "execution": "OWN",
        "teams": "2",
        "officers": "2",
        "central_inspectors": "on",
        "leader_rule": "SEED",
        **changes,
    }


class TestList:
    def test_shows_own_tasks_in_few_queries(self, django_assert_max_num_queries: Any) -> None:
        cast = a_cast()
        a_draft(cast)
        client = browser(cast.clerk)

        with django_assert_max_num_queries(12):
            page = client.get(reverse("tasks:list"))

        assert "RW-01" in page.content.decode()
        assert "拟定抽查方案" in page.content.decode()

    def test_teaches_when_it_is_empty(self) -> None:
        assert "还没有任务" in words(browser(an_actor(Role.INSPECTOR)), "tasks:list")


class TestDraft:
    def test_begins_from_a_published_line(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])
        client = browser(cast.clerk)
        assert line.title in words(client, "tasks:choose")
        assert "计算户数" in words(client, "tasks:draft", line.pk)

        answer = client.post(reverse("tasks:draft", args=[line.pk]), a_form(items=[version.pk]))

        task = Task.objects.get()
        assert answer.url == reverse("tasks:detail", args=[task.pk])  # type: ignore[attr-defined]
        assert task.rates_bp == {"A": 100, "B": 300, "C": 1000, "D": 2000}
        assert task.scope_rule == {"words": [WORD]}

    def test_fixes_who_draws_and_how_many_come_before_anything_is_drawn(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])
        fire = cast.others[0].pk
        staff = {
            f"officers_{fire}": "1", f"officers_reason_{fire}": "只派员配合，不单独执法", f"experts_{fire}": "1",
        }  # fmt: skip

        browser(cast.clerk).post(
            reverse("tasks:draft", args=[line.pk]),
            a_form(
                items=[version.pk],
                execution="LOWER",
                central_inspectors="",
                leader_rule="SENIOR",
                avoid_last="on",
                **staff,
            ),
        )

        task = Task.objects.get()
        part = task.parts.get(leads=False)
        assert (task.execution, task.central_inspectors, task.leader_rule) == ("LOWER", False, "SENIOR")
        assert (part.officers, part.experts, task.avoid_last) == (1, 1, True)
        page = words(browser(cast.clerk), "tasks:detail", task.pk)
        for told in ("市抽县查", "由承担检查的各部门分别抽取", "职务职级最高", "另配专家 1", "只派员配合"):
            assert told in page
        again = words(browser(cast.clerk), "tasks:revise", task.pk)
        assert "只派员配合，不单独执法" in again

    def test_asks_why_a_department_comes_with_one_officer(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])

        answer = browser(cast.clerk).post(
            reverse("tasks:draft", args=[line.pk]),
            a_form(items=[version.pk], batches="3", **{f"officers_{cast.initiator.pk}": "1"}),
        )

        page = answer.content.decode()
        assert "每组少于 2 人的，须写明理由" in page
        assert "只有全部检查才分批" in page
        assert not Task.objects.exists()

    def test_names_the_field_and_keeps_what_was_typed(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])

        answer = browser(cast.clerk).post(
            reverse("tasks:draft", args=[line.pk]),
            a_form(items=[version.pk], unannounced="on", number="保留的编号"),
        )

        page = answer.content.decode()
        assert answer.status_code == 200
        assert "不宜告知的，须写明理由" in page
        assert "保留的编号" in page
        assert not Task.objects.exists()

    def test_a_period_outside_the_plan_is_refused_in_the_articles_words(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])

        answer = browser(cast.clerk).post(
            reverse("tasks:draft", args=[line.pk]),
            a_form(items=[version.pk], period_until="2027-01-31"),
        )

        assert answer.status_code == 409
        assert "根据实施细则和年度计划" in answer.content.decode()

    def test_rates_under_the_floor_ask_for_reason_and_basis_and_then_for_an_exception(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])
        some_firms(cast, number=1)
        client, url = browser(cast.clerk), reverse("tasks:draft", args=[line.pk])

        refused = client.post(url, a_form(items=[version.pk], rate_C="9")).content.decode()
        client.post(
            url, a_form(items=[version.pk], rate_C="9", exception_reason="力量不足", exception_basis="某文件")
        )

        assert "请提高比例，或写明理由和依据" in refused
        task = Task.objects.get()
        waiver = task.waivers.get()
        assert (waiver.state, waiver.reason, waiver.rates_bp["C"]) == ("APPLIED", "力量不足", 900)
        page = words(client, "tasks:detail", task.pk)
        assert "抽查比例的例外审批和备案" in page
        assert "送参与部门会签</button>" not in page

    def test_the_whole_list_is_only_for_key_items(self) -> None:
        cast = a_cast()
        general, key = an_item(cast), an_item(cast, code="AY-02", item_class="KEY")
        line = a_plan_line(cast, [general, key])
        client, url = browser(cast.clerk), reverse("tasks:draft", args=[line.pk])

        refused = client.post(url, a_form(items=[general.pk], whole="on")).content.decode()
        client.post(url, a_form(items=[key.pk], whole="on"))

        assert "只有重点检查事项可以检查全部对象" in refused
        assert set(Task.objects.get().rates_bp.values()) == {10_000}

    def test_counts_the_scope_class_by_class_for_the_clerk_who_writes_it(self) -> None:
        cast = a_cast()
        some_firms(cast, number=40)
        version = an_item(cast, ratio_min_bp=4000)
        line = a_plan_line(cast, [version])
        url = reverse("tasks:count", args=[line.pk])
        form = {"words": WORD, "item_versions": version.pk, "rate_D": "50"}

        page = browser(cast.clerk).post(url, form).content.decode()
        enough = browser(cast.clerk).post(url, form | {"count": "20"}).content.decode()
        all_of_them = browser(cast.clerk).post(url, form | {"whole": "on"}).content.decode()
        wrong = browser(cast.clerk).post(url, {"industries": "H6(1"}).content.decode()
        few = browser(cast.clerk).post(url, {"words": "F1店"}).content.decode()

        assert "<strong>40</strong>" in page
        assert "50 %" in page
        assert "不低于 40 %" in page
        assert "少于事项 AY-01 清单的要求" in page
        assert "少于事项 AY-01 清单的要求" not in enough + all_of_them
        assert "行业代码只有字母和数字" in wrong
        assert "不分类显示" in few
        assert browser(cast.of(cast.others[0], Role.CLERK)).post(url, form).status_code == 404
        assert browser(cast.clerk).get(url).status_code == 405

    def test_is_changed_until_it_is_sent(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        client, url = browser(cast.clerk), reverse("tasks:revise", args=[task.pk])
        version = task.item_versions.get()
        assert task.title in client.get(url).content.decode()

        form = a_form(items=[version.pk], words="旅馆", title="改了名")
        form |= {f"duties_{cast.others[0].pk}": "查消防", "body_1": "某检测中心", "body_1_scope": "取样检测"}
        client.post(url, form)
        page = words(client, "tasks:detail", task.pk)
        some_firms(cast, number=1)
        InspectedObject.objects.update(name="安阳旅馆")
        services.send(task=Task.objects.get(), actor=cast.clerk, at=AT)

        assert "改了名" in page
        assert "名称或经营范围含有：旅馆" in page
        assert "查消防" in page
        assert "某检测中心：取样检测" in page
        assert client.get(url).status_code == 404

    def test_is_not_for_other_departments(self) -> None:
        cast = a_cast()
        line = a_plan_line(cast, [an_item(cast)])

        answer = browser(cast.of(cast.others[0], Role.CLERK)).get(reverse("tasks:draft", args=[line.pk]))

        assert answer.status_code == 404


class TestCourse:
    def test_is_sent_countersigned_and_confirmed_by_hand(self) -> None:
        cast = a_cast()
        some_firms(cast, number=3)
        task = a_draft(cast)
        clerk, other = browser(cast.clerk), browser(cast.of(cast.others[0], Role.CLERK))

        assert "送参与部门会签" in words(clerk, "tasks:detail", task.pk)
        clerk.post(reverse("tasks:send", args=[task.pk]))
        assert "代表本部门会签方案" in words(other, "tasks:detail", task.pk)
        assert "代表本部门会签方案" not in words(clerk, "tasks:detail", task.pk)
        other.post(reverse("tasks:countersign", args=[task.pk]))
        for department in cast.departments:
            librarian = browser(cast.of(department, Role.LIBRARIAN))
            assert "确认本部门检查对象名录库" in words(librarian, "tasks:detail", task.pk)
            for library in ("OBJECTS", "INSPECTORS"):
                librarian.post(reverse("tasks:confirm", args=[task.pk]), {"library": library})

        task.refresh_from_db()
        assert task.state == TaskState.CONFIRMED
        assert "进入抽取" in words(clerk, "tasks:detail", task.pk)

    def test_shows_the_article_and_what_is_missing_instead_of_the_button(self) -> None:
        cast = a_cast()
        task = a_draft(cast, method="")

        page = words(browser(cast.clerk), "tasks:detail", task.pk)

        assert "送参与部门会签</button>" not in page
        assert "明确检查内容、检查时间、检查方式等" in page
        assert "检查方式" in page

    def test_a_wrong_role_is_turned_away_and_a_wrong_step_refused(self) -> None:
        cast = a_cast()
        task = a_draft(cast)

        assert (
            browser(cast.of(cast.initiator, Role.LIBRARIAN))
            .post(reverse("tasks:send", args=[task.pk]))
            .status_code
            == 403
        )
        assert (
            browser(cast.of(cast.others[0], Role.CLERK))
            .post(reverse("tasks:send", args=[task.pk]))
            .status_code
            == 403
        )
        answer = browser(cast.of(cast.others[0], Role.CLERK)).post(
            reverse("tasks:countersign", args=[task.pk])
        )
        assert answer.status_code == 409
        assert "流程实施" in answer.content.decode()

    def test_asks_for_a_reason_before_it_is_reopened_or_withdrawn(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        client = browser(cast.clerk)
        client.post(reverse("tasks:send", args=[task.pk]))

        assert "会签全部失效" in words(client, "tasks:reopen", task.pk)
        client.post(reverse("tasks:reopen", args=[task.pk]), {"because": "改时间"})
        client.post(reverse("tasks:withdraw", args=[task.pk]), {"because": ""})
        task.refresh_from_db()
        assert task.state == TaskState.DRAFT
        client.post(reverse("tasks:withdraw", args=[task.pk]), {"because": "计划变更"})

        task.refresh_from_db()
        assert task.state == TaskState.WITHDRAWN

    def test_of_a_stranger_is_not_there(self) -> None:
        task = a_draft()
        stranger = browser(an_actor(Role.CLERK, department=a_department("税务")))

        assert stranger.get(reverse("tasks:detail", args=[task.pk])).status_code == 404

    def test_page_needs_few_queries(self, django_assert_max_num_queries: Any) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")
        some_firms(cast, number=30)
        task = confirmed(countersigned(a_draft(cast), cast), cast)
        client = browser(cast.clerk)

        with django_assert_max_num_queries(36):
            client.get(reverse("tasks:detail", args=[task.pk]))

    def test_scheme_is_printed_and_written_for_word(self) -> None:
        cast = a_cast()
        assisting = [{"name": "某检测中心", "scope": "取样检测", "entrustment": "委〔2026〕1号"}]
        task = countersigned(a_draft(cast, assisting=assisting), cast)
        client = browser(cast.clerk)

        pdf = client.get(reverse("tasks:scheme", args=[task.pk]))
        word = client.get(reverse("tasks:scheme_word", args=[task.pk]))

        assert pdf.content.startswith(b"%PDF")
        document = docx.Document(io.BytesIO(word.content))
        said = "\n".join(paragraph.text for paragraph in document.paragraphs)
        assert "餐饮单位联合抽查方案" in said
        assert "某检测中心协助取样检测（委托书：委〔2026〕1号）" in said
        assert "20%" not in said
        assert document.tables[-1].rows[1].cells[1].text == "同意"


class TestChanges:
    def test_what_changed_since_a_confirmation_is_shown_and_confirmed_again(self) -> None:
        cast = a_cast()
        some_firms(cast, number=3)
        task = confirmed(countersigned(a_draft(cast), cast), cast)
        InspectedObject.objects.filter(code="F00000").update(name="餐饮新名", tags=["住宿"])
        InspectedObject.objects.filter(code="F00001").update(name="书店", business_scope="")
        keeper = browser(cast.of(cast.initiator, Role.LIBRARIAN))
        found = task.confirmations.get(department=cast.initiator, library="OBJECTS")
        assert reverse("tasks:changes", args=[found.pk]) in words(keeper, "tasks:detail", task.pk)

        page = words(keeper, "tasks:changes", found.pk)
        keeper.post(reverse("tasks:confirm", args=[task.pk]), {"library": "OBJECTS"})

        assert "标签由“空”改为“住宿”" in page
        assert "已不在范围内" in page
        assert "重新确认" in page
        assert "没有变动" in words(
            keeper, "tasks:changes", task.confirmations.order_by("-pk").values_list("pk", flat=True)[0]
        )

    def test_is_not_for_other_departments(self) -> None:
        cast = a_cast()
        task = confirmed(countersigned(a_draft(cast), cast), cast)
        found = task.confirmations.filter(department=cast.initiator).first()
        other = browser(cast.of(cast.others[0], Role.LIBRARIAN))

        assert other.get(reverse("tasks:changes", args=[found.pk])).status_code == 404  # type: ignore[union-attr]


class TestWaiverPages:
    def test_is_asked_for_approved_and_filed_by_hand(self) -> None:
        cast = a_cast()
        some_firms(cast, number=3)
        task = a_draft(cast)
        clerk, head = browser(cast.clerk), cast.of(cast.initiator, Role.DEPUTY_HEAD)
        form = {"kind": "CAP", "codes": "f00001\nF00002", "reason": "投诉集中", "basis": "某文件"}

        (station,) = some_objects(1)

        wrong = clerk.post(reverse("tasks:waive", args=[task.pk]), form | {"codes": "Z9"}).content.decode()
        outside = clerk.post(
            reverse("tasks:waive", args=[task.pk]), form | {"codes": f"F00001,{station.code}"}
        )
        clerk.post(reverse("tasks:waive", args=[task.pk]), form)
        waiver = task.waivers.get()
        assert "名录库中没有：Z9" in wrong
        assert f"不在本任务的对象范围内：{station.code}" in outside.content.decode()
        assert waiver.codes == ["F00001", "F00002"]
        assert [row.action for row in queries.to_do(head, today=TODAY)] == ["审批例外"]
        assert "批准</button>" not in words(clerk, "tasks:waiver", waiver.pk)
        assert "批准</button>" in words(browser(head), "tasks:waiver", waiver.pk)
        assert clerk.post(reverse("tasks:approve_waiver", args=[waiver.pk])).status_code == 403
        browser(head).post(reverse("tasks:approve_waiver", args=[waiver.pk]))
        assert [row.action for row in queries.to_do(cast.office, today=TODAY)] == ["备案例外"]
        office = browser(cast.office)
        office.post(reverse("tasks:file_waiver", args=[waiver.pk]), {"filing": "备〔2026〕1号"})

        assert "备〔2026〕1号" in words(clerk, "tasks:detail", task.pk)
        waiver.refresh_from_db()
        assert waiver.state == "FILED"

    @pytest.mark.article(10)
    def test_tells_the_deputy_head_how_often_the_firm_was_drawn_this_year(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=4)
        drawn_objects(task, cast)
        drawn = set(task.drawn.values_list("object__code", flat=True))
        other = a_draft(cast, line=task.plan_line, versions=list(task.item_versions.all()), number="RW-02")
        codes = ["F00000", "F00001", "F00002", "F00003"]
        waiver = services.apply_waiver(
            task=other,
            kind=WaiverKind.CAP,
            reason="投诉集中",
            basis="某文件",
            codes=codes,
            actor=cast.clerk,
            at=AT,
        )
        head = browser(cast.of(cast.initiator, Role.DEPUTY_HEAD))

        assert reverse("draws:year_of", args=[waiver.pk]) in words(head, "tasks:waiver", waiver.pk)
        page = head.get(reverse("draws:year_of", args=[waiver.pk]))

        rows = {row.code: row.total for row in page.context["page"].rows}
        assert rows == {code: int(code in drawn) for code in codes}
        assert "一年内联合抽查一般不超过 2 次" in page.content.decode()
        inspector = cast.of(cast.initiator, Role.INSPECTOR)
        assert browser(inspector).get(reverse("draws:year_of", args=[waiver.pk])).status_code == 403

    def test_may_be_turned_down_with_a_reason(self) -> None:
        cast = a_cast()
        task = a_draft(cast, rates_bp={"D": 100}, exception={"reason": "理由", "basis": "依据"})
        waiver = task.waivers.get()
        head = browser(cast.of(cast.initiator, Role.DEPUTY_HEAD))

        assert "不批准" in words(head, "tasks:reject_waiver", waiver.pk)
        head.post(reverse("tasks:reject_waiver", args=[waiver.pk]), {"because": "理由不足"})

        waiver.refresh_from_db()
        assert waiver.state == "REJECTED"


class TestBring:
    def a_list(self, content: bytes, **changes: Any) -> dict[str, Any]:
        return {
            "source": "TARGETED",
            "organ": "安阳市公安局",
            "document_number": "安公〔2026〕5号",
            "issued_on": "2026-02-20",
            "file": SimpleUploadedFile("名单.csv", content),
            "reason": "有举报线索",
            "basis": "某办法第三条",
            **changes,
        }

    def test_narrows_the_scope_marks_the_title_and_waits_for_approval(self) -> None:
        cast = a_cast()
        some_firms(cast, number=9)
        task = a_draft(cast)
        client, url = browser(cast.clerk), reverse("tasks:bring", args=[task.pk])

        unknown = client.post(url, self.a_list("代码,名称\nZ00001,无此户".encode("gb18030"))).content.decode()
        client.post(url, self.a_list("代码,名称\nF00002,甲\nf00004,乙\n".encode()))

        assert "不在名录库中，如 Z00001" in unknown
        task.refresh_from_db()
        assert task.title.endswith("（定向）")
        assert [row.code for row in queries.scope_of(task)] == ["F00002", "F00004"]
        page = words(client, "tasks:detail", task.pk)
        assert "定向名单的审批和备案" in page
        assert "安公〔2026〕5号" in page
        with pytest.raises(Refused) as caught:
            services.send(task=task, actor=cast.clerk, at=AT)
        assert caught.value.article == 15
        filed_waiver(task, cast, WaiverKind.LIST)
        services.send(task=task, actor=cast.clerk, at=AT)

    def test_refuses_a_list_that_was_drawn_elsewhere_in_the_articles_words(self) -> None:
        cast = a_cast()
        some_firms(cast, number=2)
        task = a_draft(cast)

        answer = browser(cast.clerk).post(
            reverse("tasks:bring", args=[task.pk]), self.a_list(b"F00001\n", source="ELSEWHERE")
        )

        assert answer.status_code == 409
        assert "均在省级平台上操作" in answer.content.decode()


class TestFrozenPages:
    def test_show_who_was_left_out_and_the_auditor_computes_again(self) -> None:
        cast = a_cast()
        some_firms(cast, number=2, prefix="G")
        InspectedObject.objects.filter(code="G00000").update(reg_state="3")
        task = a_ready_task(cast, firms=40)
        drawn_objects(task, cast)
        frozen = task.frozen_scopes.get()
        clerk = browser(cast.clerk)
        auditor = an_actor(Role.AUDITOR, department=a_department("纪检"))

        excluded = words(clerk, "tasks:exclusions", frozen.pk)
        again = words(browser(auditor), "tasks:recompute", frozen.pk)

        assert "G00000" in excluded.replace(" ", "")
        assert "已注销" in excluded
        assert "全部相符" in again
        assert clerk.get(reverse("tasks:recompute", args=[frozen.pk])).status_code == 403
        keeper = browser(cast.of(cast.initiator, Role.LIBRARIAN))
        assert keeper.get(reverse("tasks:exclusions", args=[frozen.pk])).status_code == 403
        assert "重算核对" in words(browser(auditor), "tasks:detail", task.pk)

    def test_alerts_tell_auditor_and_office_what_changed_before_the_freeze(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=40)
        InspectedObject.objects.filter(code="F00003").update(tags=["新标签"])
        confirmed(task, cast)
        filed_waiver(task, cast, WaiverKind.EXEMPT, codes=["F00004"])
        drawn_objects(task, cast)
        auditor = an_actor(Role.AUDITOR, department=a_department("纪检"))

        page = words(browser(auditor), "tasks:alerts")

        assert "标签由“空”改为“新标签”" in page
        assert "冻结前收到了范围对象的风险分类：40" in page
        assert "备案号 安双随机备〔2026〕1号" in page
        assert "冻结预警" in words(browser(cast.office), "tasks:alerts")
        assert browser(cast.clerk).get(reverse("tasks:alerts")).status_code == 403


class TestMerging:
    def test_finds_two_lines_that_meet_the_same_firms_and_keeps_the_decision(self) -> None:
        cast = a_cast()
        some_firms(cast, number=6)
        rules = {"AY-01": ["餐饮"], "AY-02": ["餐饮", "食堂"]}
        versions = [
            an_item(cast, code=code, title=f"事项{code}", scope_rule={"words": listed})
            for code, listed in rules.items()
        ]
        first, second = (
            a_plan_line(cast, [version], number=f"P-{place}") for place, version in enumerate(versions)
        )
        clerk, url = browser(cast.clerk), reverse("tasks:merge", args=[first.pk, second.pk])

        assert "同类对象：餐饮" in words(clerk, "tasks:merging")
        page = clerk.get(url).content.decode()
        clerk.post(url, {"choice": "TOGETHER", "reason": "由市场监管牵头"})

        assert "两项都会查到" in page
        assert MergeDecision.objects.get().choice == "TOGETHER"
        assert "由市场监管牵头" in words(browser(cast.office), "tasks:merging")

    def test_teaches_when_nothing_meets_and_keeps_strangers_from_deciding(self) -> None:
        cast = a_cast()
        line = a_plan_line(cast, [an_item(cast)])
        client = browser(cast.clerk)

        assert "没有需要合并的计划" in words(client, "tasks:merging")
        assert client.get(reverse("tasks:merge", args=[line.pk, line.pk])).status_code == 404


class TestToDo:
    def test_tells_each_role_what_waits(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        some_firms(cast, number=1)
        other, librarian = cast.of(cast.others[0], Role.CLERK), cast.of(cast.others[0], Role.LIBRARIAN)
        assert [row.action for row in queries.to_do(cast.clerk, today=TODAY)] == ["送会签"]
        assert queries.to_do(other, today=TODAY) == []
        services.send(task=task, actor=cast.clerk, at=AT)
        assert [row.action for row in queries.to_do(other, today=TODAY)] == ["会签方案"]
        assert queries.to_do(librarian, today=TODAY) == []
        services.countersign(task=task, actor=other, at=AT)
        (row,) = queries.to_do(librarian, today=TODAY)
        assert "检查对象名录库、执法检查人员名录库" in row.sentence
        confirmed(task, cast)
        assert queries.to_do(librarian, today=TODAY) == []
        (late,) = queries.to_do(librarian, today=TODAY.replace(day=9))
        assert late.due is not None

    def test_is_empty_for_people_without_a_part(self) -> None:
        a_draft()
        person = a_person("旁人", Role.INSPECTOR)

        assert (
            queries.to_do(Actor(person.pk, "旁人", person.department_id, "", frozenset()), today=TODAY) == []
        )
