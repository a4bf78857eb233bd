"""Messages: told once, read by their own people only, carried out of the house by e-mail and webhook."""

import json
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from suiji.messages import queries, services
from suiji.messages.models import Delivery, DeliveryState, Message, MessageKind
from suiji.organs.models import Person
from suiji.organs.queries import actor_of
from suiji.organs.roles import Role
from tests.factories.organs import AT, TODAY, a_person

pytestmark = pytest.mark.django_db


def tell(*people: Person, key: str = "k") -> int:
    return services.tell(
        people=people,
        key=key,
        kind=MessageKind.REMINDER,
        sentence="计划还没有报送。",
        url="/desk/plans/",
        at=AT,
    )


@pytest.fixture
def wang() -> Person:
    return a_person("王静", Role.CLERK)


@pytest.fixture
def webhook(settings: object) -> Iterator[list[dict[str, str]]]:
    """A receiver outside the house."""
    received: list[dict[str, str]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    settings.MESSAGES_WEBHOOK = f"http://127.0.0.1:{server.server_port}/"
    yield received
    server.shutdown()
    server.server_close()


class TestTell:
    def test_tells_each_person_once_under_a_key(self, wang: Person) -> None:
        other = a_person("李强", Role.CLERK)

        assert (tell(wang), tell(wang, other), tell(wang, other)) == (1, 1, 0)
        assert tell(wang, key="another") == 1

    def test_sends_nothing_out_where_nothing_is_set_up(self, wang: Person) -> None:
        tell(wang)

        assert not Delivery.objects.exists()


class TestDeliver:
    def test_writes_to_the_address_a_person_gave(self, wang: Person, settings: object) -> None:
        settings.EMAIL_HOST = "mail.example"
        services.set_address(email="wang@example.cn", actor=actor_of(wang, today=TODAY), at=AT)
        tell(wang)

        assert (services.deliver(at=AT), services.deliver(at=AT)) == (1, 0)

        (letter,) = mail.outbox
        assert letter.to == ["wang@example.cn"]
        assert "计划还没有报送" in letter.body
        assert "/desk/plans/" in letter.body

    def test_posts_to_the_installations_webhook(self, wang: Person, webhook: list[dict[str, str]]) -> None:
        tell(wang)

        assert services.deliver(at=AT) == 1

        assert [(row["to"], row["text"]) for row in webhook] == [("王静", "计划还没有报送。")]

    @pytest.mark.parametrize("address", ["http://127.0.0.1:9/", "file:///etc/passwd"])
    def test_tries_again_and_gives_up_at_last(self, wang: Person, settings: object, address: str) -> None:
        settings.MESSAGES_WEBHOOK = address
        tell(wang)

        for _ in range(services.ATTEMPTS):
            assert services.deliver(at=AT) == 0

        row = Delivery.objects.get()
        assert (row.outcome, row.attempts) == (DeliveryState.FAILED, services.ATTEMPTS)
        assert row.trouble
        assert queries.waiting().count() == 0

    def test_stops_when_the_address_is_taken_away(self, wang: Person, settings: object) -> None:
        settings.EMAIL_HOST = "mail.example"
        actor = actor_of(wang, today=TODAY)
        services.set_address(email="wang@example.cn", actor=actor, at=AT)
        services.set_address(email="", actor=actor, at=AT)

        tell(wang)

        assert not Delivery.objects.exists()


class TestNightAndDigest:
    """AT is a working morning here; 22:00 and 07:59 are night (reading of nobody's sleep in the law)."""

    NIGHT = AT.replace(hour=14)  # 22:00 in Anyang

    @pytest.fixture(autouse=True)
    def _mail(self, settings: object) -> None:
        settings.EMAIL_HOST = "mail.example"

    def test_lets_people_sleep_who_want_to(self, wang: Person) -> None:
        night_owl = a_person("李强", Role.CLERK)
        services.set_address(email="w@example.cn", actor=actor_of(wang, today=TODAY), at=AT)
        services.set_address(email="l@example.cn", quiet=False, actor=actor_of(night_owl, today=TODAY), at=AT)
        tell(wang, night_owl)

        assert services.deliver(at=self.NIGHT) == 1
        assert [letter.to for letter in mail.outbox] == [["l@example.cn"]]
        assert services.deliver(at=AT + timedelta(days=1)) == 1
        assert mail.outbox[1].to == ["w@example.cn"]

    def test_writes_one_letter_a_day_to_those_who_want_one(self, wang: Person) -> None:
        services.set_address(email="w@example.cn", digest=True, actor=actor_of(wang, today=TODAY), at=AT)
        tell(wang, key="one")
        tell(wang, key="two")

        assert services.deliver(at=AT) == 2
        tell(wang, key="three")
        assert services.deliver(at=AT + timedelta(hours=1)) == 0
        assert services.deliver(at=AT + timedelta(days=1)) == 1

        first, second = mail.outbox
        assert "今日待办 2 项" in first.subject
        assert first.body.count("计划还没有报送") == 2
        assert "今日待办 1 项" in second.subject

    def test_loses_nothing_when_the_daily_letter_cannot_go(
        self, wang: Person, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        services.set_address(email="w@example.cn", digest=True, actor=actor_of(wang, today=TODAY), at=AT)
        tell(wang)

        def broken(_: object) -> None:
            raise OSError("no route")

        with monkeypatch.context() as patch:
            patch.setitem(services.CHANNELS, "EMAIL", broken)
            assert services.deliver(at=AT) == 0
        assert services.deliver(at=AT + timedelta(minutes=5)) == 1
        assert "计划还没有报送" in mail.outbox[0].body


class TestPages:
    def client(self, person: Person) -> Client:
        client = Client()
        client.force_login(person)
        return client

    def test_teach_while_empty_and_show_what_is_unread(self, wang: Person) -> None:
        client = self.client(wang)
        assert "还没有消息" in client.get(reverse("messages:inbox")).content.decode()
        tell(wang)

        html = client.get(reverse("messages:inbox")).content.decode()

        assert "计划还没有报送" in html
        assert "未读" in html

    def test_lead_on_to_what_a_message_is_about_and_note_the_reading(self, wang: Person) -> None:
        tell(wang)
        message = Message.objects.get()

        answer = self.client(wang).post(reverse("messages:read", args=[message.pk]))

        message.refresh_from_db()
        assert answer.url == "/desk/plans/"
        assert message.read_at is not None

    def test_are_closed_to_other_people(self, wang: Person) -> None:
        tell(wang)
        other = self.client(a_person("李强", Role.CLERK))

        assert other.post(reverse("messages:read", args=[Message.objects.get().pk])).status_code == 404
        assert "计划还没有报送" not in other.get(reverse("messages:inbox")).content.decode()

    def test_mark_everything_read_and_keep_an_address(self, wang: Person) -> None:
        tell(wang)
        client = self.client(wang)

        client.post(reverse("messages:read_all"))
        assert "都读过了" in client.get(reverse("messages:inbox")).content.decode()
        assert "有效" in client.post(reverse("messages:address"), {"email": "x"}).content.decode()
        client.post(reverse("messages:address"), {"email": "wang@example.cn"})
        assert "wang@example.cn" in client.get(reverse("messages:address")).content.decode()
