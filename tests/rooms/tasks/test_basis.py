"""What a scheme rests on — plan, items, departments, a scope that holds somebody — is asked at every step."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.catalogue import services as catalogue
from suiji.catalogue.models import ItemVersion
from suiji.catalogue.states import ItemState
from suiji.draws import services as draws
from suiji.draws.models import Ceremony, DrawKind
from suiji.draws.queries.progress import voided_freezes
from suiji.draws.states import CeremonyState
from suiji.law import Refused
from suiji.ledger import NotYours
from suiji.ledger.queries import history
from suiji.libraries.models import InspectedObject, Inspector
from suiji.organs.roles import Role
from suiji.plans import services as plans
from suiji.plans.models import PlanPart
from suiji.tasks import queries, services
from suiji.tasks.models import Task, Waiver, WaiverKind
from suiji.tasks.queries.excluding import waived_codes
from suiji.tasks.queries.waivers import usable
from suiji.tasks.states import TaskState
from tests.factories.draws import a_ceremony, freeze, hand_in
from tests.factories.organs import AT, TODAY, a_department, an_actor, an_office, the_person
from tests.factories.tasks import (
    Cast,
    a_cast,
    a_draft,
    a_plan_line,
    a_ready_task,
    an_item,
    confirmed,
    countersigned,
    filed_waiver,
    later,
    some_firms,
)

pytestmark = pytest.mark.django_db


def a_third_part(cast: Cast, code: str = "AY-09") -> ItemVersion:
    """An item with a part for a department that the cast does not have."""
    return an_item(Cast(cast.initiator, [*cast.others, a_department("公安")]), code=code)


@pytest.mark.article(2)
class TestEveryPartHasItsDepartment:
    def test_a_scheme_names_the_department_that_its_items_need_and_the_plan_lacks(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])
        line.items.add(a_third_part(cast).item)
        strange = line.items.get(code="AY-09").versions.get()

        with pytest.raises(Refused) as caught:
            a_draft(cast, line=line, versions=[version, strange])

        assert caught.value.article == 7
        assert caught.value.advice is not None
        assert a_department("公安").name in caught.value.advice
        assert "先变更计划" in caught.value.advice

    def test_a_department_of_the_same_line_stands_in_for_another_level(self) -> None:
        cast = a_cast()
        city = an_item(cast)
        here = a_department("消防救援", region="410581", level="COUNTY")
        lower = Cast(cast.initiator, [here])
        line = a_plan_line(cast, [city])
        PlanPart.objects.filter(line=line).update(department=here)

        task = a_draft(lower, line=line, versions=[city])

        assert here in queries.members(task)

    def test_is_asked_again_when_the_scheme_is_sent_and_at_the_freeze(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        task.item_versions.add(a_third_part(cast))
        task.plan_line.items.add(task.item_versions.get(item__code="AY-09").item)

        with pytest.raises(Refused) as at_freeze:
            freeze(ceremony, cast)
        draws.take_back(task=task, to=TaskState.DRAFT, because="请公安参加", actor=cast.clerk, at=later(4))
        with pytest.raises(Refused) as at_send:
            services.send(task=task, actor=cast.clerk, at=later(5))

        for caught in (at_freeze, at_send):
            assert caught.value.article == 7
            assert a_department("公安").name in str(caught.value.advice)


@pytest.mark.article(2)
class TestItemsInForce:
    def test_one_suspended_meanwhile_is_neither_sent_nor_drawn(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        version = task.item_versions.get()
        some_firms(cast, number=24)
        catalogue.suspend(version=version, because="修订", actor=cast.clerk, at=AT)
        with pytest.raises(Refused) as at_send:
            services.send(task=task, actor=cast.clerk, at=AT)
        catalogue.resume(version=version, because="修订完成", actor=cast.clerk, at=AT)

        task = confirmed(countersigned(task, cast), cast)
        catalogue.suspend(version=version, because="修订", actor=cast.clerk, at=AT)
        with pytest.raises(Refused) as at_opening:
            a_ceremony(task, cast)
        catalogue.resume(version=version, because="修订完成", actor=cast.clerk, at=AT)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        catalogue.suspend(version=version, because="修订", actor=cast.clerk, at=AT)
        with pytest.raises(Refused) as at_freeze:
            freeze(ceremony, cast)

        for caught in (at_send, at_opening, at_freeze):
            assert caught.value.article == 2
            assert "AY-01" in str(caught.value.advice)

    @pytest.mark.article(6)
    def test_the_old_version_serves_until_the_new_one_begins(self) -> None:
        cast = a_cast()
        version = an_item(cast)
        line = a_plan_line(cast, [version])
        followed = ItemVersion.objects.filter(pk=version.pk)
        followed.update(state=ItemState.SUPERSEDED, effective_until=date(2026, 3, 20))

        task = a_draft(cast, line=line, versions=[version])
        some_firms(cast, number=1)
        with pytest.raises(Refused) as caught:
            services.send(task=task, actor=cast.clerk, at=AT + timedelta(days=18))
        services.send(task=task, actor=cast.clerk, at=AT)

        assert caught.value.article == 2
        assert task.state == TaskState.COUNTERSIGNING


@pytest.mark.article(12)
class TestPlanChangedMeanwhile:
    def changed(self, task: Task, cast: Cast, **to: Any) -> None:
        """The line's next version, in force, with these days or departments."""
        others = to.pop("others", cast.others)
        later_line = plans.change_line(line=task.plan_line, because="调整", actor=cast.clerk, at=AT)
        PlanPart.objects.filter(line=later_line).delete()
        for one in others:
            PlanPart.objects.create(line=later_line, department=one, confirmed_at=AT)
        type(later_line).objects.filter(pk=task.plan_line_id).update(state="SUPERSEDED")
        type(later_line).objects.filter(pk=later_line.pk).update(state="PUBLISHED", **to)

    @pytest.mark.parametrize(
        ("to", "article", "told"),
        [
            ({"period_until": date(2026, 4, 30)}, 12, "先变更计划"),
            ({"others": ["消防救援", "公安"]}, 12, "计划有而方案没有"),
            ({"others": ["公安"]}, 12, "方案有而计划没有"),
        ],
        ids=["shorter", "one more", "another"],
    )
    def test_is_drawn_on_no_longer(self, to: dict[str, Any], article: int, told: str) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        if "others" in to:
            to = {"others": [a_department(one) for one in to["others"]]}
        self.changed(task, cast, **to)

        with pytest.raises(Refused) as caught:
            freeze(ceremony, cast)

        assert caught.value.article == article
        assert told in str(caught.value.advice)

    def test_a_scheme_taken_back_goes_on_with_the_new_version(self) -> None:
        cast = a_cast()
        task = countersigned(a_draft(cast), cast)
        police = a_department("公安")
        self.changed(task, cast, others=[*cast.others, police])
        draws.take_back(task=task, to=TaskState.DRAFT, because="计划变更", actor=cast.clerk, at=AT)

        services.revise_task(
            task=task,
            title=task.title,
            item_versions=list(task.item_versions.all()),
            scope_rule=task.scope_rule,
            period_from=task.period_from,
            period_until=task.period_until,
            rates_bp=task.rates_bp,
            fields={},
            actor=cast.clerk,
            at=AT,
        )

        assert police in queries.members(task)
        assert task.plan_line.version == 2


@pytest.mark.article(13)
class TestWhatCanBeDrawn:
    def test_is_asked_before_the_scheme_is_sent(self) -> None:
        cast = a_cast()
        task = a_draft(cast, count=3)
        with pytest.raises(Refused) as nobody:
            services.send(task=task, actor=cast.clerk, at=AT)
        some_firms(cast, number=40)

        counts = {}
        for count in (4, 5, 40, 41):
            Task.objects.filter(pk=task.pk).update(count=count, state=TaskState.DRAFT)
            task.refresh_from_db()
            try:
                services.send(task=task, actor=cast.clerk, at=AT)
            except Refused as refused:
                counts[count] = refused.article
            else:
                counts[count] = 0

        assert nobody.value.article == 12
        assert counts == {4: 13, 5: 0, 40: 0, 41: 13}

    def test_the_page_says_so_before_the_button(self) -> None:
        cast = a_cast()
        task = a_draft(cast, count=1)
        client = Client()
        client.force_login(the_person(cast.clerk))
        url = reverse("tasks:detail", args=[task.pk])

        empty = client.get(url).content.decode()
        some_firms(cast, number=40)
        few = client.get(url).content.decode()

        assert "现为 0 户" in empty
        assert "不少于各类应抽合计的抽取总数" in few
        assert "送参与部门会签</button>" not in empty + few


@pytest.mark.article(12)
class TestTakingBack:
    def test_a_countersigned_scheme_becomes_a_draft_and_everything_is_given_anew(self) -> None:
        cast = a_cast()
        task = confirmed(countersigned(a_draft(cast), cast), cast)

        draws.take_back(task=task, to=TaskState.DRAFT, because="改时间", actor=cast.clerk, at=later(5))
        countersigned(task, cast, at=later(6))

        assert task.state == TaskState.COUNTERSIGNED
        assert all(row.confirmation is None for row in queries.confirmations(task, TODAY))
        confirmed(task, cast, at=later(7))
        assert task.state == TaskState.CONFIRMED

    def test_withdrawing_ends_an_open_ceremony_in_public(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        client = Client()
        client.force_login(the_person(cast.clerk))
        page = client.get(reverse("tasks:detail", args=[task.pk])).content.decode()
        url = reverse("draws:withdraw", args=[task.pk])
        assert url in page
        assert "抽取仪式同时作废" in client.get(url).content.decode()

        client.post(url, {"because": ""})
        task.refresh_from_db()
        assert task.state == TaskState.CONFIRMED
        client.post(url, {"because": "上级调整部署"})

        task.refresh_from_db()
        ceremony.refresh_from_db()
        entry = history(ceremony).get(act="draw.voided")
        assert (task.state, ceremony.state) == (TaskState.WITHDRAWN, CeremonyState.VOID)
        assert entry.body == {
            "ceremony": ceremony.ceremony, "cause": "WITHDRAWN", "reason": "名单冻结以前任务撤回。", "defaulted": [],
        }  # fmt: skip
        withdrawn = history(task).filter(act="tasks.withdrawn").get()
        assert withdrawn.because == "上级调整部署"

    def test_is_refused_without_a_reason_to_others_and_once_the_list_is_frozen(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)

        with pytest.raises(Refused) as silent:
            draws.take_back(task=task, to=TaskState.DRAFT, because=" ", actor=cast.clerk, at=later(3))
        other = cast.of(cast.others[0], Role.CLERK)
        with pytest.raises(NotYours):
            draws.take_back(task=task, to=TaskState.DRAFT, because="改", actor=other, at=later(3))
        freeze(ceremony, cast)
        task.refresh_from_db()
        for to in (TaskState.DRAFT, TaskState.WITHDRAWN):
            with pytest.raises(Refused) as late:
                draws.take_back(task=task, to=to, because="改", actor=cast.clerk, at=later(4))
            assert late.value.article == 12

        assert silent.value.article == 12
        assert task.state == TaskState.FROZEN

    @pytest.mark.article(15)
    def test_a_withdrawn_task_does_not_wash_off_a_void_freeze(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=24)
        ceremony = a_ceremony(task, cast)
        hand_in(ceremony, cast)
        freeze(ceremony, cast)
        draws.void_defaulted(at=later(3) + timedelta(hours=2))
        task.refresh_from_db()
        assert task.state == TaskState.COUNTERSIGNED
        draws.take_back(task=task, to=TaskState.WITHDRAWN, because="重来", actor=cast.clerk, at=later(300))

        again = a_draft(cast, line=task.plan_line, versions=list(task.item_versions.all()), number="RW-02")
        fresh = Ceremony(task=again, kind=DrawKind.OBJECTS, host=cast.initiator)

        assert voided_freezes(fresh) == 1


@pytest.mark.article(11)
class TestConfirmationIsVoidWhenRowsChange:
    @pytest.mark.parametrize(
        "change",
        [{"is_expert": True}, {"specialities": ["电梯"]}, {"position": "局长"}],
        ids=["expert", "speciality", "post"],
    )
    def test_of_an_inspector(self, change: dict[str, Any]) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=3)
        Inspector.objects.filter(department=cast.initiator, staff_number="01").update(**change)

        assert [row.changed for row in queries.confirmations(task, TODAY)].count(True) == 1

    def test_of_an_objects_needs(self) -> None:
        cast = a_cast()
        task = a_ready_task(cast, firms=3)
        InspectedObject.objects.filter(code="F00001").update(needs=["压力容器"])

        changed = [row for row in queries.confirmations(task, TODAY) if row.changed]
        found = changed[0].confirmation
        assert found is not None
        said = queries.changed_since(found, cast.of(cast.initiator, Role.LIBRARIAN), task=task)
        assert [row.what for row in said.rows] == ["检查所需资质由“空”改为“压力容器”"]


@pytest.mark.article(5)
class TestExceptionsAreWhole:
    @pytest.mark.parametrize(("reason", "basis"), [(" ", "文件"), ("部署", "")])
    def test_none_is_asked_for_without_reason_and_basis(self, reason: str, basis: str) -> None:
        cast = a_cast()
        task = a_draft(cast)

        with pytest.raises(Refused) as caught:
            services.apply_waiver(
                task=task,
                kind=WaiverKind.CAP,
                reason=reason,
                basis=basis,
                codes=["F00001"],
                actor=cast.clerk,
                at=AT,
            )

        assert caught.value.article == 5

    def test_none_is_filed_without_a_number_or_by_another_levels_office(self) -> None:
        cast = a_cast()
        task = a_draft(cast)
        waiver = services.apply_waiver(
            task=task, kind=WaiverKind.CAP, reason="部署", basis="文件", codes=["F1"], actor=cast.clerk, at=AT
        )
        services.approve_waiver(waiver=waiver, actor=cast.of(cast.initiator, Role.DEPUTY_HEAD), at=AT)

        with pytest.raises(Refused) as caught:
            services.file_waiver(waiver=waiver, filing=" ", actor=cast.office, at=AT)
        elsewhere = an_actor(Role.OFFICE, department=an_office("410581"))
        with pytest.raises(NotYours):
            services.file_waiver(waiver=waiver, filing="备1号", actor=elsewhere, at=AT)

        assert caught.value.article == 5

    @pytest.mark.parametrize("kind", [WaiverKind.CAP, WaiverKind.EXEMPT, WaiverKind.LIST])
    def test_one_with_a_gap_is_not_used(self, kind: WaiverKind) -> None:
        cast = a_cast()
        task = a_draft(cast)
        waiver = filed_waiver(task, cast, kind, codes=["F00001"])
        assert waived_codes(task, kind) == {"F00001"}

        Waiver.objects.filter(pk=waiver.pk).update(filing="")

        assert waived_codes(task, kind) == set()
        assert usable(task, kind) == []
