"""The pages of the exchange."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from suiji.exchange import queries
from suiji.exchange.models import ExchangeBatch, FieldMapping
from suiji.exchange.states import BatchState
from suiji.ledger import Actor
from suiji.organs.roles import Role
from suiji.papers import sheets
from tests.factories.exchange import a_batch, a_sender, an_offer, answers
from tests.factories.organs import AT, a_department, an_actor, an_office, the_person

pytestmark = pytest.mark.django_db
CLOCK = "suiji.config.clock.now"


@pytest.fixture(autouse=True)
def _two_days_later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(CLOCK, lambda: AT + timedelta(days=2))


def client_of(actor: Actor) -> Client:
    client = Client()
    client.force_login(the_person(actor))
    return client


def bring(client: Client, batch: ExchangeBatch, content: bytes) -> str:
    file = SimpleUploadedFile("回执.csv", content)
    url = reverse("exchange:batch", args=[batch.pk])
    return client.post(url, {"file": file}, follow=True).content.decode()


class TestBatches:
    def test_lead_to_each_batch(self, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
        actor = a_sender()
        batches = [a_batch(an_offer(f"AY-{place}"), actor=actor) for place in range(3)]
        client = client_of(actor)

        with django_assert_max_num_queries(9):
            html = client.get(reverse("exchange:list")).content.decode()

        assert all(batch.number in html for batch in batches)
        assert "已导出，等待回执" in html

    def test_can_be_narrowed_to_a_kind(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)

        html = client_of(actor).get(reverse("exchange:list"), {"kind": "PLAN"}).content.decode()

        assert batch.number not in html
        assert "还没有批次" in html


class TestBatch:
    def test_takes_a_reply_and_shows_both_times(
        self, django_assert_max_num_queries: DjangoAssertNumQueries
    ) -> None:
        actor = a_sender()
        batch = a_batch(an_offer(), an_offer("AY-LH-02"), actor=actor)
        client = client_of(actor)

        html = bring(client, batch, answers(("AY-LH-01", "接收", "2026-03-03 09:30"), ("AY-LH-02", "退回")))

        assert "接收 1 条，退回 0 条。另有 1 行没有导入" in html
        assert "退回没有写原因" in html
        with django_assert_max_num_queries(13):
            html = client.get(reverse("exchange:batch", args=[batch.pk])).content.decode()
        assert "2026年3月2日（周一）09:00" in html
        assert "2026年3月3日（周二）09:30" in html

    def test_says_what_is_wrong_with_a_file(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)

        assert "没有找到表头" in bring(client_of(actor), batch, b"a,b\n1,2")

    def test_gives_its_files_and_a_blank_reply_that_comes_in_again(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)
        client = client_of(actor)

        answer = client.post(reverse("exchange:download", args=[batch.pk, "csv"]))
        blank = client.get(reverse("exchange:reply", args=[batch.pk])).content

        assert f'filename="{batch.number}.csv"' in answer["Content-Disposition"]
        table = sheets.read_table(blank, {"记录标识": "key"}, (("key",),))
        assert [row.get("key") for row in table.rows] == ["AY-LH-01"]
        assert "没有一行写了结果" in bring(client, batch, blank)
        assert client.post(reverse("exchange:download", args=[batch.pk, "pdf"])).status_code == 404

    def test_shows_others_the_rows_and_no_act(self) -> None:
        batch = a_batch()
        other = client_of(an_actor(Role.CLERK, department=a_department("商务")))

        html = other.get(reverse("exchange:batch", args=[batch.pk])).content.decode()

        assert "加油站经营情况抽查" in html
        assert "导入回执" not in html
        assert "收回批次" not in html

    def test_is_taken_back_on_a_page_of_its_own(self) -> None:
        actor = a_sender()
        batch = a_batch(actor=actor)
        client = client_of(actor)
        url = reverse("exchange:take_back", args=[batch.pk])

        assert "重新等待导出" in client.get(url).content.decode()
        html = client.post(url, {"because": "没有报送"}, follow=True).content.decode()

        batch.refresh_from_db()
        assert batch.state == BatchState.TAKEN_BACK
        assert "已经收回" in html


class TestMapping:
    def test_is_shown_with_its_headings(self) -> None:
        html = client_of(a_sender()).get(reverse("exchange:mapping", args=["ITEM"])).content.decode()

        assert "随系统提供的版本" in html
        assert "修订字段对照" not in html

    @pytest.mark.parametrize("role", [Role.OFFICE, Role.SYSTEM_ADMIN])
    def test_is_revised_as_lines_of_text(self, role: Role) -> None:
        keeper = client_of(an_actor(role, department=an_office()))
        url = reverse("exchange:revise", args=["ITEM"])
        columns = "事项编码 = 事项编号\nMC＝抽查事项\n依据=检查依据\n部门=发起部门\n状态=事项状态"
        said = {
            "columns": columns,
            "codes": "检查方式：实地检查 = 01",
            "date_form": "SLASH",
            "joiner": ",",
            "source": "接口文件",
        }

        html = keeper.post(url, said, follow=True).content.decode()

        assert "第 1 版已经启用" in html
        assert queries.mapping_in_use("ITEM")[1].heading == (
            "批次号",
            "记录标识",
            "事项编码",
            "MC",
            "依据",
            "部门",
            "状态",
        )
        assert "事项编码 = 事项编号" in keeper.get(url).content.decode()

    @pytest.mark.parametrize(
        ("said", "words"),
        [
            ({"columns": "编号 = 没有的字段"}, "第 1 行看不懂"),
            ({"columns": "编号 = 事项编号"}, "缺“抽查事项”"),
            ({"codes": "检查方式：飞 = 1"}, "第 1 行看不懂"),
            ({"codes": "没有：飞 = 1"}, "第 1 行看不懂"),
        ],
    )
    def test_names_the_line_that_is_wrong_and_keeps_what_was_typed(
        self, said: dict[str, str], words: str
    ) -> None:
        keeper = client_of(an_actor(Role.OFFICE, department=an_office()))
        whole = {"columns": "编号 = 事项编号", "codes": "", "date_form": "ISO", "joiner": "、", "source": "x"}

        html = keeper.post(reverse("exchange:revise", args=["ITEM"]), whole | said).content.decode()

        assert words in html
        assert not FieldMapping.objects.exists()

    def test_of_an_unknown_kind_is_nowhere(self) -> None:
        client = client_of(an_actor(Role.OFFICE, department=an_office()))

        assert client.get(reverse("exchange:mapping", args=["X"])).status_code == 404
        assert client.get(reverse("exchange:revise", args=["X"])).status_code == 404
