"""群机器人: told through apprise, to the allowed hosts only, once, and nothing but names, numbers and days (R111)."""

import json
import logging
from datetime import date, timedelta
from typing import Any

import pytest
import requests
from django.db import connection
from django.test import Client
from django.urls import reverse

from suiji.ledger import NotYours
from suiji.ledger.models import Entry
from suiji.messages import robots, services
from suiji.messages.models import Channel, Delivery, DeliveryState, GroupRobot, MessageKind
from suiji.messages.services import delivering
from suiji.organs.models import Person
from suiji.organs.queries import actor_of
from suiji.organs.roles import Role
from tests.factories.organs import AT, TODAY, a_department, a_person

pytestmark = pytest.mark.django_db
TOKEN = "abcdef0123456789abcdef0123456789"
ADDRESSES = {
    Channel.DINGTALK: f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}",
    Channel.WECOM: f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}",
    Channel.FEISHU: f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}",
}
SECRET_SENTENCE = "对安阳市某某餐饮有限公司的检查今天到期。"


class Outside:
    """The other side: what reached it, and what it answers."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, dict[str, Any]]] = []
        self.status = 200
        self.body: object = {"errcode": 0, "code": 0}
        self.down = False

    def post(self, url: str, **given: Any) -> requests.Response:
        assert given["allow_redirects"] is False
        assert given["timeout"] == (robots.CONNECT, robots.PATIENCE)
        if self.down:
            raise requests.ConnectionError(f"no way to {url}")
        self.heard.append((url, json.loads(given["data"])))
        answer = requests.Response()
        answer.status_code = self.status
        answer._content = json.dumps(self.body).encode()
        return answer


@pytest.fixture
def outside(monkeypatch: pytest.MonkeyPatch) -> Outside:
    there = Outside()
    monkeypatch.setattr("suiji.messages.robots.requests.post", there.post)
    return there


@pytest.fixture
def wang() -> Person:
    return a_person("王静", Role.CLERK)


def tell(*people: Person, key: str = "k", due_on: date | None = None) -> None:
    services.tell(
        people=people,
        key=key,
        kind=MessageKind.REMINDER,
        sentence=SECRET_SENTENCE,
        url="/desk/",
        due_on=due_on,
        at=AT,
    )


def a_robot(person: Person, kind: str = Channel.DINGTALK, **changes: Any) -> GroupRobot:
    actor = actor_of(person, today=TODAY)
    assert actor is not None
    facts = {"kind": kind, "label": "执法一组", "token": ADDRESSES[Channel(kind)], "quiet": False}
    return services.set_robot(**(facts | changes), actor=actor, at=AT)


class TestSay:
    @pytest.mark.parametrize("kind", list(ADDRESSES))
    def test_reaches_the_robot_of_its_kind(self, wang: Person, outside: Outside, kind: Channel) -> None:
        a_robot(wang, kind)
        tell(wang, due_on=date(2026, 11, 30))

        assert services.deliver(at=AT) == 1

        ((url, said),) = outside.heard
        assert url.startswith(f"https://{robots.HOSTS[kind]}/")
        assert TOKEN in url
        words = json.dumps(said, ensure_ascii=False)
        assert "王静：1 项，最近期限 11月30日" in words
        assert "双随机" in words

    def test_a_group_never_hears_what_it_is_about(self, wang: Person, outside: Outside) -> None:
        a_robot(wang)
        tell(wang)

        services.deliver(at=AT)

        assert "餐饮" not in json.dumps(outside.heard, ensure_ascii=False)

    def test_sums_up_a_round_and_says_nothing_twice(self, wang: Person, outside: Outside) -> None:
        li = a_person("李强", Role.INSPECTOR)
        a_robot(wang)
        tell(wang, li, key="one", due_on=date(2026, 12, 2))
        tell(wang, key="two", due_on=date(2026, 12, 1))

        assert (services.deliver(at=AT), services.deliver(at=AT)) == (3, 0)

        (said,) = (body["text"]["content"] for _, body in outside.heard)
        assert "王静：2 项，最近期限 12月1日" in said
        assert "李强：1 项" in said

    def test_other_departments_hear_nothing(self, wang: Person, outside: Outside) -> None:
        a_robot(wang)
        tell(a_person("外人", Role.CLERK, department=a_department("教育")))

        assert services.deliver(at=AT) == 0
        assert outside.heard == []

    def test_signs_where_a_secret_was_given(
        self, wang: Person, outside: Outside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        given: dict[str, Any] = {}

        def keep(url: str, **more: Any) -> requests.Response:
            given.update(more)
            return outside.post(url, **more)

        monkeypatch.setattr("suiji.messages.robots.requests.post", keep)
        a_robot(wang, secret="SEC0123456789abcdef")
        tell(wang)
        services.deliver(at=AT)

        assert set(given["params"]) == {"timestamp", "sign"}


class TestTrouble:
    @pytest.mark.parametrize(
        ("status", "body"),
        [(200, {"errcode": 310000}), (200, {"code": 9499}), (500, {}), (302, {}), (200, "<html>")],
    )
    def test_a_refusal_is_a_failure_whatever_its_status(
        self, wang: Person, outside: Outside, status: int, body: object
    ) -> None:
        a_robot(wang)
        tell(wang)
        outside.status, outside.body = status, body

        assert services.deliver(at=AT) == 0

        row = Delivery.objects.get()
        assert (row.outcome, row.attempts) == (DeliveryState.WAITING, 1)
        outside.status, outside.body = 200, {"errcode": 0}
        assert services.deliver(at=AT) == 1

    def test_is_tried_five_times_then_given_up_and_shown(self, wang: Person, outside: Outside) -> None:
        a_robot(wang)
        tell(wang)
        outside.down = True
        for _ in range(services.ATTEMPTS):
            assert services.deliver(at=AT) == 0

        assert Delivery.objects.get().outcome == DeliveryState.FAILED
        client = Client()
        client.force_login(wang)
        page = client.get(reverse("messages:robots")).content.decode()
        assert "有消息没有发到群里" in page
        assert TOKEN not in page
        assert TOKEN not in Delivery.objects.get().trouble

    def test_a_house_that_died_while_sending_sends_nothing_twice(
        self, wang: Person, outside: Outside, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        a_robot(wang)
        tell(wang)

        def die(*_: object) -> int:
            raise SystemExit

        with monkeypatch.context() as patch:
            patch.setattr(delivering, "_settle", die)
            with pytest.raises(SystemExit):
                services.deliver(at=AT)
        assert len(outside.heard) == 1

        assert services.deliver(at=AT + timedelta(minutes=5)) == 0
        assert services.deliver(at=AT + timedelta(hours=1)) == 0

        row = Delivery.objects.get()
        assert (row.outcome, row.trouble) == (DeliveryState.FAILED, delivering.UNKNOWN)
        assert len(outside.heard) == 1


class TestTheWayOut:
    @pytest.mark.parametrize(
        "url",
        [
            "https://169.254.169.254/latest/meta-data/",
            "https://localhost/robot/send",
            "http://oapi.dingtalk.com/robot/send",
            "https://oapi.dingtalk.com.evil.example/robot/send",
            "https://oapi.dingtalk.com@10.0.0.1/robot/send",
            "file:///etc/passwd",
        ],
    )
    def test_leads_to_the_allowed_hosts_only(self, outside: Outside, url: str) -> None:
        with pytest.raises(requests.RequestException, match="not allowed"):
            robots._post(url, data="{}")
        assert outside.heard == []

    def test_is_the_only_one_the_plugins_know(self) -> None:
        for plugin in (robots.dingtalk, robots.wecombot, robots.feishu):
            assert plugin.requests.post is robots._post

    def test_is_shut_where_the_installation_says_so(
        self, wang: Person, outside: Outside, settings: Any
    ) -> None:
        a_robot(wang)
        settings.ENVIRONMENT = settings.ENVIRONMENT.model_copy(update={"message_hosts": ["open.feishu.cn"]})
        tell(wang)

        assert services.deliver(at=AT) == 0
        assert not Delivery.objects.exists()
        with pytest.raises(robots.Unfit):
            a_robot(wang)

    @pytest.mark.parametrize(
        "words",
        [
            "https://evil.example/robot/send?access_token=abcdef0123456789",
            "http://oapi.dingtalk.com/robot/send?access_token=abcdef0123456789",
            "https://oapi.dingtalk.com:8443/robot/send?access_token=abcdef0123456789",
            "https://oapi.dingtalk.com/robot/send?access_token=a/../b%0d%0a",
            "short",
            "",
        ],
    )
    def test_takes_no_address_of_another_kind(self, words: str) -> None:
        with pytest.raises(robots.Unfit):
            robots.token_of(Channel.DINGTALK, words)

    @pytest.mark.parametrize("kind", list(ADDRESSES))
    def test_finds_the_token_in_what_was_pasted(self, kind: Channel) -> None:
        assert robots.token_of(kind, ADDRESSES[kind]) == TOKEN
        assert robots.token_of(kind, f" {TOKEN} ") == TOKEN


class TestSecrets:
    def test_lie_sealed_and_are_on_no_page_in_no_log_and_not_in_the_ledger(
        self, wang: Person, outside: Outside, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        robot = a_robot(wang)
        outside.body = {"errcode": 310000, "errmsg": f"token {TOKEN} is not exist"}
        tell(wang)
        services.deliver(at=AT)

        with connection.cursor() as cursor:
            cursor.execute("SELECT token, secret FROM outbox_grouprobot")
            assert TOKEN not in str(cursor.fetchall())
        client = Client()
        client.force_login(wang)
        assert TOKEN not in client.get(reverse("messages:robots")).content.decode()
        assert TOKEN not in caplog.text
        entry = Entry.objects.get(act="messages.robot_set")
        assert TOKEN not in f"{entry.sentence}{entry.facts}"
        assert TOKEN not in str(robot)


class TestNightAndDigest:
    NIGHT = AT.replace(hour=14)  # 22:00 in Anyang

    def test_a_quiet_group_sleeps(self, wang: Person, outside: Outside) -> None:
        a_robot(wang, quiet=True)
        tell(wang)

        assert services.deliver(at=self.NIGHT) == 0
        assert services.deliver(at=AT + timedelta(days=1)) == 1

    def test_a_group_that_wants_one_message_a_day_gets_one(self, wang: Person, outside: Outside) -> None:
        a_robot(wang, digest=True)
        tell(wang, key="one")
        assert services.deliver(at=AT) == 1
        tell(wang, key="two")

        assert services.deliver(at=AT + timedelta(hours=1)) == 0
        assert services.deliver(at=AT + timedelta(days=1)) == 1
        assert len(outside.heard) == 2


class TestRobots:
    def test_one_of_a_kind_takes_the_place_of_the_one_before(self, wang: Person) -> None:
        a_robot(wang)
        a_robot(wang, label="执法二组")

        assert [robot.label for robot in GroupRobot.objects.all()] == ["执法二组"]

    def test_one_that_is_removed_gives_up_what_waited(self, wang: Person, outside: Outside) -> None:
        robot = a_robot(wang)
        tell(wang)

        services.remove_robot(robot=robot, actor=actor_of(wang, today=TODAY), at=AT)

        assert services.deliver(at=AT) == 0
        assert Delivery.objects.get().outcome == DeliveryState.FAILED
        assert outside.heard == []

    def test_is_the_departments_own(self, wang: Person) -> None:
        robot = a_robot(wang)
        stranger = a_person("外人", Role.CLERK, department=a_department("教育"))
        inspector = a_person("检查员", Role.INSPECTOR)

        for person in (stranger, inspector):
            with pytest.raises(NotYours):
                services.remove_robot(robot=robot, actor=actor_of(person, today=TODAY), at=AT)

    def test_is_set_tried_and_removed_on_its_page(self, wang: Person, outside: Outside) -> None:
        client = Client()
        client.force_login(wang)
        url = reverse("messages:robots")
        given = {"kind": "DINGTALK", "label": "执法一组", "token": ADDRESSES[Channel.DINGTALK], "quiet": "on"}

        page = client.post(url, given | {"token": ADDRESSES[Channel.WECOM]}).content.decode()
        assert "这不是钉钉群机器人的地址" in page
        assert "已登记" in client.post(url, given, follow=True).content.decode()
        pk = GroupRobot.objects.get().pk
        tried = client.post(reverse("messages:try_robot", args=[pk]), follow=True).content.decode()
        assert "测试消息已发出" in tried
        outside.down = True
        tried = client.post(reverse("messages:try_robot", args=[pk]), follow=True).content.decode()
        assert "没有发出" in tried
        gone = client.post(reverse("messages:remove_robot", args=[pk]), follow=True).content.decode()
        assert "机器人已停用" in gone
        assert not GroupRobot.objects.exists()
