"""What may be done to items, and the words in which the law refuses the rest."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from suiji.catalogue import services
from suiji.catalogue.models import Item, ItemVersion, ListKind, Point
from suiji.catalogue.queries import in_force
from suiji.catalogue.states import ItemState
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.queries import history
from suiji.organs.roles import Role
from tests.factories.catalogue import (
    FIELDS,
    a_countersigned_item,
    a_draft_item,
    a_published_item,
    parts_of,
)
from tests.factories.organs import AT, TODAY, a_department, an_actor, an_office

pytestmark = pytest.mark.django_db


def deputy(line: str = "商务") -> object:
    return an_actor(Role.DEPUTY_HEAD, department=a_department(line))


def clerk(line: str = "商务") -> object:
    return an_actor(Role.CLERK, department=a_department(line))


class TestDraftItem:
    def test_keeps_fields_parts_and_check_points_and_writes_the_ledger(self) -> None:
        version = a_draft_item()

        assert version.state == ItemState.DRAFT
        assert version.legal_basis == FIELDS["legal_basis"]
        lead = version.parts.get(leads=True)
        assert lead.department == version.item.owner
        assert lead.check_points == ["证照是否齐全", "台账是否完整"]
        assert version.parts.count() == 3
        assert [entry.act for entry in history(version)] == ["catalogue.drafted"]

    def test_is_the_business_of_the_owners_clerk(self) -> None:
        for actor in (clerk("教育"), an_actor(Role.LIBRARIAN, department=a_department("商务"))):
            with pytest.raises(NotYours):
                services.draft_item(
                    code="X",
                    kind=ListKind.DEPARTMENT,
                    owner=a_department("商务"),
                    fields=FIELDS,
                    parts=[],
                    actor=actor,
                    at=AT,
                )
        assert not Item.objects.exists()

    @pytest.mark.article(3)
    def test_refuses_the_office_an_item_of_its_own(self) -> None:
        office = an_office()

        with pytest.raises(Refused) as caught:
            services.draft_item(
                code="X",
                kind=ListKind.DEPARTMENT,
                owner=office,
                fields=FIELDS,
                parts=[],
                actor=an_actor(Role.CLERK, department=office),
                at=AT,
            )

        assert caught.value.article == 3

    @pytest.mark.article(2)
    def test_refuses_a_joint_item_of_one_department(self) -> None:
        with pytest.raises(Refused) as caught:
            a_draft_item(others=[])

        assert caught.value.article == 2

    @pytest.mark.article(13)
    @pytest.mark.parametrize("ratio", [{"ratio_max_bp": 10_001}, {"ratio_min_bp": 600, "ratio_max_bp": 500}])
    def test_refuses_a_ratio_over_the_whole_or_upside_down(self, ratio: dict[str, int]) -> None:
        with pytest.raises(Refused) as caught:
            a_draft_item(**ratio)

        assert caught.value.article == 13
        assert not ItemVersion.objects.exists()

    def test_knows_no_field_it_was_not_told_of(self) -> None:
        with pytest.raises(ValueError, match="colour"):
            a_draft_item(colour="red")

    def test_gives_a_departments_own_item_no_other_departments_part(self) -> None:
        with pytest.raises(ValueError, match="no other department"):
            a_draft_item(kind=ListKind.DEPARTMENT, others=[a_department("教育")])

    def test_keeps_rare_characters(self) -> None:
        version = a_draft_item(title="䶮湖𠮷庆加油站抽查")

        assert ItemVersion.objects.get(pk=version.pk).title == "䶮湖𠮷庆加油站抽查"


class TestRewrite:
    def test_replaces_words_and_parts_and_drops_countersignatures(self) -> None:
        version = a_countersigned_item()
        owner = version.item.owner

        services.rewrite(
            version=version,
            fields={"title": "加油站抽查（修改）"},
            parts=parts_of(owner, [a_department("市场监管")]),
            actor=clerk(),
            at=AT,
        )

        version.refresh_from_db()
        assert version.title == "加油站抽查（修改）"
        assert [part.countersigned_at for part in version.parts.all()] == [None, None]

    def test_is_closed_to_other_departments_and_after_review(self) -> None:
        version = a_countersigned_item()
        with pytest.raises(NotYours):
            services.rewrite(version=version, fields={}, parts=[], actor=clerk("市场监管"), at=AT)
        services.review(version=version, actor=deputy(), at=AT)

        with pytest.raises(Refused) as caught:
            services.rewrite(version=version, fields={}, parts=[], actor=clerk(), at=AT)

        assert caught.value.article == 14
        assert version.parts.count() == 3


class TestWritePart:
    def write(self, version: ItemVersion, line: str = "市场监管", **said: object) -> object:
        given = {
            "content": "计量和质量",
            "check_points": [
                "加油机是否检定",
                Point("油品是否合格", "《产品质量法》第二十六条", mandatory=False),
            ],
            "own_items": "SC-07、SC-08",
        }
        return services.write_part(version=version, actor=clerk(line), at=AT, **(given | said))

    def test_says_what_the_department_checks_on_what_basis_by_which_of_its_items(self) -> None:
        version = a_draft_item()

        self.write(version)

        part = version.parts.get(department__line="市场监管")
        assert (part.content, part.own_items, part.own_words) == ("计量和质量", "SC-07、SC-08", True)
        assert part.points == (
            Point("加油机是否检定"),
            Point("油品是否合格", "《产品质量法》第二十六条", mandatory=False),
        )
        assert history(version).last().act == "catalogue.part_written"

    @pytest.mark.article(6)
    def test_takes_back_its_own_signature_and_nobody_elses(self) -> None:
        version = a_countersigned_item()

        self.write(version)

        signed = {part.department.line: part.countersigned_at for part in version.parts.filter(leads=False)}
        assert signed == {"市场监管": None, "应急管理": AT}
        assert "已有会签失效" in history(version).last().sentence

    def test_is_the_business_of_a_participants_clerk(self) -> None:
        version = a_draft_item()
        for line in ("商务", "教育"):
            with pytest.raises(NotYours):
                self.write(version, line)
        with pytest.raises(NotYours):
            services.write_part(
                version=version,
                content="x",
                check_points=["y"],
                own_items="",
                actor=deputy("市场监管"),
                at=AT,
            )
        own = a_draft_item("SW-01", kind=ListKind.DEPARTMENT)
        with pytest.raises(NotYours):
            self.write(own, "商务")

    @pytest.mark.article(14)
    def test_ends_with_the_review_until_the_draft_is_sent_back(self) -> None:
        version = services.review(version=a_draft_item(), actor=deputy(), at=AT)
        with pytest.raises(Refused) as caught:
            self.write(version)
        assert caught.value.article == 14
        services.send_back(version=version, because="参与部门要改要点", actor=deputy(), at=AT)

        self.write(version)

        assert version.parts.get(department__line="市场监管").own_words

    @pytest.mark.article(4)
    def test_is_not_written_over_by_the_initiator(self) -> None:
        version = a_draft_item()
        owner, market, safety = version.item.owner, a_department("市场监管"), a_department("应急管理")
        self.write(version)

        services.rewrite(
            version=version, fields={}, parts=parts_of(owner, [market, safety]), actor=clerk(), at=AT
        )

        part = version.parts.get(department=market)
        assert (part.content, part.own_items, part.own_words) == ("计量和质量", "SC-07、SC-08", True)
        assert version.parts.get(department=safety).content == f"{safety.short_name}检查内容"
        services.rewrite(version=version, fields={}, parts=parts_of(owner, [safety]), actor=clerk(), at=AT)
        assert not version.parts.filter(department=market).exists()

    def test_goes_on_into_the_next_version(self) -> None:
        version = a_draft_item(others=[a_department("市场监管")])
        self.write(version)
        services.countersign(version=version, actor=clerk("市场监管"), at=AT)
        services.review(version=version, actor=deputy(), at=AT)
        services.publish(version=version, effective_from=TODAY, actor=clerk("市场监管"), at=AT)

        new = services.new_version(
            item=version.item,
            fields=FIELDS,
            parts=parts_of(version.item.owner, [a_department("市场监管")]),
            actor=clerk(),
            at=AT,
        )

        part = new.parts.get(leads=False)
        assert (part.own_items, part.own_words, part.countersigned_at) == ("SC-07、SC-08", True, None)


class TestCountersign:
    def test_signs_for_the_actors_department_once(self) -> None:
        version = a_draft_item()

        part = services.countersign(version=version, actor=clerk("市场监管"), at=AT)

        assert (part.countersigned_by, part.countersigned_at) == ("张明", AT)
        with pytest.raises(Refused):
            services.countersign(version=version, actor=clerk("市场监管"), at=AT)

    def test_is_nobody_elses_than_a_participants_clerk(self) -> None:
        version = a_draft_item()

        for actor in (
            clerk("教育"),
            clerk("商务"),
            an_actor(Role.INSPECTOR, department=a_department("市场监管")),
        ):
            with pytest.raises(NotYours):
                services.countersign(version=version, actor=actor, at=AT)

    def test_has_no_place_in_a_departments_own_list(self) -> None:
        version = a_draft_item(kind=ListKind.DEPARTMENT)

        with pytest.raises(NotYours):
            services.countersign(version=version, actor=clerk(), at=AT)

    def test_comes_before_publication(self) -> None:
        version = a_published_item()

        with pytest.raises(Refused) as caught:
            services.countersign(version=version, actor=clerk("市场监管"), at=AT)

        assert caught.value.article == 14


class TestReview:
    def test_passes_a_sound_draft_before_or_after_countersigning(self) -> None:
        version = services.review(version=a_draft_item(), actor=deputy(), at=AT)

        assert version.state == ItemState.REVIEWED
        services.countersign(version=version, actor=clerk("市场监管"), at=AT)

    @pytest.mark.article(4)
    def test_refuses_an_item_without_legal_basis(self) -> None:
        version = a_draft_item(legal_basis="  ")

        with pytest.raises(Refused) as caught:
            services.review(version=version, actor=deputy(), at=AT)

        assert caught.value.article == 4
        assert "于法有据" in caught.value.headline

    @pytest.mark.article(6)
    @pytest.mark.parametrize(
        "empty",
        [
            {"title": ""},
            {"object_scope": ""},
            {"modes": []},
            {"frequency": ""},
            {"ratio_text": "", "ratio_min_bp": None},
        ],
        ids=lambda empty: next(iter(empty)),
    )
    def test_refuses_an_item_with_a_field_missing(self, empty: dict[str, object]) -> None:
        version = a_draft_item(**empty)

        with pytest.raises(Refused) as caught:
            services.review(version=version, actor=deputy(), at=AT)

        assert caught.value.article == 6

    @pytest.mark.article(6)
    def test_refuses_a_part_without_check_points(self) -> None:
        owner = a_department("商务")
        version = services.draft_item(
            code="X",
            kind=ListKind.DEPARTMENT,
            owner=owner,
            fields=FIELDS,
            parts=[services.PartDraft(owner, True, "内容", ["  "])],
            actor=clerk(),
            at=AT,
        )

        with pytest.raises(Refused) as caught:
            services.review(version=version, actor=deputy(), at=AT)

        assert caught.value.article == 6

    def test_is_the_owners_deputy_heads(self) -> None:
        version = a_draft_item()

        for actor in (deputy("市场监管"), clerk()):
            with pytest.raises(NotYours):
                services.review(version=version, actor=actor, at=AT)

    def test_sends_back_with_a_reason(self) -> None:
        version = services.review(version=a_draft_item(), actor=deputy(), at=AT)

        services.send_back(version=version, because="依据条款有误", actor=deputy(), at=AT)

        assert version.state == ItemState.DRAFT
        assert "依据条款有误" in history(version).last().sentence


class TestPublish:
    def test_is_the_compiling_departments_for_the_joint_list_and_is_public(self) -> None:
        version = a_published_item()

        assert version.state == ItemState.PUBLISHED
        entry = history(version).last()
        assert entry.act == "catalogue.published"
        assert entry.department_name == "安阳市市场监管局"
        assert entry.body["item"] == "AY-LH-01"
        assert entry.body["legal_basis"] == FIELDS["legal_basis"]
        assert {part["department"] for part in entry.body["parts"]} == {
            "安阳市商务局",
            "安阳市市场监管局",
            "安阳市应急管理局",
        }
        assert "张明" not in str(entry.body)

    def test_is_not_the_owners_for_the_joint_list(self) -> None:
        version = a_countersigned_item()
        services.review(version=version, actor=deputy(), at=AT)

        for actor in (clerk(), an_actor(Role.DEPUTY_HEAD, department=a_department("市场监管"))):
            with pytest.raises(NotYours):
                services.publish(version=version, effective_from=TODAY, actor=actor, at=AT)

    def test_is_the_owners_for_its_own_list(self) -> None:
        version = a_published_item("SW-01", kind=ListKind.DEPARTMENT)

        assert version.state == ItemState.PUBLISHED
        assert history(version).last().department_name == "安阳市商务局"

    def test_is_nobodys_where_the_level_has_no_compiling_department(self) -> None:
        owner = a_department("教育", region="410502")
        version = a_draft_item(owner=owner, others=[a_department("商务", region="410502")])
        services.review(version=version, actor=an_actor(Role.DEPUTY_HEAD, department=owner), at=AT)

        with pytest.raises(NotYours):
            services.publish(version=version, effective_from=TODAY, actor=clerk("市场监管"), at=AT)

    @pytest.mark.article(6)
    def test_refuses_a_joint_item_that_a_participant_has_not_signed(self) -> None:
        version = a_draft_item()
        services.countersign(version=version, actor=clerk("市场监管"), at=AT)
        services.review(version=version, actor=deputy(), at=AT)

        with pytest.raises(Refused) as caught:
            services.publish(version=version, effective_from=TODAY, actor=clerk("市场监管"), at=AT)

        assert caught.value.article == 6
        assert "共同研究制订" in caught.value.headline
        assert ItemVersion.objects.get(pk=version.pk).state == ItemState.REVIEWED

    def test_comes_after_review(self) -> None:
        version = a_countersigned_item()

        with pytest.raises(Refused) as caught:
            services.publish(version=version, effective_from=TODAY, actor=clerk("市场监管"), at=AT)

        assert caught.value.article == 14

    def test_refuses_a_page_that_somebody_else_has_overtaken(self) -> None:
        version = a_countersigned_item()
        services.review(version=version, actor=deputy(), at=AT)
        seen = ItemVersion.objects.get(pk=version.pk)
        services.send_back(version=version, because="再核", actor=deputy(), at=AT)

        with pytest.raises(Stale):
            services.publish(version=seen, effective_from=TODAY, actor=clerk("市场监管"), at=AT)


class TestNewVersion:
    def revise(self, version: ItemVersion) -> ItemVersion:
        return services.new_version(
            item=version.item,
            fields=FIELDS | {"title": "加油站抽查（新版）"},
            parts=parts_of(version.item.owner, [a_department("市场监管")]),
            actor=clerk(),
            at=AT,
        )

    def published(self, version: ItemVersion, days: int) -> ItemVersion:
        services.countersign(version=version, actor=clerk("市场监管"), at=AT)
        services.review(version=version, actor=deputy(), at=AT)
        return services.publish(
            version=version,
            effective_from=TODAY + timedelta(days=days),
            actor=clerk("市场监管"),
            at=AT,
        )

    @pytest.mark.article(2)
    def test_refuses_a_first_day_before_the_publication(self) -> None:
        new = self.revise(a_published_item())

        with pytest.raises(Refused) as caught:
            self.published(new, days=-1)

        assert caught.value.rule.name == "item_begins_no_earlier_than_published"

    def test_leaves_the_old_one_in_force_until_its_own_first_day(self) -> None:
        old = a_published_item()
        new = self.revise(old)
        assert in_force(on=TODAY).get() == old

        self.published(new, days=10)

        old.refresh_from_db()
        assert (old.state, new.state) == (ItemState.SUPERSEDED, ItemState.PUBLISHED)
        assert in_force(on=TODAY + timedelta(days=9)).get() == old
        assert in_force(on=TODAY + timedelta(days=10)).get() == new
        assert history(old).last().act == "catalogue.superseded"

    def test_replaces_a_suspended_one_without_bringing_it_back(self) -> None:
        old = a_published_item()
        services.suspend(version=old, because="上级清单调整", actor=clerk("市场监管"), at=AT)

        self.published(self.revise(old), days=5)

        assert not in_force(on=TODAY).exists()
        assert in_force(on=TODAY + timedelta(days=5)).get().number == 2

    def test_is_drafted_one_at_a_time_and_only_of_a_published_item(self) -> None:
        old = a_published_item()
        self.revise(old)
        with pytest.raises(Refused):
            self.revise(old)
        draft = a_draft_item("AY-LH-02")

        with pytest.raises(Refused) as caught:
            self.revise(draft)

        assert caught.value.article == 14

    def test_is_closed_after_repeal(self) -> None:
        old = a_published_item()
        services.abolish(version=old, because="依据已废止", actor=clerk("市场监管"), at=AT)

        with pytest.raises(Refused):
            self.revise(old)

    def test_is_the_owners(self) -> None:
        old = a_published_item()

        with pytest.raises(NotYours):
            services.new_version(item=old.item, fields=FIELDS, parts=[], actor=clerk("市场监管"), at=AT)


class TestSuspendResumeAbolish:
    def test_takes_out_of_force_and_back_with_public_reasons(self) -> None:
        version = a_published_item()
        actor = clerk("市场监管")

        services.suspend(version=version, because="上级清单调整", actor=actor, at=AT)
        assert not in_force(on=TODAY).exists()
        services.resume(version=version, because="调整完毕", actor=actor, at=AT)
        assert in_force(on=TODAY).get() == version
        services.abolish(version=version, because="依据已废止", actor=actor, at=AT)

        assert not in_force(on=TODAY).exists()
        assert [entry.body["because"] for entry in history(version).filter(because__gt="")] == [
            "上级清单调整",
            "调整完毕",
            "依据已废止",
        ]

    @pytest.mark.article(6)
    @pytest.mark.parametrize("act", [services.suspend, services.abolish])
    def test_refuses_to_do_so_without_a_reason(self, act: object) -> None:
        version = a_published_item()

        with pytest.raises(Refused) as caught:
            act(version=version, because=" ", actor=clerk("市场监管"), at=AT)

        assert caught.value.article == 6
        assert "动态管理" in caught.value.headline

    def test_is_the_compiling_departments(self) -> None:
        version = a_published_item()

        for act in (services.suspend, services.abolish):
            with pytest.raises(NotYours):
                act(version=version, because="理由", actor=clerk("应急管理"), at=AT)

    def test_never_deletes(self) -> None:
        version = a_published_item()

        services.abolish(version=version, because="依据已废止", actor=clerk("市场监管"), at=AT)

        kept = ItemVersion.objects.get(pk=version.pk)
        assert (kept.state, kept.effective_until) == (ItemState.ABOLISHED, TODAY)


def test_the_database_itself_keeps_one_version_in_force() -> None:
    version = a_published_item()

    with pytest.raises(IntegrityError), transaction.atomic():
        ItemVersion.objects.create(item=version.item, number=2, title="另一版", state=ItemState.PUBLISHED)


class TestPublishedVersion:
    @pytest.mark.article(6)
    @pytest.mark.parametrize("change", [{"title": "改名"}, {"ratio_min_bp": 1}, {"scope_rule": {}}])
    def test_keeps_its_words_whoever_writes(self, change: dict[str, object]) -> None:
        version = a_published_item()

        with pytest.raises(DatabaseError, match="Art"), transaction.atomic():
            ItemVersion.objects.filter(pk=version.pk).update(**change)

        with pytest.raises(DatabaseError, match="Art"), transaction.atomic():
            version.parts.update(content="改写")

    @pytest.mark.article(6)
    def test_is_never_deleted(self) -> None:
        version = a_published_item()

        with pytest.raises(DatabaseError), transaction.atomic():
            version.parts.all().delete()

        with pytest.raises(DatabaseError), transaction.atomic():
            ItemVersion.objects.filter(pk=version.pk)._raw_delete("default")

    def test_holds_until_the_day_it_ends_not_on_it(self) -> None:
        version = a_published_item()
        services.abolish(version=version, because="依据修改", actor=clerk("市场监管"), at=AT)

        assert version.effective_until == TODAY

    def test_tells_of_each_check_point_its_basis_and_whether_it_may_be_left_out(self) -> None:
        owner = a_department("商务")
        points = [
            Point(" 油品台账 ", "《办法》第九条", mandatory=False),
            Point("证照"),
            Point(""),
        ]

        version = services.draft_item(
            code="SW-01",
            kind=ListKind.DEPARTMENT,
            owner=owner,
            fields=FIELDS,
            parts=[services.PartDraft(owner, True, "成品油", points)],
            actor=clerk(),
            at=AT,
        )

        part = version.parts.get()
        assert part.check_points == ["油品台账", "证照"]
        assert part.points == (Point("油品台账", "《办法》第九条", mandatory=False), Point("证照"))
