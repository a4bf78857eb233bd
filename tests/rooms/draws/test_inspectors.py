"""Inspectors are drawn into teams that the law accepts, and replaced only as Art. 16 allows."""

from collections import Counter
from datetime import date, timedelta

import pgtrigger
import pytest

from suiji.catalogue.models import ItemVersion
from suiji.draws import queries, services
from suiji.draws.models import DrawKind, Replacement, Team, TeamMember
from suiji.draws.queries.staffing import deal, hindrances, staffing_of
from suiji.draws.queries.teams import substitutes_for
from suiji.draws.states import REPLACEMENT, ReplacementState
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.queries import history
from suiji.libraries.models import Absence, AbsenceKind, Inspector, InspectorStatus, Recusal
from suiji.libraries.queries import covers
from suiji.organs.roles import Role
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState
from tests.factories.draws import a_ceremony, drawn_inspectors, drawn_objects, freeze, hand_in
from tests.factories.organs import TODAY, an_actor
from tests.factories.tasks import Cast, a_cast, a_ready_task, later

pytestmark = pytest.mark.django_db


def staffed(cast: Cast) -> Task:
    task = a_ready_task(cast, firms=24)
    drawn_objects(task, cast)
    drawn_inspectors(task, cast)
    return task


class TestDrawInspectors:
    def test_fills_every_team_from_every_department_led_by_the_initiator(self) -> None:
        cast = a_cast("市场监管", "消防救援", "公安")

        task = staffed(cast)

        teams = queries.teams_of(task)
        assert task.state == TaskState.INSPECTORS_DRAWN
        assert [one.team.code for one in teams] == ["01", "02"]
        for one in teams:
            assert len(one.members) == 6
            assert {member.inspector.department for member in one.members} == set(cast.departments)
            leaders = [member for member in one.members if member.leads]
            assert [leader.inspector.department for leader in leaders] == [cast.initiator]
        dealt = [row.pk for one in teams for row in one.objects]
        assert sorted(dealt) == sorted(task.drawn.values_list("pk", flat=True))

    def test_spreads_the_load_evenly(self) -> None:
        cast = a_cast()

        task = staffed(cast)

        serving = [member.inspector_id for member in TeamMember.objects.filter(team__task=task)]
        assert len(serving) == len(set(serving)) == 8

    def test_names_the_team_that_cannot_be_filled_and_nobody_in_it(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        Inspector.objects.filter(department=cast.others[0], staff_number__gt="00").update(
            status=InspectorStatus.ON_LEAVE
        )
        services.dispatch(task=task, actor=cast.clerk, at=later(6))
        ceremony = a_ceremony(task, cast, DrawKind.INSPECTORS, at=later(7))
        hand_in(ceremony, cast, at=later(7))

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast, at=later(8))

        assert caught.value.article == 17
        assert caught.value.advice is not None
        assert "第 01 组只有 1 人可以参加（不在岗" in caught.value.advice
        assert cast.others[0].name in caught.value.advice
        assert "人员0" not in caught.value.advice

    def test_takes_as_many_of_each_department_as_its_part_says(self) -> None:
        cast = a_cast("市场监管", "消防救援")
        lead, other = cast.departments
        staff = {
            lead.pk: {"officers": 3},
            other.pk: {"officers": 1, "officers_reason": "只派员配合，不单独执法"},
        }
        task = a_ready_task(cast, firms=24, staff=staff)
        drawn_objects(task, cast)

        drawn_inspectors(task, cast)

        for one in queries.teams_of(task):
            found = Counter(member.inspector.department for member in one.members)
            assert found == {lead: 3, other: 1}

    def test_refuses_fewer_officers_than_the_law_asks_for(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        task.parts.filter(leads=False).update(officers=1)
        services.dispatch(task=task, actor=cast.clerk, at=later(6))
        ceremony = a_ceremony(task, cast, DrawKind.INSPECTORS, at=later(7))
        hand_in(ceremony, cast, at=later(7))

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast, at=later(8))

        assert caught.value.article == 17

    def test_may_let_the_last_inspectors_come_again(self) -> None:
        cast = a_cast()
        first = staffed(cast)
        served = set(TeamMember.objects.filter(team__task=first).values_list("inspector__code", flat=True))
        ceremony = first.ceremonies.get(kind=DrawKind.OBJECTS)
        dealt = deal(first, ceremony)

        first.avoid_last = False
        document = staffing_of(first, dealt, TODAY)

        named = {
            code for teams in document["eligible"].values() for names in teams.values() for code in names
        }
        assert served <= named
        first.avoid_last = True
        kept = staffing_of(first, dealt, TODAY)["eligible"]
        assert all(len(names) == 2 for teams in kept.values() for names in teams.values())

    def test_is_refused_twice(self) -> None:
        cast = a_cast()
        task = staffed(cast)
        ceremony = task.ceremonies.get(kind=DrawKind.INSPECTORS)

        with pytest.raises(Refused) as caught:
            services.draw_inspectors(ceremony=ceremony, actor=cast.clerk, at=later(20))

        assert caught.value.article == 15
        assert Team.objects.filter(task=task).count() == 2


class TestEligibility:
    def eligible(self, cast: Cast, task: Task) -> dict[str, list[str]]:
        ceremony = task.ceremonies.get(kind=DrawKind.OBJECTS)
        document = staffing_of(task, deal(task, ceremony), TODAY)
        found: dict[str, list[str]] = document["eligible"][cast.initiator.code]
        return found

    @pytest.mark.parametrize(
        "change",
        [
            {"certificate_until": date(2026, 6, 29)},
            {"certificate_until": None},
            {"status": InspectorStatus.LEFT},
            {"item_codes": ["AY-99"]},
            {"regions": ["410523"]},
        ],
        ids=["expires", "no certificate", "left", "other items", "other district"],
    )
    def test_keeps_out_who_may_not_serve(self, change: dict[str, object]) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        one = Inspector.objects.filter(department=cast.initiator).order_by("code")[0]
        Inspector.objects.filter(pk=one.pk).update(**change)

        eligible = self.eligible(cast, task)

        assert all(one.code not in names and len(names) == 3 for names in eligible.values())

    def test_keeps_a_recused_inspector_from_that_team_only(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        one = Inspector.objects.filter(department=cast.initiator).order_by("code")[0]
        dealt = deal(task, task.ceremonies.get(kind=DrawKind.OBJECTS))
        Recusal.objects.create(
            inspector=one, object=dealt["01"][0].object, relation="近亲属", declared_at=later(0)
        )

        eligible = self.eligible(cast, task)

        assert one.code not in eligible["01"]
        assert one.code in eligible["02"]

    def test_is_content_with_the_certificate_of_the_line(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        one = Inspector.objects.filter(department=cast.initiator).order_by("code")[0]
        Inspector.objects.filter(pk=one.pk).update(
            certificate_until=None, trade_certificate_number="税1", trade_certificate_until=task.period_until
        )

        assert all(one.code in names for names in self.eligible(cast, task).values())

    def test_takes_the_field_of_an_item_for_the_item(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        one = Inspector.objects.filter(department=cast.initiator).order_by("code")[0]
        fields = sorted(task.item_versions.values_list("field", flat=True))
        Inspector.objects.filter(pk=one.pk).update(item_codes=fields)

        assert all(one.code in names for names in self.eligible(cast, task).values())

    def test_asks_for_one_of_the_qualifications_an_item_names(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        one = Inspector.objects.filter(department=cast.initiator).order_by("code")[0]
        Inspector.objects.filter(pk=one.pk).update(qualifications=["特种设备"])
        with pgtrigger.ignore():  # noqa: TID251 — the item is published; this one asks for more from the start
            ItemVersion.objects.update(qualifications=["特种设备", "压力容器"])

        assert {code for names in self.eligible(cast, task).values() for code in names} == {one.code}

    @pytest.mark.parametrize(("share", "kept_out"), [(2, False), (1, True)], ids=["half", "all of it"])
    def test_keeps_out_who_is_away_for_more_than_half(self, share: int, kept_out: bool) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        one = Inspector.objects.filter(department=cast.initiator).order_by("code")[0]
        days = (task.period_until - task.period_from).days + 1
        Absence.objects.create(
            inspector=one,
            kind=AbsenceKind.LEAVE,
            from_on=task.period_from,
            until_on=task.period_from + timedelta(days=days // share),
            recorded_at=later(0),
        )

        assert all((one.code not in names) is kept_out for names in self.eligible(cast, task).values())

    def test_counts_what_keeps_people_from_a_team_and_names_nobody(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        dealt = deal(task, task.ceremonies.get(kind=DrawKind.OBJECTS))
        people = list(Inspector.objects.filter(department=cast.initiator).order_by("code"))
        Inspector.objects.filter(pk=people[0].pk).update(certificate_until=None)
        Inspector.objects.filter(pk=people[1].pk).update(status=InspectorStatus.SECONDED)
        Recusal.objects.create(
            inspector=people[2], object=dealt["01"][0].object, relation="近亲属", declared_at=later(0)
        )

        found = hindrances(task, dealt["01"], dealt)[cast.initiator.code]

        assert found == {"执法证件不能覆盖整个检查期间": 1, "不在岗": 1, "不宜检查该组的对象": 1}

    def test_covers_a_district_and_everything_below(self) -> None:
        assert covers([], "410502")
        assert covers(["410500"], "410502")
        assert not covers(["410523"], "410502")


class TestReplacement:
    def scene(self) -> tuple[Cast, TeamMember, Inspector]:
        cast = a_cast()
        task = staffed(cast)
        member = TeamMember.objects.filter(team__task=task, inspector__department=cast.initiator, leads=True)[
            0
        ]
        spare = Inspector.objects.create(
            code="spare",
            staff_number="99",
            name="替补",
            department=cast.initiator,
            certificate_number="C99",
            certificate_until=date(2028, 1, 1),
            updated_at=later(0),
        )
        return cast, member, spare

    def apply(self, cast: Cast, member: TeamMember, substitute: Inspector, **facts: str) -> Replacement:
        return services.apply_replacement(
            member=member,
            substitute=substitute,
            reason=facts.get("reason", "HEALTH"),
            explanation=facts.get("explanation", ""),
            actor=cast.clerk,
            at=later(20),
        )

    def test_takes_effect_with_the_deputy_heads_consent_and_keeps_the_drawn_row(self) -> None:
        cast, member, spare = self.scene()
        replacement = self.apply(cast, member, spare)
        assert queries.members_now(member.team)[0].inspector == member.inspector

        services.approve_replacement(
            replacement=replacement, actor=cast.of(cast.initiator, Role.DEPUTY_HEAD), at=later(21)
        )

        first = queries.members_now(member.team)[0]
        member.refresh_from_db()
        assert (first.inspector, first.replaced, first.leads) == (spare, member.inspector, True)
        entry = history(replacement).get(act="draw.replacement_approved")
        assert entry.body is not None
        assert spare.name not in str(entry.body)
        assert member.inspector.name not in str(entry.body)

    @pytest.mark.parametrize(("reason", "explanation"), [("BORED", ""), ("OTHER", " "), ("", "")])
    def test_is_refused_without_a_reason_of_the_article(self, reason: str, explanation: str) -> None:
        cast, member, spare = self.scene()

        with pytest.raises(Refused) as caught:
            self.apply(cast, member, spare, reason=reason, explanation=explanation)

        assert caught.value.article == 16

    def test_is_refused_for_an_unqualified_substitute(self) -> None:
        cast, member, spare = self.scene()
        colleague = TeamMember.objects.filter(
            team=member.team, inspector__department=cast.initiator, leads=False
        )
        foreign = Inspector.objects.filter(department=cast.others[0]).first()
        expired = Inspector.objects.create(
            code="expired",
            staff_number="98",
            name="过期",
            department=cast.initiator,
            certificate_number="C98",
            certificate_until=date(2026, 4, 1),
            updated_at=later(0),
        )
        assert foreign is not None
        for wrong in (colleague[0].inspector, foreign, expired, member.inspector):
            with pytest.raises(Refused) as caught:
                self.apply(cast, member, wrong)
            assert caught.value.article == 16
        Recusal.objects.create(
            inspector=spare,
            object=member.team.dealt.all()[0].drawn.object,
            relation="股东",
            declared_at=later(0),
        )
        with pytest.raises(Refused):
            self.apply(cast, member, spare)
        assert spare not in substitutes_for(member)

    def test_is_consented_to_by_nobody_but_that_departments_deputy_head(self) -> None:
        cast, member, spare = self.scene()
        replacement = self.apply(cast, member, spare)
        for wrong in (
            cast.clerk,
            cast.of(cast.initiator, Role.PRINCIPAL_HEAD),
            cast.of(cast.others[0], Role.DEPUTY_HEAD),
        ):
            with pytest.raises(Refused) as caught:
                services.approve_replacement(replacement=replacement, actor=wrong, at=later(21))
            with pytest.raises(Refused):
                services.reject_replacement(replacement=replacement, because="否", actor=wrong, at=later(21))
            assert caught.value.article == 16

    def test_is_not_consented_to_by_the_applicant(self) -> None:
        cast, member, spare = self.scene()
        both = an_actor(Role.CLERK, Role.DEPUTY_HEAD, department=cast.initiator)
        replacement = services.apply_replacement(
            member=member, substitute=spare, reason="POST", explanation="", actor=both, at=later(20)
        )

        with pytest.raises(Refused) as caught:
            services.approve_replacement(replacement=replacement, actor=both, at=later(21))

        assert caught.value.article == 16

    def test_is_refused_after_the_member_signed(self) -> None:
        cast, member, spare = self.scene()
        services.note_signed(member=member, at=later(19))
        services.note_signed(member=member, at=later(19))

        with pytest.raises(Refused) as caught:
            self.apply(cast, member, spare)

        assert caught.value.article == 16

    def test_a_refused_application_leaves_the_team_and_may_be_followed_by_another(self) -> None:
        cast, member, spare = self.scene()
        deputy = cast.of(cast.initiator, Role.DEPUTY_HEAD)
        replacement = self.apply(cast, member, spare)
        with pytest.raises(Stale):
            self.apply(cast, member, spare)

        services.reject_replacement(
            replacement=replacement, because="可以调整工作", actor=deputy, at=later(21)
        )

        assert replacement.state == ReplacementState.REJECTED
        assert queries.members_now(member.team)[0].inspector == member.inspector
        assert self.apply(cast, member, spare).state == ReplacementState.APPLIED

    def test_is_applied_for_in_the_members_own_department(self) -> None:
        cast, member, spare = self.scene()

        with pytest.raises(NotYours):
            services.apply_replacement(
                member=member,
                substitute=spare,
                reason="POST",
                explanation="",
                actor=cast.of(cast.others[0], Role.CLERK),
                at=later(20),
            )

    def test_is_decided_once(self) -> None:
        assert {edge.source for edge in REPLACEMENT.edges} == {ReplacementState.APPLIED}
