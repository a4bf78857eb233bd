"""Work guides, bases point by point, and fields of special focus (Art. 4, 18)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, transaction
from django.test import Client
from django.urls import reverse

from suiji.catalogue import queries, services
from suiji.catalogue.models import Guide, ItemVersion, ListFile, ListKind, Point
from suiji.catalogue.points import points_in, points_text
from suiji.law import Refused
from suiji.ledger import Actor, NotYours
from suiji.organs.roles import Role
from tests.factories.catalogue import FIELDS, a_draft_item, a_published_item, parts_of
from tests.factories.organs import AT, a_department, an_actor, the_person

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.7 guide"


def clerk(line: str = "商务") -> Actor:
    return an_actor(Role.CLERK, department=a_department(line))


def guided(version: ItemVersion, line: str = "商务") -> Guide:
    return services.add_guide(version=version, name="指引.pdf", content=PDF, actor=clerk(line), at=AT)


@pytest.mark.article(18)
class TestGuides:
    def test_are_each_departments_own_and_kept_once(self) -> None:
        version = a_draft_item()
        guided(version)
        guided(version)
        guided(version, "应急管理")

        assert queries.guides_of(version).count() == 2
        assert queries.guides_of(version, a_department("应急管理").pk).get().name == "指引.pdf"

    def test_are_not_added_by_a_department_that_checks_nothing_there(self) -> None:
        with pytest.raises(NotYours):
            guided(a_draft_item(), "公安")

    def test_stand_with_the_published_version_and_go_on_into_the_next(self) -> None:
        version = a_published_item()
        with pytest.raises(Refused):
            guided(version)
        draft = services.new_version(
            item=version.item,
            fields=FIELDS,
            parts=parts_of(version.item.owner, [a_department("市场监管")]),
            actor=clerk(),
            at=AT,
        )
        guided(draft)

        services.remove_guide(guide=Guide.objects.get(), actor=clerk(), at=AT)

        assert not Guide.objects.exists()

    def test_of_a_public_version_nobody_changes(self) -> None:
        version = a_draft_item()
        guide = guided(version)
        ItemVersion.objects.filter(pk=version.pk).update(state="PUBLISHED")

        with pytest.raises(DatabaseError), transaction.atomic():
            guide.delete()

    def test_are_carried_into_the_next_version(self) -> None:
        version = a_draft_item(kind=ListKind.DEPARTMENT)
        guided(version)
        services.review(
            version=version, actor=an_actor(Role.DEPUTY_HEAD, department=version.item.owner), at=AT
        )
        services.publish(version=version, effective_from=AT.date(), actor=clerk(), at=AT)

        new = services.new_version(
            item=version.item, fields=FIELDS, parts=parts_of(version.item.owner, []), actor=clerk(), at=AT
        )

        assert [one.name for one in queries.guides_of(new)] == ["指引.pdf"]

    def test_are_taken_off_by_their_own_department_alone(self) -> None:
        guide = guided(a_draft_item())

        with pytest.raises(NotYours):
            services.remove_guide(guide=guide, actor=clerk("市场监管"), at=AT)

    def test_come_in_and_out_on_the_items_page(self) -> None:
        version = a_draft_item()
        client = Client()
        client.force_login(the_person(clerk()))
        url = reverse("catalogue:add_guide", args=[version.pk])

        assert "请上传 PDF" in client.post(url, {"file": SimpleUploadedFile("a.exe", b"x")}).content.decode()
        html = client.post(url, {"file": SimpleUploadedFile("指引.pdf", PDF)}, follow=True).content.decode()

        assert "指引.pdf" in html
        assert "还有要点没有写明自己的依据" in html
        guide = Guide.objects.get()
        answer = client.get(reverse("catalogue:guide", args=[guide.pk]))
        assert b"".join(answer) == PDF
        assert client.get(reverse("catalogue:guide", args=[0])).status_code == 404
        page = client.post(reverse("catalogue:remove_guide", args=[guide.pk]), follow=True).content.decode()
        assert "工作指引已经撤下" in page


@pytest.mark.article(18)
class TestPoints:
    WORDS = "证照是否齐全｜《办法》第五条\n台账是否完整｜选查\n价格公示"

    def test_are_read_and_written_with_their_bases(self) -> None:
        points = points_in(self.WORDS)

        assert points == [
            Point("证照是否齐全", "《办法》第五条"),
            Point("台账是否完整", mandatory=False),
            Point("价格公示"),
        ]
        assert points_text(points) == self.WORDS

    def test_keep_their_bases_when_a_list_goes_out_and_comes_in_again(self) -> None:
        owner = a_department("商务")
        services.draft_item(
            code="SW-01",
            kind=ListKind.DEPARTMENT,
            owner=owner,
            fields=FIELDS | {"special_focus": True},
            parts=[services.PartDraft(owner, True, "检查内容", points_in(self.WORDS))],
            actor=clerk(),
            at=AT,
        )
        content = queries.as_file(queries.listing(), "xlsx")

        file = services.bring_list(
            kind=ListKind.DEPARTMENT, name="清单.xlsx", content=content, actor=clerk(), at=AT
        )

        (row,) = queries.read_list(ListFile.objects.get(pk=file.pk)).rows
        assert list(row.points) == points_in(self.WORDS)
        assert row.fields["special_focus"] is True


@pytest.mark.article(4)
class TestSpecialFocus:
    def test_is_said_of_an_item_to_officials_and_to_the_public(self) -> None:
        version = a_published_item(special_focus=True)

        assert ("特殊重点领域", "是，不计入抽查比例统计") in queries.facts(version)
        html = Client().get(reverse("portal:item", args=[version.pk])).content.decode()
        assert "特殊重点领域" in html

    def test_is_not_said_of_others(self) -> None:
        assert (
            "特殊重点领域"
            not in Client().get(reverse("portal:item", args=[a_published_item().pk])).content.decode()
        )
