"""联席会议问题台账: from a member's word to the office's close; nothing is deleted (Art. 3)."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from suiji.law import Refused
from suiji.ledger import Actor, NotYours
from suiji.organs.roles import Role
from suiji.oversight import queries, services
from suiji.oversight.models import Issue, IssueLevel, Meeting
from suiji.oversight.states import IssueState
from tests.factories.organs import AT, a_department, an_actor, an_office, the_person
from tests.factories.oversight import (
    DUE,
    a_meeting,
    a_member,
    a_supervised_issue,
    an_escalated_issue,
    an_issue,
    the_office,
)

pytestmark = [pytest.mark.django_db, pytest.mark.article(3)]


def accepted(office: Actor, level: str = "ORDINARY") -> Issue:
    return services.accept_issue(issue=an_issue(), level=level, actor=office, at=AT)


class TestRaiseIssue:
    def test_is_numbered_in_the_offices_series_and_recorded(self) -> None:
        issue = an_issue()

        assert issue.state == IssueState.SUBMITTED
        assert issue.office == an_office()
        assert issue.number == "联席会〔2026〕1号"
        assert queries.issue_history(issue).get().act == "oversight.issue_raised"

    def test_refuses_the_office_itself(self) -> None:
        clerk = an_actor(Role.CLERK, department=an_office())

        with pytest.raises(Refused) as refused:
            an_issue(clerk)

        assert refused.value.article == 3

    @pytest.mark.parametrize("role", [Role.INSPECTOR, Role.AUDITOR, Role.DEPUTY_HEAD])
    def test_is_for_a_members_clerk(self, role: Role) -> None:
        with pytest.raises(NotYours):
            an_issue(an_actor(role, department=a_department("商务")))

    def test_needs_an_office_to_take_it(self) -> None:
        member = an_actor(Role.CLERK, department=a_department("商务", region="410100"))

        with pytest.raises(NotYours):
            an_issue(member)


class TestSettleIssue:
    def test_closes_an_ordinary_issue_with_the_offices_word(self) -> None:
        office = the_office()

        issue = services.settle_issue(issue=accepted(office), result="已商定错开时间。", actor=office, at=AT)

        assert (issue.state, issue.result, issue.closed_at) == (IssueState.CLOSED, "已商定错开时间。", AT)

    def test_refuses_a_major_issue_without_a_decision(self) -> None:
        office = the_office()
        issue = accepted(office, "MAJOR")

        with pytest.raises(Refused) as refused:
            services.settle_issue(issue=issue, result="办了", actor=office, at=AT)

        assert refused.value.article == 3
        assert "重大问题" in str(refused.value)

    def test_needs_a_result(self) -> None:
        office = the_office()

        with pytest.raises(Refused):
            services.settle_issue(issue=accepted(office), result=" ", actor=office, at=AT)


class TestDeclineIssue:
    def test_says_why(self) -> None:
        office = the_office()

        issue = services.decline_issue(issue=an_issue(), because="不属联席会议职责", actor=office, at=AT)

        assert issue.state == IssueState.DECLINED
        assert "不属联席会议职责" in queries.issue_history(issue).last().sentence  # type: ignore[union-attr]

    def test_refuses_without_a_reason(self) -> None:
        with pytest.raises(Refused):
            services.decline_issue(issue=an_issue(), because="", actor=the_office(), at=AT)


class TestDecideIssue:
    def test_names_the_carrier_and_the_term_and_is_supervised(self) -> None:
        office = the_office()
        fire = a_department("消防救援")

        issue = a_supervised_issue(office, fire)

        assert (issue.state, issue.carrier, issue.due_on) == (IssueState.SUPERVISED, fire, DUE)
        assert issue.level == IssueLevel.MAJOR
        assert issue.resolution.meeting.title == "第一次联席会议"

    def test_is_not_carried_out_by_the_office(self) -> None:
        office = the_office()

        with pytest.raises(Refused) as refused:
            a_supervised_issue(office, an_office())

        assert refused.value.article == 3

    def test_needs_the_issue_to_have_been_put_before_the_conference(self) -> None:
        office = the_office()

        with pytest.raises(Refused):
            services.decide_issue(
                issue=accepted(office),
                meeting=a_meeting(office),
                text="办",
                carrier=a_department("消防救援"),
                due_on=DUE,
                actor=office,
                at=AT,
            )


class TestCloseIssue:
    def test_follows_the_carriers_report(self) -> None:
        office, fire = the_office(), a_department("消防救援")
        issue = a_supervised_issue(office, fire)
        carrier = an_actor(Role.CLERK, department=fire)

        services.report_issue(issue=issue, result="事项已合并。", actor=carrier, at=AT)
        services.send_issue_back(issue=issue, because="请附新清单", actor=office, at=AT)
        services.report_issue(issue=issue, result="事项已合并，清单已公布。", actor=carrier, at=AT)
        services.close_issue(issue=issue, actor=office, at=AT)

        assert (issue.state, issue.result) == (IssueState.CLOSED, "事项已合并，清单已公布。")
        acts = [entry.act.removeprefix("oversight.issue_") for entry in queries.issue_history(issue)]
        assert acts == [
            "raised", "accepted", "escalated", "decided", "reported", "sent_back", "reported", "closed",
        ]  # fmt: skip

    def test_refuses_before_anything_was_reported(self) -> None:
        office = the_office()
        issue = a_supervised_issue(office, a_department("消防救援"))

        with pytest.raises(Refused):
            services.close_issue(issue=issue, actor=office, at=AT)

    def test_refuses_a_major_issue_that_skipped_the_conference(self) -> None:
        office = the_office()

        with pytest.raises(Refused) as refused:
            services.close_issue(issue=accepted(office, "MAJOR"), actor=office, at=AT)

        assert refused.value.article == 3

    def test_is_reported_by_the_carrier_alone(self) -> None:
        office = the_office()
        issue = a_supervised_issue(office, a_department("消防救援"))

        with pytest.raises(NotYours):
            services.report_issue(issue=issue, result="办了", actor=a_member("教育"), at=AT)


class TestKeeping:
    def test_the_database_refuses_to_delete_an_issue_or_change_minutes(self) -> None:
        issue, meeting = an_issue(), a_meeting()

        acts: list[Callable[[], Any]] = [
            issue.delete,
            meeting.delete,
            lambda: Meeting.objects.update(minutes="改"),
        ]
        for act in acts:
            with pytest.raises(DatabaseError), transaction.atomic():
                act()

    def test_minutes_are_of_a_meeting_that_was_held(self) -> None:
        with pytest.raises(Refused):
            a_meeting(held_on=date(2026, 3, 3))


class TestVisibility:
    def test_a_member_sees_its_own_the_office_all_the_auditor_everybodys(self) -> None:
        member, other, office = a_member("商务"), a_member("教育"), the_office()
        mine, theirs = an_issue(member), an_issue(other)

        def seen(actor: Actor) -> set[int]:
            return {row.issue.pk for row in queries.issues_listed(actor, state="", today=DUE)}

        assert seen(member) == {mine.pk}
        assert seen(other) == {theirs.pk}
        assert seen(office) == seen(an_actor(Role.AUDITOR)) == {mine.pk, theirs.pk}

    def test_the_carrier_sees_what_it_has_to_do_and_its_minutes(self) -> None:
        office, fire = the_office(), a_department("消防救援")
        issue = a_supervised_issue(office, fire)
        carrier = an_actor(Role.CLERK, department=fire)

        assert [row.issue for row in queries.issues_listed(carrier, state="", today=DUE)] == [issue]
        assert queries.meetings(carrier).count() == 1
        assert queries.meetings(a_member("教育")).count() == 0


class TestToDo:
    def test_wakes_the_office_the_carrier_and_the_office_again_when_late(self) -> None:
        office, fire = the_office(), a_department("消防救援")
        carrier = an_actor(Role.CLERK, department=fire)
        issue = a_supervised_issue(office, fire)

        in_time = queries.to_do(carrier, today=date(2026, 3, 20))
        late = queries.to_do(office, today=date(2026, 4, 1))

        assert [todo.action for todo in in_time] == ["报送结果"]
        assert [todo.action for todo in late] == ["督办"]
        assert queries.to_do(office, today=date(2026, 3, 20)) == []
        assert [row.issue for row in queries.issues_listed(office, state="late", today=date(2026, 4, 1))] == [
            issue
        ]


class TestPages:
    def test_lead_an_issue_from_the_member_to_the_offices_close(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        office, member, fire = the_office(), a_member(), a_department("消防救援")
        carrier = an_actor(Role.CLERK, department=fire)
        clients = {}
        for name, actor in (("office", office), ("member", member), ("carrier", carrier)):
            clients[name] = Client()
            clients[name].force_login(the_person(actor))

        def at(who: str, name: str, pk: int | None = None, **form: Any) -> str:
            url = reverse(f"oversight:{name}", args=[pk] if pk else [])
            assert clients[who].get(url).status_code in (200, 405)
            answer = clients[who].post(url, form, follow=True)
            assert answer.status_code == 200, answer.content.decode()
            return answer.content.decode()

        at("member", "issue_new", kind="PROBLEM", title="事项重复", content="同一户查了两次", proposal="合并")
        pk = Issue.objects.get().pk
        at("office", "issue_accept", pk, level="ORDINARY")
        at("office", "issue_escalate", pk, words="请会议研究")
        at(
            "office", "meeting_new", title="第一次联席会议", held_on="2026-03-01", chair="刘副市长",
            attendance="各成员", minutes="研究了事项重复",
        )  # fmt: skip
        meeting = Meeting.objects.get()
        at(
            "office",
            "issue_decide",
            pk,
            meeting=meeting.pk,
            text="合并",
            carrier=fire.pk,
            due_on="2026-03-31",
        )
        at("carrier", "issue_report", pk, words="已合并")
        assert (
            "事项重复"
            in clients["carrier"].get(reverse("oversight:meeting", args=[meeting.pk])).content.decode()
        )
        at("office", "issue_send_back", pk, words="请附清单")
        at("carrier", "issue_report", pk, words="已合并，附清单")
        page = at("office", "issue_close", pk)

        assert Issue.objects.get().state == IssueState.CLOSED
        assert "已合并，附清单" in page

    def test_answer_409_in_the_articles_words(self) -> None:
        office = the_office()
        issue = an_escalated_issue(office)
        client = Client()
        client.force_login(the_person(office))

        answer = client.post(reverse("oversight:issue_close", args=[issue.pk]))

        assert answer.status_code == 409
        assert "重大问题" in answer.content.decode()

    def test_hide_an_issue_from_another_member(self) -> None:
        issue = an_issue(a_member("商务"))
        client = Client()
        client.force_login(the_person(a_member("教育")))

        assert client.get(reverse("oversight:issue_detail", args=[issue.pk])).status_code == 404
