"""The public's view of the lists: history side by side, and files to take away."""

import pytest
from django.test import Client
from django.urls import reverse

from suiji.catalogue import services
from suiji.organs.roles import Role
from suiji.papers import sheets
from tests.factories.catalogue import a_published_item, parts_of
from tests.factories.organs import AT, TODAY, a_department, an_actor

pytestmark = pytest.mark.django_db


class TestHistory:
    def test_is_shown_side_by_side_once_both_versions_are_public(self, client: Client) -> None:
        old = a_published_item()
        owner, deputy = old.item.owner, an_actor(Role.DEPUTY_HEAD, department=old.item.owner)
        others = [a_department("市场监管")]
        fields = {
            name: getattr(old, name)
            for name in ("field", "title", "object_scope", "modes", "ratio_min_bp", "frequency")
        } | {"legal_basis": "《新办法》第一条"}
        new = services.new_version(
            item=old.item,
            fields=fields,
            parts=parts_of(owner, others),
            actor=an_actor(Role.CLERK, department=owner),
            at=AT,
        )
        address = reverse("portal:item_compare", args=[old.pk, new.pk])
        assert client.get(address).status_code == 404

        clerk = an_actor(Role.CLERK, department=others[0])
        services.countersign(version=new, actor=clerk, at=AT)
        services.review(version=new, actor=deputy, at=AT)
        services.publish(version=new, effective_from=TODAY, actor=clerk, at=AT)

        html = client.get(address).content.decode()
        assert "《新办法》第一条" in html
        assert "与本页对照" in client.get(reverse("portal:item", args=[new.pk])).content.decode()

    def test_says_why_an_item_was_suspended_and_abolished(self, client: Client) -> None:
        version = a_published_item()
        clerk = an_actor(Role.CLERK, department=a_department("市场监管"))
        services.suspend(version=version, because="等待上级的新规定。", actor=clerk, at=AT)
        services.resume(version=version, because="新规定没有改动。", actor=clerk, at=AT)
        services.abolish(version=version, because="法规取消了<这项>检查。", actor=clerk, at=AT)

        html = client.get(reverse("portal:item", args=[version.pk])).content.decode()

        assert "不再作为新任务的依据" in html
        says = ["废止：法规取消了&lt;这项&gt;检查。", "恢复：新规定没有改动。", "暂停：等待上级的新规定。"]
        assert sorted(says, key=html.index) == says


class TestFiles:
    @pytest.mark.parametrize("kind", ["xlsx", "docx"])
    def test_gives_tables(self, client: Client, kind: str) -> None:
        a_published_item(title="=䶮加油站")

        content = client.get(reverse("portal:item_file", args=[kind])).content

        table = sheets.read_table(content, {"抽查事项": "title"}, (("title",),))
        assert [row.get("title") for row in table.rows] == ["=䶮加油站"]

    def test_knows_no_other_kind(self, client: Client) -> None:
        assert client.get(reverse("portal:item_file", args=["exe"])).status_code == 404
