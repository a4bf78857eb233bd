"""Inspectors are drawn into teams that the law accepts, and replaced only as Art. 16 allows."""

import json
from collections import Counter
from datetime import date, timedelta

import pgtrigger
import pytest

from suiji.catalogue.models import ItemVersion
from suiji.draws import queries, services
from suiji.draws.models import DrawKind, Replacement, Team, TeamMember
from suiji.draws.queries.bundle import stored
from suiji.draws.queries.dealing import deal
from suiji.draws.queries.leading import UNKNOWN, rank_of, ranks_stand
from suiji.draws.queries.parties import hosts_without_result
from suiji.draws.queries.staffing import document_of, hindrances
from suiji.draws.queries.teams import substitutes_for
from suiji.draws.states import REPLACEMENT, ReplacementState
from suiji.inspections.services import take_over
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.queries import history
from suiji.libraries.models import Absence, AbsenceKind, Inspector, InspectorStatus, Recusal
from suiji.libraries.queries import covers
from suiji.organs.models import Level
from suiji.organs.roles import Role
from suiji.tasks.models import ExecutingUnit, LeaderRule, Task
from suiji.tasks.states import TaskState
from tests.factories.draws import (
    a_ceremony,
    an_auditor,
    dispatched,
    drawn_inspectors,
    drawn_objects,
    freeze,
    hand_in,
    reveal,
    staffed_by,
)
from tests.factories.organs import TODAY, a_department, an_actor
from tests.factories.tasks import Cast, a_cast, a_ready_task, confirmed, later

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
        unit = first.units.get()

        unit.task.avoid_last = False
        document = document_of(unit, cast.initiator, deal(unit), TODAY)

        named = {
            code for teams in document["eligible"].values() for names in teams.values() for code in names
        }
        assert served <= named
        unit.task.avoid_last = True
        kept = document_of(unit, cast.initiator, deal(unit), TODAY)["eligible"]
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
        unit = ExecutingUnit.objects.filter(task=task).first() or dispatched(task, cast)
        document = document_of(unit, cast.initiator, deal(unit), TODAY)
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

    def test_asks_the_citys_item_of_the_department_that_stands_for_its_line(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        one = Inspector.objects.filter(department=cast.initiator).order_by("code")[0]
        Inspector.objects.filter(pk=one.pk).update(item_codes=["AY-99"])
        unit = dispatched(task, cast)
        sister = a_department(cast.initiator.line, region="410523", level=Level.COUNTY)
        task.parts.filter(department=cast.initiator).update(department=sister)

        document = document_of(unit, cast.initiator, deal(unit), TODAY)

        assert all(one.code not in names for names in document["eligible"][cast.initiator.code].values())

    def test_keeps_a_recused_inspector_from_that_team_only(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        one = Inspector.objects.filter(department=cast.initiator).order_by("code")[0]
        unit = dispatched(task, cast)
        dealt = deal(unit)
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
        unit = dispatched(task, cast)
        dealt = deal(unit)
        people = list(Inspector.objects.filter(department=cast.initiator).order_by("code"))
        Inspector.objects.filter(pk=people[0].pk).update(certificate_until=None)
        Inspector.objects.filter(pk=people[1].pk).update(status=InspectorStatus.SECONDED)
        Recusal.objects.create(
            inspector=people[2], object=dealt["01"][0].object, relation="近亲属", declared_at=later(0)
        )

        found = hindrances(unit, cast.initiator, "01", dealt)[cast.initiator.code]

        assert found == {"执法证件不能覆盖整个检查期间": 1, "不在岗": 1, "不宜检查该组的对象": 1}

    def test_covers_a_district_and_everything_below(self) -> None:
        assert covers([], "410502")
        assert covers(["410500"], "410502")
        assert not covers(["410523"], "410502")


class TestDrawnSeparately:
    """Art. 15: 也可以由承担具体检查工作的有关部门分别抽取."""

    def scene(self) -> tuple[Cast, Task]:
        cast = a_cast("市场监管", "消防救援", "公安")
        task = a_ready_task(cast, firms=24, central_inspectors=False)
        drawn_objects(task, cast)
        services.dispatch(task=task, actor=cast.clerk, at=later(6))
        return cast, task

    def test_every_department_draws_its_own_into_the_same_teams(self) -> None:
        cast, task = self.scene()
        lead, fire, police = cast.departments

        ceremonies = [staffed_by(task, cast, host) for host in (fire, lead, police)]

        assert task.state == TaskState.INSPECTORS_DRAWN
        assert len({one.freeze.commitment_sha256 for one in ceremonies}) == 3
        teams = queries.teams_of(task)
        assert [one.team.code for one in teams] == ["01", "02"]
        for one in teams:
            found = Counter(member.inspector.department for member in one.members)
            assert found == {lead: 2, fire: 2, police: 2}
            assert [member.inspector.department for member in one.members if member.leads] == [lead]

    def test_names_one_department_in_each_staffing(self) -> None:
        cast, task = self.scene()
        host = cast.others[0]

        ceremony = staffed_by(task, cast, host)

        document = json.loads(stored(ceremony, audit=True)["audit/staffing.json"])
        assert document["departments"] == [{"id": host.code, "officers": 2, "lead": True}]
        assert list(document["inspectors"]) == [host.code]
        assert [team["id"] for team in document["teams"]] == ["01", "02"]

    def test_is_not_over_before_the_last_department_has_drawn(self) -> None:
        cast, task = self.scene()

        for host in cast.others:
            staffed_by(task, cast, host)

        assert task.state == TaskState.DISPATCHED
        unit = task.units.get()
        assert [one.pk for one in hosts_without_result(unit)] == [cast.initiator.pk]
        with pytest.raises(Refused) as caught:
            take_over(task=task, actor=cast.clerk, at=later(9))
        assert caught.value.article == 14

    def test_is_held_once_by_each_department_and_by_nobody_for_another(self) -> None:
        cast, task = self.scene()
        staffed_by(task, cast, cast.others[0])

        with pytest.raises(Refused) as caught:
            a_ceremony(task, cast, DrawKind.INSPECTORS, host=cast.others[0], at=later(9))

        assert caught.value.article == 15
        ceremony = a_ceremony(task, cast, DrawKind.INSPECTORS, host=cast.others[1], at=later(9))
        hand_in(ceremony, cast, at=later(9))
        with pytest.raises(NotYours):
            services.freeze_inspectors(ceremony=ceremony, reveal_by=later(90), actor=cast.clerk, at=later(10))

    def test_is_not_for_a_participant_where_the_scheme_draws_centrally(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        drawn_objects(task, cast)
        services.dispatch(task=task, actor=cast.clerk, at=later(6))

        with pytest.raises(NotYours):
            a_ceremony(task, cast, DrawKind.INSPECTORS, host=cast.others[0], at=later(7))


class TestPlacesAndLeaders:
    def test_experts_stand_beside_the_officers_and_are_drawn_from_experts_only(self) -> None:
        cast = a_cast()
        lead = cast.initiator
        task = a_ready_task(cast, firms=24, inspectors=8, staff={lead.pk: {"experts": 1}})
        own = Inspector.objects.filter(department=lead).order_by("code")
        experts = [one.pk for one in own[:3]]
        Inspector.objects.filter(pk__in=experts).update(is_expert=True)
        drawn_objects(confirmed(task, cast), cast)

        drawn_inspectors(task, cast)

        for one in queries.teams_of(task):
            mine = [member for member in one.members if member.inspector.department == lead]
            assert sum(member.inspector.pk in experts for member in mine) == 1
            assert len(mine) == 3
            assert all(member.inspector.pk not in experts for member in mine if member.leads)

    def test_an_expert_meets_what_the_teams_objects_need(self) -> None:
        cast = a_cast()
        lead = cast.initiator
        task = a_ready_task(cast, firms=24, inspectors=8, staff={lead.pk: {"experts": 1}})
        own = list(Inspector.objects.filter(department=lead).order_by("code"))
        Inspector.objects.filter(pk__in=[one.pk for one in own[:3]]).update(is_expert=True)
        drawn_objects(confirmed(task, cast), cast)
        unit = dispatched(task, cast)
        Inspector.objects.filter(pk=own[0].pk).update(qualifications=["药品GSP组长"])
        thing = deal(unit)["01"][0].object
        type(thing).objects.filter(pk=thing.pk).update(needs=["药品GSP组长"])

        eligible = document_of(unit, lead, deal(unit), TODAY)["eligible"][f"{lead.code}:expert"]

        assert eligible["01"] == [own[0].code]
        assert len(eligible["02"]) == 3

    def test_the_officer_of_highest_rank_leads_where_the_scheme_says_so(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, leader_rule=LeaderRule.SENIOR)
        own = Inspector.objects.filter(department=cast.initiator)
        own.update(position="二级主任科员")
        first, second = own.order_by("code")[:2]
        own.filter(pk=first.pk).update(position="副局长")
        own.filter(pk=second.pk).update(position="科长")
        drawn_objects(confirmed(task, cast), cast)

        drawn_inspectors(task, cast)

        for one in queries.teams_of(task):
            mine = [member for member in one.members if member.inspector.department == cast.initiator]
            leader = next(member for member in mine if member.leads)
            assert all(
                rank_of(leader.inspector.position) <= rank_of(member.inspector.position) for member in mine
            )

    @pytest.mark.article(17)
    def test_a_post_that_changes_once_the_seed_is_known_makes_nobody_leader(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24, leader_rule=LeaderRule.SENIOR)
        drawn_objects(task, cast)
        dispatched(task, cast)
        own = Inspector.objects.filter(department=cast.initiator).order_by("code")
        own.update(position="二级主任科员")
        own.filter(staff_number__in=["00", "01"]).update(position="科长")
        ceremony = a_ceremony(task, cast, DrawKind.INSPECTORS, at=later(7))
        hand_in(ceremony, cast, at=later(7))
        freeze(ceremony, cast, at=later(7))
        reveal(ceremony, cast, at=later(7))
        fixed = {one.code: rank_of(one.position) for one in own}

        own.update(position="局长")
        own.filter(staff_number__in=["00", "01"]).update(position="")
        services.draw_inspectors(ceremony=ceremony, actor=cast.clerk, at=later(8))

        for one in queries.teams_of(task):
            mine = {row.inspector.code: row.leads for row in one.members if row.inspector.code in fixed}
            leader = next(code for code, leads in mine.items() if leads)
            assert fixed[leader] == min(fixed[code] for code in mine)
        entry = history(ceremony).get(act="draw.committed")
        assert entry.body is not None
        assert len(entry.body["ranks_sha256"]) == 64
        assert "ranks" in stored(ceremony, audit=True)["audit/ranks.json"].decode()
        assert services.replay(ceremony=ceremony, actor=an_auditor(), at=later(9)).holds
        changed = {"audit/ranks.json": b"{}"}
        assert not ranks_stand(ceremony, stored(ceremony, audit=True) | changed)

    @pytest.mark.parametrize(
        ("higher", "lower"),
        [
            ("局长", "副局长"),
            ("副局长", "科长"),
            ("副科长", "一级调研员"),
            ("一级主任科员", "四级主任科员"),
            ("二级科员", "辅助岗"),
        ],
    )
    def test_posts_go_before_ranks_and_ranks_by_their_order(self, higher: str, lower: str) -> None:
        assert rank_of(higher) < rank_of(lower)

    def test_takes_equal_ranks_for_equal(self) -> None:
        assert rank_of("三级主任科员") == rank_of("三级主办")
        assert rank_of("") == UNKNOWN


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

    def test_is_refused_for_one_who_is_away_for_most_of_the_check(self) -> None:
        cast, member, spare = self.scene()
        task = member.team.task
        Absence.objects.create(
            inspector=spare, kind=AbsenceKind.LEAVE, from_on=task.period_from, recorded_at=later(0)
        )

        with pytest.raises(Refused) as caught:
            self.apply(cast, member, spare)

        assert caught.value.article == 11

    def test_never_puts_one_substitute_twice_into_a_team(self) -> None:
        cast, member, spare = self.scene()
        second = TeamMember.objects.get(team=member.team, inspector__department=cast.initiator, leads=False)
        first_come, late = self.apply(cast, member, spare), self.apply(cast, second, spare)
        deputy = cast.of(cast.initiator, Role.DEPUTY_HEAD)
        services.approve_replacement(replacement=first_come, actor=deputy, at=later(21))

        with pytest.raises(Refused) as caught:
            services.approve_replacement(replacement=late, actor=deputy, at=later(22))

        assert caught.value.article == 16

    @pytest.mark.article(20)
    def test_of_an_unannounced_task_names_neither_task_nor_department_in_the_log(self) -> None:
        cast, member, spare = self.scene()
        Task.objects.update(unannounced=True)
        replacement = self.apply(cast, member, spare)
        fresh = Replacement.objects.get(pk=replacement.pk)

        services.approve_replacement(
            replacement=fresh, actor=cast.of(cast.initiator, Role.DEPUTY_HEAD), at=later(21)
        )

        entry = history(replacement).get(act="draw.replacement_approved")
        assert entry.body == {"ceremony": member.team.ceremony.ceremony}

    def test_in_an_experts_place_is_by_another_expert(self) -> None:
        cast = a_cast()
        lead = cast.initiator
        task = a_ready_task(cast, firms=24, inspectors=8, staff={lead.pk: {"experts": 1}})
        own = Inspector.objects.filter(department=lead).order_by("code")
        Inspector.objects.filter(pk__in=[one.pk for one in own[:3]]).update(is_expert=True)
        drawn_objects(confirmed(task, cast), cast)
        drawn_inspectors(task, cast)
        member = TeamMember.objects.filter(team__task=task, inspector__is_expert=True)[0]
        serving = set(TeamMember.objects.filter(team__task=task).values_list("inspector", flat=True))
        plain = Inspector.objects.filter(department=lead, is_expert=False).exclude(pk__in=serving)[0]
        spare = Inspector.objects.filter(department=lead, is_expert=True).exclude(pk__in=serving)[0]

        with pytest.raises(Refused) as caught:
            self.apply(cast, member, plain)

        assert caught.value.article == 16
        assert spare in substitutes_for(member)
        assert substitutes_for(member)[0].is_expert
        assert self.apply(cast, member, spare).substitute == spare

    def test_rate_counts_drawn_places_and_those_filled_by_somebody_else(self) -> None:
        cast, member, spare = self.scene()
        replacement = self.apply(cast, member, spare)
        services.approve_replacement(
            replacement=replacement, actor=cast.of(cast.initiator, Role.DEPUTY_HEAD), at=later(21)
        )

        rates = queries.replacement_rates(first=date(2026, 1, 1), last=date(2026, 12, 31))

        own = next(one for one in rates if one.department_id == cast.initiator.pk)
        other = next(one for one in rates if one.department_id == cast.others[0].pk)
        assert (own.drawn, own.replaced, own.rate_bp) == (4, 1, 2500)
        assert (other.drawn, other.replaced, other.rate_bp) == (4, 0, 0)
        assert queries.replacement_rates(first=date(2025, 1, 1), last=date(2025, 12, 31)) == []

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
