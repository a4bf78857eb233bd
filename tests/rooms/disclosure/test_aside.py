"""Objections that start a correction, results kept inside by law, looks at quality, reminders, batches."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.disclosure import queries, services
from suiji.disclosure.models import Objection, Proof, QualityCheck, Withholding
from suiji.disclosure.states import PublicationState
from suiji.inspections.services.evidence import UnfitEvidence
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.messages.models import Message
from suiji.organs.models import Person
from suiji.organs.roles import Role
from tests.factories.disclosure import (
    ENTERED_AT,
    PUBLISHED_AT,
    SIGNED_AT,
    Desk,
    a_desk,
    entered,
    published,
    sent_back,
)
from tests.factories.organs import a_department, a_person, an_actor, the_person

pytestmark = pytest.mark.django_db
LATER = PUBLISHED_AT + timedelta(days=3)
PDF = b"%PDF-1.7 x"
GROUND = "《中华人民共和国保守国家秘密法》第九条"


@pytest.fixture(autouse=True)
def _evidence_goes_to_a_folder_of_its_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def object_to(desk: Desk, *, kind: str = "OBJECTION", words: str = "年报已按期公示") -> Objection:
    visit = desk.crew.again()
    return services.raise_objection(
        visit=visit, department=desk.department, kind=kind, words=words, firm=visit.drawn.object, at=LATER
    )


@pytest.mark.article(22)
class TestObjection:
    def test_starts_a_correction_that_only_the_principal_head_signs(self) -> None:
        desk = published()
        objection = object_to(desk)
        rows = [{**row, "results": ["NO_PROBLEM"]} for row in desk.publication().versions.get().rows]

        correction = services.take_up(
            objection=objection,
            rows=rows,
            reason="年报已公示",
            evidence="查询结果",
            answer="",
            actor=desk.clerk,
            at=LATER,
        )
        client = Client()
        client.force_login(the_person(desk.principal))
        page = client.get(reverse("disclosure:decide", args=[correction.pk])).content.decode()
        services.sign_correction(correction=correction, actor=desk.principal, at=SIGNED_AT)

        assert objection.words in page
        objection.refresh_from_db()
        assert (objection.state, objection.correction) == ("SETTLED", correction)
        assert "已由本部门主要负责人签字更正" in objection.answer
        assert desk.publication().state == "CORRECTED"

    def test_that_the_principal_head_does_not_follow_ends_with_the_reason(self) -> None:
        desk = published()
        objection = object_to(desk)
        correction = services.take_up(
            objection=objection,
            rows=[{**row, "results": ["NO_PROBLEM"]} for row in desk.publication().versions.get().rows],
            reason="年报已公示",
            evidence="查询结果",
            answer="",
            actor=desk.clerk,
            at=LATER,
        )
        with pytest.raises(Refused):
            services.reject_correction(correction=correction, because=" ", actor=desk.principal, at=SIGNED_AT)

        services.reject_correction(
            correction=correction, because="公示日期在检查之后", actor=desk.principal, at=SIGNED_AT
        )

        objection.refresh_from_db()
        assert objection.state == "DECLINED"
        assert "公示日期在检查之后" in objection.answer
        assert desk.publication().state == "PUBLISHED"

    def test_waits_until_the_result_is_public(self) -> None:
        with pytest.raises(Refused):
            object_to(entered())

    def test_is_raised_by_the_visits_own_object_with_a_reason_and_once(self) -> None:
        desk, other = published(), published()
        with pytest.raises(Refused):
            services.raise_objection(
                visit=desk.crew.again(),
                department=desk.department,
                kind="OBJECTION",
                words="不对",
                firm=other.crew.visit.drawn.object,
                at=LATER,
            )
        with pytest.raises(Refused):
            object_to(desk, words="  ")
        object_to(desk)
        with pytest.raises(Stale):
            object_to(desk)

    def test_is_declined_by_the_departments_deputy_head_alone_with_reasons(self) -> None:
        desk = published()
        objection = object_to(desk)
        deputy = an_actor(Role.DEPUTY_HEAD, department=desk.department)
        with pytest.raises(NotYours):
            services.decline(objection=objection, answer="与查询结果不符", actor=desk.clerk, at=LATER)
        with pytest.raises(Refused):
            services.decline(objection=objection, answer=" ", actor=deputy, at=LATER)

        services.decline(objection=objection, answer="登记机关查询无公示记录", actor=deputy, at=LATER)

        objection.refresh_from_db()
        assert objection.state == "DECLINED"

    def test_that_is_a_statement_is_heard_and_changes_no_result(self) -> None:
        desk = entered()
        statement = object_to(desk, kind="STATEMENT")

        services.hear(objection=statement, answer="已记入案卷", actor=desk.clerk, at=LATER)

        statement.refresh_from_db()
        assert statement.state == "HEARD"
        with pytest.raises(Refused):
            services.hear(objection=object_to(published()), answer="知道了", actor=desk.clerk, at=LATER)

    def test_waits_on_the_clerks_desk_and_on_the_deputy_heads(self) -> None:
        desk = published()
        object_to(desk)
        deputy = an_actor(Role.DEPUTY_HEAD, department=desk.department)
        stranger = an_actor(Role.DEPUTY_HEAD, department=a_department("生态环境"))
        day = LATER.date() + timedelta(days=9)

        clerk, head, nobody = (
            " ".join(todo.sentence for todo in queries.to_do(actor, today=day))
            for actor in (desk.clerk, deputy, stranger)
        )

        assert "异议" in clerk
        assert "申请更正" in clerk
        assert "已等待 9 天" in head
        assert "不予采纳" in head
        assert "异议" not in nobody

    def test_brings_files_that_its_department_reads_and_nobody_else(self, client: Client) -> None:
        desk = published()
        visit = desk.crew.again()
        said: dict[str, Any] = {
            "kind": "OBJECTION",
            "words": "已经公示",
            "firm": visit.drawn.object,
            "at": LATER,
        }
        with pytest.raises(UnfitEvidence, match="年报"):
            services.raise_objection(
                visit=visit, department=desk.department, proofs=[("年报.exe", b"MZ")], **said
            )
        services.raise_objection(visit=visit, department=desk.department, proofs=[("年报.pdf", PDF)], **said)
        file = reverse("disclosure:proof", args=[Proof.objects.get().pk])

        client.force_login(Person.objects.get(pk=desk.clerk.id))
        answer = client.get(file)
        client.force_login(a_person("外人", Role.CLERK, department=a_department("生态环境")))
        elsewhere = client.get(file)

        assert answer.content == PDF
        assert "attachment" not in answer["Content-Disposition"]
        assert elsewhere.status_code == 404


@pytest.mark.article(4)
class TestWithholding:
    def asked(self, desk: Desk, ground: str = GROUND) -> Withholding:
        return services.apply_withholding(
            publication=desk.publication(),
            ground=ground,
            reason="涉密单位",
            until_on=None,
            actor=desk.clerk,
            at=ENTERED_AT,
        )

    def test_keeps_a_result_inside_by_the_deputy_heads_approval_and_lets_it_out_again(self) -> None:
        desk = entered()
        deputy = an_actor(Role.DEPUTY_HEAD, department=desk.department)
        withholding = services.decide_withholding(
            withholding=self.asked(desk), agree=True, because="", actor=deputy, at=ENTERED_AT
        )
        with pytest.raises(Refused):
            services.publish(publication=desk.publication(), actor=desk.reviewer, at=PUBLISHED_AT)

        services.end_withholding(withholding=withholding, because="已解密", actor=deputy, at=PUBLISHED_AT)

        services.publish(publication=desk.publication(), actor=desk.reviewer, at=PUBLISHED_AT)

    def test_is_neither_late_nor_reminded_of_nor_waits_for_its_reviewer_while_it_stands(self) -> None:
        desk = entered()
        deputy = an_actor(Role.DEPUTY_HEAD, department=desk.department)
        over = date(2026, 6, 3)
        withholding = services.decide_withholding(
            withholding=self.asked(desk), agree=True, because="", actor=deputy, at=ENTERED_AT
        )

        (clock,) = queries.clocks(queries.owed(desk.reviewer), today=over)
        assert (clock.late, clock.label, clock.done) == (False, "已批准不予公开", "依法不予公开")
        assert not queries.may_release(desk.reviewer, [clock])
        assert not [todo for todo in queries.to_do(desk.reviewer, today=over) if "审核公示" in todo.sentence]
        assert not [row for row in queries.reminders(today=over) if str(desk.department.pk) in row.key]

        services.end_withholding(withholding=withholding, because="已解密", actor=deputy, at=PUBLISHED_AT)

        (clock,) = queries.clocks(queries.owed(desk.reviewer), today=over)
        assert clock.late
        assert queries.may_release(desk.reviewer, [clock])

    def test_names_a_law(self) -> None:
        with pytest.raises(Refused):
            self.asked(entered(), ground="领导同意")

    def test_comes_too_late_for_a_public_result(self) -> None:
        with pytest.raises(Refused):
            self.asked(published())

    def test_is_decided_by_no_applicant_and_no_other_department(self) -> None:
        desk = entered()
        withholding = self.asked(desk)
        stranger = an_actor(
            Role.DEPUTY_HEAD,
            department=desk.crew.visit.findings.exclude(department=desk.department).first().department,
        )

        with pytest.raises(Refused):
            services.decide_withholding(
                withholding=withholding, agree=True, because="", actor=stranger, at=ENTERED_AT
            )

    def test_that_is_rejected_changes_nothing(self) -> None:
        desk = entered()
        deputy = an_actor(Role.DEPUTY_HEAD, department=desk.department)
        services.decide_withholding(
            withholding=self.asked(desk), agree=False, because="不属于该条情形", actor=deputy, at=ENTERED_AT
        )

        services.publish(publication=desk.publication(), actor=desk.reviewer, at=PUBLISHED_AT)

        assert desk.publication().state == PublicationState.PUBLISHED


@pytest.mark.article(26)
class TestQuality:
    def checked(self, desk: Desk, *, sound: bool = False) -> QualityCheck:
        deputy = an_actor(Role.DEPUTY_HEAD, department=desk.department)
        return services.check_quality(
            publication=desk.publication(),
            lawful=True,
            accurate=sound,
            true=True,
            finding="" if sound else "事项名称写错",
            actor=deputy,
            at=LATER,
        )

    def test_of_a_sound_publication_is_done_at_once(self) -> None:
        assert self.checked(published(), sound=True).state == "SOUND"

    def test_with_a_fault_stays_open_until_somebody_has_answered_for_it(self) -> None:
        desk = published()
        check = self.checked(desk)
        assert [t.article for t in queries.to_do(desk.principal, today=LATER.date())] == [26]
        with pytest.raises(Refused):
            services.close_quality(check=check, measure=" ", actor=desk.principal, at=LATER)

        services.close_quality(check=check, measure="已更正，约谈审核人", actor=desk.principal, at=LATER)

        check.refresh_from_db()
        assert (check.state, check.version.responsible_id) == ("CLOSED", desk.reviewer.id)

    def test_is_nothing_for_its_authors_or_before_publication(self) -> None:
        desk = published()
        both = an_actor(Role.DEPUTY_HEAD, department=desk.department)
        with pytest.raises(Refused):
            self.checked(entered())
        person = the_person(desk.reviewer)
        assert person.pk != both.id
        judge = type(both)(
            desk.reviewer.id, desk.reviewer.name, both.department_id, both.department_name, both.roles
        )
        with pytest.raises(Refused):
            services.check_quality(
                publication=desk.publication(),
                lawful=True,
                accurate=True,
                true=True,
                finding="",
                actor=judge,
                at=LATER,
            )


@pytest.mark.article(20)
class TestReminders:
    def told(self, today: date) -> list[str]:
        services.remind(today=today, at=PUBLISHED_AT)
        return list(Message.objects.order_by("pk").values_list("key", flat=True))

    def test_come_at_ten_five_two_and_no_days_and_once_it_is_over_and_never_twice(self) -> None:
        desk = entered()
        assert desk.publication().due_on == date(2026, 6, 1)
        days = (
            date(2026, 5, 8),
            date(2026, 5, 18),
            date(2026, 5, 18),
            date(2026, 5, 25),
            date(2026, 5, 28),
            date(2026, 6, 1),
            date(2026, 6, 3),
        )

        keys = [self.told(day) for day in days][-1]

        own = [key.rpartition(":")[2] for key in keys if f":{desk.department.pk}:" in key]
        assert own == ["10", "5", "2", "0", "late"]

    def test_tell_the_clerk_to_put_right_what_was_sent_back(self) -> None:
        desk = sent_back()

        (row,) = [one for one in queries.reminders(today=date(2026, 5, 18)) if "改正" in one.sentence]

        assert row.url == reverse("disclosure:resubmit", args=[desk.publication().pk])
        people = [person.pk for person in row.people]
        assert desk.clerk.id in people
        assert desk.reviewer.id not in people

    def test_stop_once_the_result_is_public(self) -> None:
        desk = published()

        assert not [key for key in self.told(date(2026, 6, 1)) if f":{desk.department.pk}:" in key]


class TestBatch:
    def test_releases_what_the_law_allows_and_says_why_of_the_rest(self) -> None:
        good = entered()
        kept = entered(a_desk(("NO_PROBLEM",)))
        services.apply_withholding(
            publication=kept.publication(),
            ground=GROUND,
            reason="涉密",
            until_on=None,
            actor=kept.clerk,
            at=ENTERED_AT,
        )

        batch = services.publish_many(
            publications=[good.publication(), kept.publication()], actor=good.reviewer, at=PUBLISHED_AT
        )

        assert (batch.published, len(batch.refused)) == (1, 1)

    def test_is_ticked_on_the_list(self) -> None:
        desk = entered()
        client = Client()
        client.force_login(the_person(desk.reviewer))
        assert 'name="result"' in client.get(reverse("disclosure:list")).content.decode()

        client.post(reverse("disclosure:publish_many"), {"result": [str(desk.publication().pk), "x"]})

        assert desk.publication().state == "PUBLISHED"
