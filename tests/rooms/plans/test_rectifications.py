"""Special rectifications: in joint form, or apart with a recorded reason (Art. 8)."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.law import Refused
from suiji.ledger import Actor, NotYours
from suiji.ledger.queries import history
from suiji.organs.roles import Role
from suiji.plans import queries, services
from suiji.plans.models import PlanKind, Rectification
from suiji.plans.states import RectificationState
from tests.factories.catalogue import a_published_item
from tests.factories.organs import AT, TODAY, a_department, an_actor, the_person

pytestmark = pytest.mark.django_db

FIELDS: dict[str, Any] = {
    "year": 2026,
    "title": "加油站安全专项整治",
    "needed_by": "安阳市人民政府",
    "source_document": "安政办〔2026〕8号",
    "source_on": date(2026, 2, 20),
    "content": "加油站计量和安全",
    "approved_by": "安阳市人民政府",
    "approval_document": "安政办〔2026〕8号",
    "approved_on": date(2026, 2, 20),
    "supervision_filing": "",
}


def commerce(role: Role = Role.CLERK) -> Actor:
    return an_actor(role, department=a_department("商务"))


def a_rectification(*, touched: bool = True, **changes: Any) -> Rectification:
    items = [a_published_item(owner=a_department("商务")).item] if touched else []
    return services.register_rectification(
        department=a_department("商务"),
        items=items,
        none_touched=not touched,
        fields=FIELDS | changes,
        actor=commerce(),
        at=AT,
    )


def apart(
    row: Rectification,
    *,
    because: str = "只涉及一项职权",
    basis: str = "安全生产法",
    filing: str = "备〔2026〕1号",
) -> Rectification:
    return services.carry_out_apart(
        rectification=row,
        because=because,
        basis=basis,
        filing=filing,
        actor=commerce(Role.DEPUTY_HEAD),
        at=AT,
    )


class TestRegister:
    @pytest.mark.article(8)
    def test_refuses_one_that_nobody_approved(self) -> None:
        with pytest.raises(Refused) as caught:
            a_rectification(approval_document=" ")

        assert caught.value.article == 8

    @pytest.mark.article(8)
    @pytest.mark.parametrize(("touched", "said"), [(False, False), (True, True)], ids=["silent", "both"])
    def test_refuses_one_that_nobody_compared_with_the_joint_list(self, touched: bool, said: bool) -> None:
        items = [a_published_item(owner=a_department("商务")).item] if touched else []

        with pytest.raises(Refused) as caught:
            services.register_rectification(
                department=a_department("商务"),
                items=items,
                none_touched=said,
                fields=FIELDS,
                actor=commerce(),
                at=AT,
            )

        assert caught.value.rule.name == "rectification_compared_with_list"

    @pytest.mark.article(8)
    def test_keeps_the_declaration_beside_the_items_its_words_come_near_to(self) -> None:
        a_published_item("AY-LH-05", effective_from=TODAY)

        row = a_rectification(touched=False)

        entry = history(row).get()
        assert row.none_touched
        assert "声明不涉及联合抽查事项清单" in entry.sentence
        assert entry.facts == {"none_touched": True, "words_touch": ["AY-LH-05"]}

    def test_is_the_departments_clerks(self) -> None:
        with pytest.raises(NotYours):
            services.register_rectification(
                department=a_department("商务"),
                items=[],
                fields=FIELDS,
                actor=an_actor(Role.CLERK, department=a_department("教育")),
                at=AT,
            )


class TestForm:
    def test_becomes_a_temporary_check_with_its_source(self) -> None:
        row = a_rectification()

        line = services.carry_out_jointly(
            rectification=row,
            number="AY-T-1",
            participants=[a_department("市场监管")],
            actor=commerce(),
            at=AT,
        )

        assert (line.kind, line.source_organ, row.state) == (
            PlanKind.TEMPORARY,
            "安阳市人民政府",
            RectificationState.JOINT,
        )
        assert list(line.items.all()) == list(row.items.all())

    @pytest.mark.article(8)
    @pytest.mark.parametrize("missing", [{"basis": ""}, {"filing": " "}])
    def test_refuses_apart_over_joint_items_without_basis_or_filing(self, missing: dict[str, str]) -> None:
        with pytest.raises(Refused) as caught:
            apart(a_rectification(), **missing)

        assert caught.value.article == 8

    def test_is_apart_with_the_deputy_heads_word(self) -> None:
        row = apart(a_rectification())

        assert (row.state, row.apart_approver) == (RectificationState.APART, "张明")
        assert queries.undecided(commerce().department_id) == []

    @pytest.mark.article(8)
    @pytest.mark.parametrize("touched", [True, False])
    def test_refuses_apart_without_a_reason_whatever_it_touches(self, touched: bool) -> None:
        with pytest.raises(Refused) as caught:
            apart(a_rectification(touched=touched), because=" ")

        assert caught.value.rule.name == "rectification_apart_has_reason"

    def test_needs_no_filing_where_no_joint_item_is_touched(self) -> None:
        assert apart(a_rectification(touched=False), basis="", filing="").state == RectificationState.APART


class TestPages:
    def post(self, name: str, actor: Actor, *args: int, **words: Any) -> Any:
        client = Client()
        client.force_login(the_person(actor))
        return client.post(reverse(f"plans:{name}", args=args), words, follow=True)

    def words(self, **changes: Any) -> dict[str, Any]:
        return {name: str(value) for name, value in FIELDS.items() if name != "year"} | changes

    def test_names_the_items_that_the_words_touch_before_registering(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        item = a_published_item(effective_from=TODAY).item
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)

        html = self.post("register", commerce(), **self.words()).content.decode()
        assert "看来涉及" in html
        assert "加油站经营情况抽查" in html
        assert not Rectification.objects.exists()

        html = self.post("register", commerce(), **self.words(items=[item.pk])).content.decode()
        assert "还没有确定形式" in html

    def test_leads_to_either_form(self) -> None:
        first, second = a_rectification(), a_rectification(touched=False, title="另一次整治")
        client = Client()
        client.force_login(the_person(commerce()))
        offered = client.get(reverse("plans:jointly", args=[first.pk])).context["form"]
        assert [one.line for one in offered["participants"].initial] == ["市场监管", "应急管理"]

        html = self.post(
            "jointly", commerce(), first.pk, number="AY-T-2", participants=[a_department("市场监管").pk]
        ).content.decode()
        assert "草稿已经建立" in html
        html = self.post("apart", commerce(Role.DEPUTY_HEAD), second.pk, because="单一职权").content.decode()
        assert "单独实施" in html

        client = Client()
        client.force_login(the_person(commerce()))
        html = client.get(reverse("plans:rectifications")).content.decode()
        assert "加油站安全专项整治" in html
        assert "另一次整治" in html
