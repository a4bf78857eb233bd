"""持续报送: a department's objects leave by themselves, all of them once and then what changes (Art. 11)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.urls import reverse

from suiji import law
from suiji.exchange import queries as exchange
from suiji.exchange import services as handing
from suiji.exchange.models import Due, ExchangeBatch, ExchangeRow, Feed
from suiji.exchange.queries import rows_of
from suiji.exchange.services import feeding
from suiji.exchange.services.carry import ASK_EVERY
from suiji.exchange.states import BatchState
from suiji.ledger import Actor, NotYours
from suiji.ledger.models import Entry
from suiji.libraries import services
from suiji.libraries.models import InspectedObject, Upload
from suiji.organs.roles import Role
from tests.factories.exchange import answered
from tests.factories.libraries import a_csv, import_objects, some_objects
from tests.factories.organs import AT, a_department, a_person, an_actor
from tests.factories.province import TOKEN, a_province

pytestmark = [pytest.mark.django_db, pytest.mark.article(11)]
TOMORROW = AT + timedelta(days=1)
HEADING = ["名称", "统一社会信用代码", "区划代码"]


def librarian() -> Actor:
    return an_actor(Role.LIBRARIAN, department=a_department())


def sender() -> Actor:
    return an_actor(Role.CLERK, department=a_department())


def begun() -> Feed:
    return services.begin_feed(basis="豫双随机办函〔2026〕2号", actor=librarian(), at=AT)


def handed_out() -> list[list[str]]:
    """The keys of every batch, batch by batch."""
    return [[row.key for row in rows_of(batch)] for batch in ExchangeBatch.objects.order_by("pk")]


def renamed(firm: InspectedObject, name: str) -> None:
    import_objects(a_csv(HEADING, [name, firm.code, firm.region_id]))


class TestFirstPassage:
    def test_everything_there_is_leaves_in_pieces(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feeding, "PIECE", 2)
        firms = sorted(some_objects(5), key=lambda one: one.pk)
        some_objects(2, department=a_department("商务"))
        begun()

        services.feed_out(at=AT)

        codes = [one.code for one in firms]
        assert handed_out() == [codes[:2], codes[2:4], codes[4:]]
        assert Feed.objects.get().first_passage_done
        services.feed_out(at=AT)
        services.feed_out(at=TOMORROW)
        assert ExchangeBatch.objects.count() == 3

    def test_says_what_the_library_says_and_neither_class_nor_people(self) -> None:
        (firm,) = some_objects(1, cells={"法定代表人": "王小二", "联系电话": "13800000000"})
        services.receive_ratings(
            rows=[(firm.code, "D")],
            rated_on=AT.date(),
            source="信用平台",
            version="第 1 期",
            actor=librarian(),
            at=AT,
        )
        begun()

        services.feed_out(at=AT)

        said = ExchangeRow.objects.get().values
        assert (said["name"], said["uscc"], said["standing"]) == (firm.name, firm.uscc, "ACTIVE")
        assert not {"王小二", "13800000000", "D"} & {str(word) for word in said.values()}
        entry = Entry.objects.get(act="exchange.handed_out")
        assert "检查对象 1 户" in entry.sentence
        assert firm.code not in json.dumps(entry.facts)

    def test_goes_on_where_it_was_killed(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(feeding, "PIECE", 2)
        some_objects(5)
        begun()
        made = feeding.batch_of

        def dies(*args: Any, **words: Any) -> ExchangeBatch:
            batch = made(*args, **words)
            if batch.number.endswith("0002"):
                raise KeyboardInterrupt
            return batch

        with monkeypatch.context() as patch:
            patch.setattr(feeding, "batch_of", dies)
            with pytest.raises(KeyboardInterrupt):
                services.feed_out(at=AT)
        assert [len(keys) for keys in handed_out()] == [2]
        services.feed_out(at=AT)

        keys = [key for batch in handed_out() for key in batch]
        assert len(keys) == len(set(keys)) == 5

    def test_waits_while_a_file_is_being_written(self) -> None:
        begun()
        settings_of = connection.settings_dict
        address = {"host": settings_of["HOST"], "port": settings_of["PORT"] or None, "dbname": settings_of["NAME"],
                   "user": settings_of["USER"], "password": settings_of["PASSWORD"]}  # fmt: skip
        with psycopg.connect(**{name: word for name, word in address.items() if word}) as writer:
            writer.execute("LOCK TABLE libraries_inspectedobject IN ROW EXCLUSIVE MODE")
            assert services.feed_out(at=AT) == 0
        assert Feed.objects.get().until is None

        assert services.feed_out(at=AT) > 0
        assert Feed.objects.get().until == 0


class TestChanges:
    def fed(self, number: int = 3) -> list[InspectedObject]:
        """Objects that have left, with nothing waiting."""
        firms = some_objects(number)
        begun()
        services.feed_out(at=AT)
        services.feed_out(at=AT)
        return firms

    def test_leave_the_next_day_and_nothing_else_does(self) -> None:
        first, second, _ = self.fed()
        renamed(first, "改名加油站")
        services.feed_out(at=AT)
        assert len(handed_out()) == 1

        services.feed_out(at=TOMORROW)

        assert handed_out()[1:] == [[first.code]]
        assert ExchangeRow.objects.filter(key=first.code).latest("pk").values["name"] == "改名加油站"
        assert ExchangeRow.objects.filter(key=second.code).count() == 1

    def test_are_noted_only_where_something_is_told_of_them(self) -> None:
        first, second, _ = self.fed()
        services.tag_objects(
            rows=InspectedObject.objects.filter(pk=first.pk),
            word="加油站",
            pool=False,
            off=False,
            actor=librarian(),
            at=AT,
        )
        renamed(second, "一日之名")
        renamed(second, second.name)

        services.feed_out(at=TOMORROW)

        assert len(handed_out()) == 1
        assert not Due.objects.exists()

    def test_of_departments_that_do_not_report_are_not_noted(self) -> None:
        self.fed()

        some_objects(2, department=a_department("商务"))

        assert not Due.objects.exists()

    def test_new_objects_leave_at_once_when_somebody_wants_it(self) -> None:
        self.fed()
        (new,) = some_objects(1)
        assert exchange.feed_sheet("OBJECT", new.source_id).waiting == 1  # type: ignore[union-attr]

        handing.hasten_feed(feed=Feed.objects.get(), actor=librarian(), at=AT)
        services.feed_out(at=AT)

        assert handed_out()[1:] == [[new.code]]

    def test_what_was_sent_back_or_taken_back_leaves_again(self) -> None:
        first, second, _ = self.fed()
        batch = ExchangeBatch.objects.get()
        answered(
            batch,
            (first.code, "接收", "2026-03-02"),
            (second.code, "退回", "", "代码不对"),
            actor=sender(),
            at=AT,
        )

        services.feed_out(at=TOMORROW)
        assert handed_out()[1:] == [[second.code]]
        handing.take_back(
            batch=ExchangeBatch.objects.latest("pk"), because="还没有送", actor=sender(), at=TOMORROW
        )
        services.feed_out(at=TOMORROW + timedelta(days=1))

        assert handed_out()[2:] == [[second.code]]

    def test_an_import_undone_leaves_as_taken_out_of_the_library(self) -> None:
        self.fed()
        (new,) = some_objects(1)
        services.feed_out(at=TOMORROW)

        services.undo_upload(
            upload=Upload.objects.latest("pk"), because="传错文件", actor=librarian(), at=TOMORROW
        )
        services.feed_out(at=TOMORROW + timedelta(days=1))

        last = ExchangeRow.objects.filter(key=new.code).latest("pk")
        assert (last.values["name"], last.values["standing"]) == (new.name, "REMOVED")
        assert handed_out()[2:] == [[new.code]]

    def test_what_never_left_is_not_taken_out(self) -> None:
        self.fed()
        some_objects(1)
        services.undo_upload(upload=Upload.objects.latest("pk"), because="传错文件", actor=librarian(), at=AT)

        services.feed_out(at=TOMORROW)

        assert len(handed_out()) == 1


class TestEnd:
    def test_what_changes_afterwards_stays_here_and_a_new_beginning_sends_what_differs(self) -> None:
        first, _ = some_objects(2)
        begun()
        services.feed_out(at=AT)
        handing.end_feed(feed=Feed.objects.get(), actor=librarian(), at=AT)
        renamed(first, "改名加油站")
        assert not Due.objects.exists()
        assert services.feed_out(at=TOMORROW) == 0

        services.begin_feed(basis="重新对接", actor=librarian(), at=TOMORROW)
        services.feed_out(at=TOMORROW)

        assert handed_out()[1:] == [[first.code]]

    def test_is_said_once(self) -> None:
        feed = begun()
        handing.end_feed(feed=feed, actor=librarian(), at=AT)

        with pytest.raises(law.Refused):
            handing.end_feed(feed=feed, actor=librarian(), at=AT)
        with pytest.raises(law.Refused):
            handing.hasten_feed(feed=feed, actor=librarian(), at=AT)
        assert handing.feed_next(feed=feed, shelf=services.Objects(), at=AT) is False


class TestWho:
    def test_begins_twice_begins_once(self) -> None:
        assert begun() == begun()
        assert Entry.objects.filter(act="exchange.feed_begun").count() == 1

    @pytest.mark.parametrize("role", [Role.INSPECTOR, Role.OFFICE, Role.AUDITOR])
    def test_others_do_not_begin(self, role: Role) -> None:
        with pytest.raises(NotYours):
            services.begin_feed(basis="x", actor=an_actor(role), at=AT)

    def test_another_department_neither_hastens_nor_ends(self) -> None:
        feed = begun()
        other = an_actor(Role.LIBRARIAN, department=a_department("商务"))

        with pytest.raises(NotYours):
            handing.end_feed(feed=feed, actor=other, at=AT)
        with pytest.raises(NotYours):
            handing.hasten_feed(feed=feed, actor=other, at=AT)


class TestPlatform:
    @pytest.fixture
    def province(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
        with a_province() as found:
            monkeypatch.setattr(settings.ENVIRONMENT, "hook_hosts", [found.address.removeprefix("http://")])
            yield found

    def test_takes_the_library_answers_and_is_compared(self, province: Any) -> None:
        partner = handing.set_partner(
            name="省平台", base=province.address, token=TOKEN, kinds=["OBJECT"], basis="函", at=AT,
            actor=an_actor(Role.SYSTEM_ADMIN),
        )  # fmt: skip
        firms = some_objects(3)
        begun()
        services.feed_out(at=AT)
        handing.carry(at=AT)
        (batch,) = ExchangeBatch.objects.all()
        province.accept_all(batch.number, "2026-03-02 09:05:00")
        handing.carry(at=AT + ASK_EVERY)
        province.rows = [{"key": firms[0].code, "sha256": "0" * 64}, {"key": "AY-1", "sha256": "1" * 64}]

        handing.ask_compare(subject=partner, actor=an_actor(Role.SYSTEM_ADMIN, name="孙系"), at=AT)
        assert handing.compare_asked(at=AT + ASK_EVERY) == 1

        partner.refresh_from_db()
        assert ExchangeBatch.objects.get().state == BatchState.SETTLED
        assert partner.different == 4
        assert partner.differences == [
            ["OBJECT", firms[1].code, "对方没有"],
            ["OBJECT", firms[2].code, "对方没有"],
            ["OBJECT", "AY-1", "本系统没有记载"],
            ["OBJECT", firms[0].code, "内容不同"],
        ]
        assert "孙系" in Entry.objects.get(act="exchange.compared").sentence
        assert handing.compare_asked(at=AT + ASK_EVERY) == 0


class TestPage:
    def test_leads_from_the_beginning_to_the_end(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("suiji.config.clock.now", lambda: AT)
        some_objects(3)
        she = Client()
        she.force_login(a_person("何洁", Role.LIBRARIAN, department=a_department(), username="he"))
        page = reverse("libraries:feed")

        assert "开始持续报送" in she.get(page).content.decode()
        assert "必填" in she.post(page, {"basis": ""}).content.decode()
        assert "已经开始" in she.post(page, {"basis": "函〔2026〕2号"}, follow=True).content.decode()
        services.feed_out(at=AT)
        shown = she.get(page).content.decode()
        batch = ExchangeBatch.objects.get()
        assert batch.number in shown
        assert "已经报完" in shown
        assert (
            InspectedObject.objects.earliest("pk").name
            in she.get(reverse("exchange:batch", args=[batch.pk])).content.decode()
        )
        assert "一分钟之内" in she.post(reverse("libraries:hasten_feed"), follow=True).content.decode()
        assert "已经停止" in she.post(reverse("libraries:end_feed"), follow=True).content.decode()
        assert she.post(reverse("libraries:end_feed")).status_code == 404

    def test_is_not_an_inspectors(self) -> None:
        he = Client()
        he.force_login(a_person("周正", Role.INSPECTOR, department=a_department(), username="zhou"))

        assert he.get(reverse("libraries:feed")).status_code == 403
