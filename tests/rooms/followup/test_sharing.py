"""互认、联合惩戒、办案结果回传: results are shared between departments, with a reason and a law (Art. 23, 24)."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.disclosure.models import Publication
from suiji.followup import exports, queries, services
from suiji.followup.models import BulkQuery, Discipline, FollowUp, FollowUpKind, Recognition
from suiji.followup.states import DisciplineState, FollowUpState, RecognitionState
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.organs.roles import Role
from suiji.papers.sheets import csv_bytes
from suiji.tasks.models import WaiverKind
from tests.factories import tasks as task_factory
from tests.factories.archive import publish
from tests.factories.followup import (
    SIGNED_AT,
    Scene,
    a_clerk,
    a_drawn_task,
    a_signed_visit,
    a_transfer,
    finding_of,
)
from tests.factories.organs import AT, a_department, an_actor, the_person

pytestmark = pytest.mark.django_db
LATER = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
TOO_LATE = datetime(2027, 5, 1, 2, 0, tzinfo=UTC)


def published(scene: Scene | None = None) -> Publication:
    scene = scene or a_signed_visit(results=("NO_PROBLEM",))
    return publish(scene.visit, scene.other)


def applied(publication: Publication | None = None, *, at: datetime = LATER) -> Recognition:
    return services.apply_recognition(
        publication=publication or published(), reason="事项相同", actor=a_clerk(a_department()), at=at
    )


def opened(kind: str = FollowUpKind.CASE) -> FollowUp:
    scene = a_signed_visit()
    return services.open_follow_up(
        finding=finding_of(scene), kind=kind, actor=a_clerk(scene.lead), at=SIGNED_AT
    )


def settled(kind: str = FollowUpKind.PENALTY) -> FollowUp:
    follow_up = opened(kind)
    return services.close(
        follow_up=follow_up,
        outcome="罚款 2 万元。",
        case_number="安市监罚〔2026〕1号",
        decided_on=date(2026, 5, 20),
        actor=a_clerk(follow_up.department),
        at=LATER,
    )


@pytest.mark.article(23)
class TestDocuments:
    @pytest.mark.parametrize("kind", [FollowUpKind.CASE, FollowUpKind.PENALTY, FollowUpKind.ABNORMAL])
    def test_of_what_another_law_decides_bear_number_and_day(self, kind: FollowUpKind) -> None:
        follow_up = opened(kind)

        with pytest.raises(Refused) as refused:
            services.close(
                follow_up=follow_up, outcome="已处理", actor=a_clerk(follow_up.department), at=LATER
            )

        assert refused.value.article == 23

    def test_are_not_dated_in_the_future(self) -> None:
        follow_up = opened()

        with pytest.raises(Refused):
            services.close(
                follow_up=follow_up, outcome="已立案", case_number="1号", decided_on=date(2026, 6, 2),
                actor=a_clerk(follow_up.department), at=LATER,
            )  # fmt: skip

    def test_a_suspected_crime_leaves_within_seven_working_days_under_its_own_title(self) -> None:
        scene = a_signed_visit()
        crime = services.open_follow_up(
            finding=finding_of(scene), kind=FollowUpKind.CRIME, receiver_outside="安阳市公安局",
            evidence=[{"title": "现场笔录", "pages": 3}], actor=a_clerk(scene.lead), at=SIGNED_AT,
        )  # fmt: skip
        from suiji.followup.letters import transfer_letter

        assert crime.due_on == date(2026, 5, 13)
        assert transfer_letter(crime).title == "涉嫌犯罪案件移送书"

    def test_what_is_overdue_reaches_the_deputy_head(self) -> None:
        follow_up = a_transfer()
        deputy = an_actor(Role.DEPUTY_HEAD, department=follow_up.department)

        assert queries.to_do(deputy, today=date(2026, 5, 13)) == []
        assert [todo.article for todo in queries.to_do(deputy, today=date(2026, 5, 14))] == [20]


@pytest.mark.article(23)
class TestBringOutcomes:
    def test_closes_what_it_names_and_names_what_it_cannot_close(self) -> None:
        first, second = opened(), opened(FollowUpKind.RECHECK)
        rows = [
            (first.reference, "安市监立〔2026〕3号", "2026年5月20日", "已立案", ""),
            (second.reference, "", "", "已经复查", "尚可"),
            (second.reference, "", "", "已经改正", "合格"),
            (first.reference, "", "", "再来一次", ""),
            ("CL-999999", "", "", "没有", ""),
            ("", "", "", "没有编号", ""),
        ]
        content = csv_bytes(("处理编号", "案号", "决定日期", "处理结果", "复查结论"), rows)

        told = services.bring_outcomes(content=content, actor=a_clerk(first.department), at=LATER)

        assert [bool(row.trouble) for row in told] == [False, True, False, True, True, True]
        first.refresh_from_db()
        assert (first.state, first.decided_on) == (FollowUpState.CLOSED, date(2026, 5, 20))
        assert "复查结论" in told[1].trouble
        assert "已经办结" in told[3].trouble

    def test_keeps_the_law_for_every_row(self) -> None:
        follow_up = opened()
        rows = [(follow_up.reference, "", "", "已立案"), (follow_up.reference, "1号", "五月", "已立案")]
        content = csv_bytes(("处理编号", "案号", "决定日期", "处理结果"), rows)

        told = services.bring_outcomes(content=content, actor=a_clerk(follow_up.department), at=LATER)

        assert "第二十三条" in told[0].trouble
        assert "看不懂" in told[1].trouble
        follow_up.refresh_from_db()
        assert follow_up.state == FollowUpState.OPEN

    def test_does_not_reach_another_departments_matters(self) -> None:
        follow_up = opened()
        content = csv_bytes(("处理编号", "处理结果"), [(follow_up.reference, "已立案")])

        told = services.bring_outcomes(content=content, actor=a_clerk(a_department("教育")), at=LATER)

        assert "不由本部门办理" in told[0].trouble

    def test_begins_with_the_list_of_what_is_open(self) -> None:
        follow_up, done = opened(), settled()

        text = exports.open_csv([follow_up, done])[0].decode("utf-8-sig")

        assert follow_up.reference in text
        assert done.reference not in text


@pytest.mark.article(24)
class TestRecognition:
    def test_is_agreed_by_the_deputy_head_and_holds_twelve_months(self) -> None:
        recognition = applied()
        deputy = an_actor(Role.DEPUTY_HEAD, department=a_department())
        assert [todo.action for todo in queries.to_do(deputy, today=AT.date())] == ["审批"]

        services.decide_recognition(recognition=recognition, agreed=True, actor=deputy, at=LATER)

        assert recognition.state == RecognitionState.RECOGNISED
        assert recognition.valid_until == date(2027, 4, 30)

    def test_refuses_an_old_result(self) -> None:
        with pytest.raises(Refused) as refused:
            applied(at=TOO_LATE)

        assert refused.value.article == 24

    def test_is_of_another_departments_result(self) -> None:
        scene = a_signed_visit()

        with pytest.raises(NotYours):
            services.apply_recognition(
                publication=publish(scene.visit, scene.lead), reason="同", actor=a_clerk(scene.lead), at=LATER
            )

    def test_is_not_decided_by_another_department_and_a_no_has_its_reason(self) -> None:
        recognition = applied()

        with pytest.raises(NotYours):
            services.decide_recognition(
                recognition=recognition, agreed=True, at=LATER,
                actor=an_actor(Role.DEPUTY_HEAD, department=a_department("教育")),
            )  # fmt: skip
        with pytest.raises(Refused):
            services.decide_recognition(
                recognition=recognition, agreed=False, at=LATER,
                actor=an_actor(Role.DEPUTY_HEAD, department=a_department()),
            )  # fmt: skip

    def test_is_asked_for_once_and_again_after_a_no(self) -> None:
        publication = published()
        recognition = applied(publication)
        with pytest.raises(Stale):
            applied(publication)
        deputy = an_actor(Role.DEPUTY_HEAD, department=a_department())
        services.decide_recognition(
            recognition=recognition, agreed=False, because="事项不同", actor=deputy, at=LATER
        )

        assert applied(publication).state == RecognitionState.APPLIED

    def agreed(self) -> Recognition:
        deputy = an_actor(Role.DEPUTY_HEAD, department=a_department())
        return services.decide_recognition(recognition=applied(), agreed=True, actor=deputy, at=LATER)

    def test_spares_the_firm_by_an_exception_before_the_freeze(self) -> None:
        recognition = self.agreed()
        task = task_factory.a_draft(task_factory.a_cast())
        task.item_versions.set(recognition.publication.visit.task.item_versions.all())
        clerk = a_clerk(a_department())

        assert list(queries.tasks_to_spare(recognition, clerk)) == [task]
        waiver = services.spare(recognition=recognition, task=task, actor=clerk, at=LATER)

        assert waiver.kind == WaiverKind.EXEMPT
        assert waiver.codes == [recognition.publication.visit.drawn.object.code]
        assert "第二十四条" in waiver.basis

    def test_spares_nobody_of_an_item_that_was_not_looked_at(self) -> None:
        recognition = self.agreed()
        task = task_factory.a_draft(task_factory.a_cast())

        assert not queries.tasks_to_spare(recognition, a_clerk(a_department())).exists()
        with pytest.raises(Refused) as refused:
            services.spare(recognition=recognition, task=task, actor=a_clerk(a_department()), at=LATER)

        assert refused.value.article == 24

    def test_spares_nobody_at_whom_something_was_found(self) -> None:
        publication = published(a_signed_visit(results=("TO_BE_HANDLED",)))

        assert not queries.covers(publication, publication.visit.task)

    @pytest.mark.article(15)
    def test_does_not_touch_a_drawn_list(self) -> None:
        recognition = self.agreed()
        drawn = a_drawn_task(a_department())
        drawn.item_versions.set(recognition.publication.visit.task.item_versions.all())

        with pytest.raises(Refused) as refused:
            services.spare(recognition=recognition, task=drawn, actor=a_clerk(a_department()), at=LATER)

        assert refused.value.article == 15

    @pytest.mark.parametrize("at", [LATER, TOO_LATE])
    def test_spares_nobody_unagreed_or_too_late(self, at: datetime) -> None:
        recognition = applied() if at == LATER else self.agreed()
        task = task_factory.a_draft(task_factory.a_cast())

        with pytest.raises(Refused) as refused:
            services.spare(recognition=recognition, task=task, actor=a_clerk(a_department()), at=at)

        assert refused.value.article == 24


@pytest.mark.article(24)
class TestDiscipline:
    def propose(self, **given: Any) -> Discipline:
        follow_up = given.pop("follow_up", None) or settled()
        fields: dict[str, Any] = {
            "follow_up": follow_up, "measure": "限制参加政府采购", "from_on": date(2026, 6, 1),
            "legal_basis": "《中华人民共和国政府采购法》第七十七条", "until_on": date(2027, 6, 1),
            "actor": a_clerk(follow_up.department), "at": LATER,
        }  # fmt: skip
        return services.propose_discipline(**fields | given)

    def test_names_its_law_is_approved_and_lifted(self) -> None:
        discipline = self.propose()
        deputy = an_actor(Role.DEPUTY_HEAD, department=discipline.department)

        services.decide_discipline(discipline=discipline, agreed=True, actor=deputy, at=LATER)
        services.lift_discipline(discipline=discipline, because="信用修复", actor=deputy, at=LATER)
        with pytest.raises(NotYours):
            services.lift_discipline(
                discipline=discipline, because="信用修复", actor=a_clerk(discipline.department), at=LATER
            )

        assert discipline.state == DisciplineState.LIFTED

    @pytest.mark.parametrize("basis", ["", "企业信用风险分类为D", "Ｄ类企业", "风险等级较高", "信用风险较高"])
    def test_refuses_no_law_and_the_risk_class(self, basis: str) -> None:
        with pytest.raises(Refused) as refused:
            self.propose(legal_basis=basis)

        assert refused.value.article == 24

    def test_rests_on_a_settled_matter(self) -> None:
        with pytest.raises(Refused):
            self.propose(follow_up=opened())

    def test_rests_on_a_decision_with_its_number(self) -> None:
        talked = opened(FollowUpKind.OTHER)
        follow_up = services.close(
            follow_up=talked, outcome="约谈", actor=a_clerk(talked.department), at=LATER
        )

        with pytest.raises(Refused) as refused:
            self.propose(follow_up=follow_up)

        assert refused.value.article == 23

    def test_is_no_longer_in_force_after_its_last_day(self) -> None:
        discipline = self.propose()
        deputy = an_actor(Role.DEPUTY_HEAD, department=discipline.department)
        services.decide_discipline(discipline=discipline, agreed=True, actor=deputy, at=LATER)

        during, after = (exports.credit_csv(today=date(2027, 6, day))[0].decode() for day in (1, 2))

        assert "限制参加政府采购" in during
        assert "限制参加政府采购" not in after

    def test_is_decided_by_somebody_else(self) -> None:
        follow_up = settled()
        both = an_actor(Role.CLERK, Role.DEPUTY_HEAD, department=follow_up.department)
        discipline = self.propose(follow_up=follow_up, actor=both)

        with pytest.raises(Refused):
            services.decide_discipline(discipline=discipline, agreed=True, actor=both, at=LATER)

    @pytest.mark.article(25)
    def test_is_exported_without_any_class(self) -> None:
        discipline = self.propose()
        deputy = an_actor(Role.DEPUTY_HEAD, department=discipline.department)
        services.decide_discipline(discipline=discipline, agreed=True, actor=deputy, at=LATER)

        content, rows = exports.credit_csv(today=date(2026, 6, 2))

        text = content.decode("utf-8-sig")
        assert rows == 2
        assert "限制参加政府采购" in text
        assert "安市监罚〔2026〕1号" in text
        assert not {"风险", "A类", "D类"} & set(text.split(","))


class TestPages:
    @pytest.fixture(autouse=True)
    def _in_june(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: LATER)

    def client(self, *roles: Role, line: str = "市场监管") -> Client:
        client = Client()
        client.force_login(the_person(an_actor(*roles, department=a_department(line))))
        return client

    @pytest.mark.article(24)
    def test_find_ask_agree_and_use_a_result(self) -> None:
        publication = published()
        name = publication.visit.drawn.object.name
        clerk, deputy = self.client(Role.CLERK), self.client(Role.DEPUTY_HEAD)
        task = task_factory.a_draft(task_factory.a_cast())

        found = clerk.get(reverse("followup:results"), {"q": name}).content.decode()
        assert "申请互认" in found
        url = reverse("followup:recognise", args=[publication.pk])
        assert clerk.get(url).status_code == 200
        clerk.post(url, {"reason": "事项相同"})
        pk = Recognition.objects.get().pk
        page = reverse("followup:recognition", args=[pk])
        assert "不同意的请写明理由" in deputy.post(page, {"agreed": "no"}).content.decode()
        deputy.post(page, {"agreed": "yes"})
        task.item_versions.set(Recognition.objects.get().publication.visit.task.item_versions.all())
        assert "用于任务" in clerk.get(page).content.decode()
        spare = reverse("followup:spare", args=[pk])
        assert clerk.get(spare).status_code == 200
        clerk.post(spare, {"task": task.pk})

        assert task.waivers.get().kind == WaiverKind.EXEMPT

    @pytest.mark.article(25)
    def test_take_results_in_bulk_with_a_reason_on_record(self) -> None:
        published()
        clerk = self.client(Role.CLERK)
        url = reverse("followup:bulk")

        assert "用途" in clerk.post(url, {"since": "2026-01-01"}).content.decode()
        assert not BulkQuery.objects.exists()
        answer = clerk.post(url, {"since": "2026-01-01", "until": "2026-12-31", "reason": "编制明年计划"})

        assert "未发现问题" in answer.content.decode("utf-8-sig")
        assert BulkQuery.objects.get().rows == 1
        assert Entry.objects.filter(act="followup.bulk_query").count() == 1
        assert "编制明年计划" in self.client(Role.AUDITOR).get(reverse("followup:bulk_log")).content.decode()
        credit = reverse("followup:credit")
        assert clerk.get(credit).status_code == 200
        assert clerk.post(credit, {"reason": "报信用办"})["Content-Type"].startswith("text/csv")

    @pytest.mark.article(4)
    def test_show_everything_under_the_objects_name(self) -> None:
        follow_up = settled()
        thing = follow_up.finding.visit.drawn.object
        clerk, deputy = self.client(Role.CLERK), self.client(Role.DEPUTY_HEAD)
        url = reverse("followup:discipline_new", args=[follow_up.pk])
        form = {
            "measure": "限制",
            "legal_basis": "《某法》第一条",
            "from_on": "2026-06-01",
            "until_on": "2026-06-01",
        }

        assert clerk.get(url).status_code == 200
        assert "晚于起始日期" in clerk.post(url, form).content.decode()
        clerk.post(url, form | {"until_on": "2027-06-01"})
        pk = Discipline.objects.get().pk
        deputy.post(reverse("followup:discipline", args=[pk]), {"agreed": "yes"})
        page = clerk.get(reverse("followup:object", args=[thing.pk])).content.decode()
        assert "罚款 2 万元" in page
        assert "《某法》第一条" in page
        deputy.post(reverse("followup:discipline", args=[pk]), {"reason": "信用修复"})
        assert "已解除" in clerk.get(reverse("followup:disciplines")).content.decode()

    @pytest.mark.article(23)
    def test_bring_outcomes_from_a_file(self) -> None:
        follow_up = opened()
        clerk = self.client(Role.CLERK)
        taken = reverse("followup:open_matters")
        assert follow_up.reference not in clerk.get(taken).content.decode()
        assert "登记用途并下载" in clerk.post(taken, {"reason": ""}).content.decode()
        assert not BulkQuery.objects.exists()
        assert follow_up.reference in clerk.post(taken, {"reason": "送办案系统"}).content.decode("utf-8-sig")
        assert list(BulkQuery.objects.values_list("what", "reason", "rows")) == [
            ("未办结事项", "送办案系统", 1)
        ]
        content = csv_bytes(
            ("处理编号", "案号", "决定日期", "处理结果"),
            [(follow_up.reference, "1号", "2026-05-20", "已立案")],
        )
        url = reverse("followup:outcomes")

        assert clerk.get(url).status_code == 200
        assert "空" in clerk.post(url, {"file": SimpleUploadedFile("a.csv", b"")}).content.decode()
        assert (
            "没有找到表头"
            in clerk.post(url, {"file": SimpleUploadedFile("a.csv", b"a,b\n")}).content.decode()
        )
        answer = clerk.post(url, {"file": SimpleUploadedFile("a.csv", content)}).content.decode()

        assert "已办结" in answer
