"""What a machine reads and hands in, and what it is told when it may not."""

import json
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import schemathesis
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from django.test import Client
from hypothesis import HealthCheck, assume, settings
from jsonschema_rs import Draft202012Validator
from schemathesis.config import SchemathesisConfig
from schemathesis.core.parameters import ParameterLocation

from suiji.api.doorkeeping import LARGEST
from suiji.api.models import KeptAnswer
from suiji.api.paging import cursor_of
from suiji.api.schemas.examples import PARAMETERS
from suiji.api.scopes import Scope
from suiji.draws.models import DrawnObject
from suiji.exchange import services as exchange
from suiji.ledger.models import Entry
from suiji.ledger.services import sequence
from suiji.libraries.models import InspectedObject
from suiji.organs.models import Department
from suiji.organs.roles import Role
from suiji.portal.open_data import json_lines
from suiji.portal.window import window
from tests.factories.exchange import an_offer
from tests.factories.followup import a_signed_visit, a_transfer
from tests.factories.machines import Machine, a_machine, a_system, a_token, codes
from tests.factories.organs import a_department
from tests.factories.portal import (
    MUCH_LATER,
    UNTOLD_LINE,
    UNTOLD_NUMBER,
    Town,
    standing,
    untold_visits,
)
from tests.rooms.api.conftest import DESCRIBED, Place

SCHEMA = schemathesis.openapi.from_dict(
    DESCRIBED,
    config=SchemathesisConfig.from_dict(
        # What hands in is tried by chance alone: every case is a whole import.
        {"operations": [{"include-method": "POST", "phases": {"coverage": {"enabled": False}}}]}
    ),
)
SCHEMA.app = WSGIHandler()
CODE = "MC-0001"


def rows_of(*rows: dict[str, str]) -> dict[str, Any]:
    return {"rows": list(rows)}


def a_thing(code: str = CODE, name: str = "安阳𠮷祥餐饮店", **more: str) -> dict[str, str]:
    return {"code": code, "name": name, "region": "410502", "kind": "个体工商户", **more}


@pytest.mark.django_db
class TestReading:
    def test_tells_whose_token_it_is(self, place: Place) -> None:
        said = place.first.get("/me").json()

        assert said["department"] == place.town.cast.initiator.code
        assert set(said["scopes"]) == set(Scope.values)

    def test_gives_the_departments_own_tasks_and_lists_with_their_proof(self, place: Place) -> None:
        tasks = place.first.all("/tasks")
        first = next(task for task in tasks if task["id"] == place.town.public.task_id)
        drawn = place.first.all(f"/tasks/{first['id']}/drawn")
        (proof,) = [d for d in place.first.all("/draws") if d["ceremony"] == place.town.public.ceremony]

        assert first["departments"][0]["leads"]
        assert first["drawn"] == len(drawn) == place.town.public.drawn.count()
        assert codes(drawn) == set(place.town.public.drawn.values_list("object__code", flat=True))
        assert proof["commitment_sha256"] == place.town.public.freeze.commitment_sha256
        assert proof["bundle"].endswith(f"/draws/{place.town.public.ceremony}/bundle.zip")

    def test_page_by_page_is_the_same_as_at_once(self, place: Place) -> None:
        one_by_one = place.first.all("/drawn", limit=1)

        assert one_by_one == place.first.all("/drawn", limit=200)
        assert len(one_by_one) > 3

    def test_goes_on_where_it_stopped_when_something_new_is_there(self, place: Place) -> None:
        page = place.first.get("/objects", limit=200).json()
        while page["more"]:
            page = place.first.get("/objects", limit=200, cursor=page["next"]).json()
        end = page["next"]
        assert place.first.get("/objects", cursor=end).json() == {"rows": [], "next": end, "more": False}

        place.first.post("/objects", rows_of(a_thing("MC-NEW")), key="goes-on-1")

        assert codes(place.first.get("/objects", cursor=end).json()["rows"]) == {"MC-NEW"}

    def test_gives_each_department_its_own_results_and_both_ends_their_transfers(self, place: Place) -> None:
        mine, theirs = place.first.all("/results"), place.second.all("/results")

        assert {row["department"] for row in mine} == {place.town.cast.initiator.code}
        assert place.town.corrected.pk in {row["id"] for row in theirs}
        assert next(row for row in theirs if row["id"] == place.town.corrected.pk)["version"] == 2

    @pytest.mark.parametrize(
        "path", ["/tasks", "/drawn", "/draws", "/results", "/transfers", "/plans/2026", "/objects"]
    )
    def test_gives_a_department_that_takes_no_part_nothing(self, place: Place, path: str) -> None:
        assert place.stranger.all(path) == []

    def test_of_another_departments_task_or_object_finds_nothing(self, place: Place) -> None:
        thing = InspectedObject.objects.filter(source=place.town.cast.initiator).first()
        assert thing is not None

        assert place.first.get(f"/objects/{thing.code}").status_code == 200
        assert place.stranger.get(f"/objects/{thing.code}").status_code == 404
        assert place.stranger.get(f"/tasks/{place.town.public.task_id}/drawn").json()["rows"] == []

    @pytest.mark.parametrize(
        "path", ["/items", "/tasks", "/draws", "/results", "/transfers", "/plans/2026", "/exchange/batches"]
    )
    def test_gives_one_row_as_its_list_does_and_to_nobody_else(self, place: Place, path: str) -> None:
        if path == "/exchange/batches":
            a_batch(place.town.cast.initiator, place.town)
        if path == "/transfers":
            a_transfer(a_signed_visit(lead=place.town.cast.initiator))
        row = place.first.all(path)[0]
        one = f"{path.replace('2026', 'lines')}/{row['id']}"

        assert place.first.get(one).json() == row
        assert place.stranger.get(one).status_code == 404

    def test_a_row_that_comes_between_two_pages_moves_none_of_them(self, place: Place) -> None:
        before = place.first.all("/objects", limit=200)
        page = place.first.get("/objects", limit=2).json()
        place.first.post("/objects", rows_of(a_thing("MC-BETWEEN")), key="between-01")

        rest, cursor = [], page["next"]
        while cursor:
            after = place.first.get("/objects", limit=2, cursor=cursor).json()
            rest += after["rows"]
            cursor = after["next"] if after["more"] else ""

        assert [row["code"] for row in page["rows"] + rest] == [row["code"] for row in before] + [
            "MC-BETWEEN"
        ]

    def test_asks_no_more_for_many_rows_than_for_few(
        self, place: Place, django_assert_max_num_queries: Any
    ) -> None:
        place.first.get("/objects")  # from the first reading on the department is followed
        for path in (
            "/tasks",
            "/drawn",
            "/draws",
            "/results",
            "/transfers",
            "/objects",
            "/items",
            "/plans/2026",
        ):
            with django_assert_max_num_queries(13):
                place.first.get(path)


@pytest.mark.django_db
@pytest.mark.article(20)
class TestAnUnannouncedTask:
    def test_is_in_no_answer_of_the_initiators_own_system(self, place: Place) -> None:
        codes_untold = set(place.town.untold.drawn.values_list("object__code", flat=True))
        told = DrawnObject.objects.exclude(ceremony=place.town.untold).values_list("object__code", flat=True)

        texts = [place.first.get(path, limit=200).content.decode() for path in ("/tasks", "/drawn", "/draws")]
        texts += [
            place.first.get(path).content.decode() for path in ("/results", "/transfers", "/plans/2026")
        ]

        for word in (UNTOLD_NUMBER, UNTOLD_LINE, place.town.untold.ceremony, *(codes_untold - set(told))):
            assert not [text for text in texts if word in text], word
        assert place.first.get(f"/tasks/{place.town.untold.task_id}/drawn").json()["rows"] == []
        assert place.first.get(f"/tasks/{place.town.untold.task_id}").status_code == 404
        assert place.first.get(f"/draws/{place.town.untold.pk}").status_code == 404

    def test_appears_when_all_its_visits_are_over(self, place: Place) -> None:
        untold_visits(place.town)

        assert UNTOLD_NUMBER in {task["number"] for task in place.first.all("/tasks")}
        assert place.first.all(f"/tasks/{place.town.untold.task_id}/drawn")


@pytest.mark.django_db
class TestThePublicPart:
    @pytest.mark.parametrize(
        ("path", "name"),
        [("/public/items", "items"), ("/public/results", "results"), ("/public/departments", "departments")],
    )
    def test_says_what_the_open_data_say(self, place: Place, path: str, name: str) -> None:
        with window():
            said = json.loads("".join(json_lines(name, today=date(2026, 11, 24))))

        rows = Machine().all(path, limit=1)

        assert rows
        assert sorted(map(str, rows)) == sorted(map(str, said))

    def test_names_no_unannounced_plan_and_no_hidden_draw(self, place: Place) -> None:
        plans = Machine().get("/public/plans/2026").content.decode()
        draw = Machine().get(f"/public/draws/{place.town.untold.ceremony}").json()

        assert "不宜告知的联合抽查" in plans
        assert UNTOLD_LINE not in plans
        assert (draw["title"], draw["number"]) == ("不宜告知的联合抽查", "")
        assert draw["commitment_sha256"]

    def test_may_be_kept_a_minute_by_anybody(self, place: Place) -> None:
        kept = Machine().get("/public/draws")

        assert "public" in kept["Cache-Control"]
        assert Machine().get(f"/public/draws/{'0' * 32}").status_code == 404

    def test_of_nothing_has_a_problem_to_tell(self, place: Place) -> None:
        answer = Machine().get("/nowhere/at/all")

        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.django_db
@pytest.mark.article(5)
class TestEvents:
    def test_say_what_happened_to_whom_it_concerns_and_where_to_read_it(self, place: Place) -> None:
        mine, theirs = place.first.all("/events"), place.stranger.all("/events")
        results = {row["id"] for row in place.first.all("/results")}

        assert theirs == []
        assert {"draw.resulted", "disclosure.published", "tasks.objects_drawn"} <= {
            row["act"] for row in mine
        }
        assert {row["resource_id"] for row in mine if row["resource"] == "results"} <= results
        assert [row["id"] for row in mine] == sorted({row["id"] for row in mine})

    def test_name_the_address_under_which_each_is_read(self, place: Place) -> None:
        a_batch(place.town.cast.initiator, place.town)
        sequence(at=MUCH_LATER)

        told = {row["resource"]: row for row in place.first.all("/events")}

        assert {"items", "plans", "tasks", "draws", "results", "exchange/batches"} <= told.keys()
        for row in told.values():
            said = place.first.get(row["href"].removeprefix("/api/v1"))
            assert (said.status_code, said.json()["id"]) == (200, row["resource_id"]), row

    def test_say_nothing_of_an_unannounced_check(self, place: Place) -> None:
        said = {(row["resource"], row["resource_id"]) for row in place.first.all("/events", limit=3)}

        assert ("tasks", place.town.untold.task_id) not in said
        assert ("draws", place.town.untold.pk) not in said
        assert ("draws", place.town.public.pk) in said

    @pytest.mark.article(20)
    def test_tell_of_an_unannounced_check_where_its_last_visit_ends_and_once(self, place: Place) -> None:
        first = place.first.get("/events", limit=200).json()
        untold_visits(place.town)
        sequence(at=MUCH_LATER)

        news = place.first.get("/events", cursor=first["next"], limit=200).json()["rows"]

        assert {"tasks", "draws"} <= {
            row["resource"]
            for row in news
            if row["resource_id"] in (place.town.untold.task_id, place.town.untold.pk)
        }
        everything = [row["id"] for row in place.first.all("/events")]
        assert len(everything) == len(set(everything))


@pytest.mark.django_db
class TestETag:
    @pytest.mark.parametrize("path", sorted(path for path in DESCRIBED["paths"] if "{" not in path))
    def test_spares_who_has_the_answer_already(self, place: Place, path: str) -> None:
        path = path.removeprefix("/api/v1")
        first = place.first.get(path)

        again = place.first.get(path, headers={"If-None-Match": first["ETag"]})
        other = place.first.get(path, headers={"If-None-Match": '"0000"'})

        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert other.status_code == 200

    def test_spares_a_stranger_what_lies_in_memory(
        self, place: Place, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(django_settings.ENVIRONMENT, "page_cache", True)
        stranger = Machine()
        first = stranger.get("/public/items", limit=7)

        again = stranger.get("/public/items", limit=7, headers={"If-None-Match": first["ETag"]})

        assert (again.status_code, again.content) == (304, b"")
        assert stranger.get("/public/items", limit=7).content == first.content

    @pytest.mark.parametrize("path", ["/tasks", "/public/items"])
    def test_is_told_without_the_answer_to_whoever_asks_for_the_head(self, place: Place, path: str) -> None:
        said = place.first.client.head(f"/api/v1{path}", headers=place.first.headers)

        assert (said.status_code, said.content) == (200, b"")
        assert said["ETag"] == place.first.get(path)["ETag"]

    def test_of_what_a_token_reads_is_kept_by_no_proxy(self, place: Place) -> None:
        answer = place.first.get("/tasks")

        assert "private" in answer["Cache-Control"]
        assert "Authorization" in answer["Vary"]
        assert not answer.cookies


@pytest.mark.django_db
class TestCursor:
    @pytest.mark.parametrize(
        "cursor", ["", "x", "djEuMQ==", "c", "c-1", "c1 ", "1", "𠮷", "c" + "0" * 19, "c1; DROP TABLE x"]
    )
    def test_that_was_never_given_is_refused(self, place: Place, cursor: str) -> None:
        answer = place.first.get("/tasks", cursor=cursor)

        assert answer.status_code == 422
        assert answer.json()["errors"] == [{"where": "query.cursor", "kind": "string_pattern_mismatch"}]

    def test_behind_everything_is_empty(self, place: Place) -> None:
        assert place.first.get("/tasks", cursor=cursor_of(10**17)).json()["rows"] == []

    @pytest.mark.parametrize("limit", ["0", "201", "-1", "many"])
    def test_of_a_page_too_large_is_refused(self, place: Place, limit: str) -> None:
        answer = place.first.get("/tasks", limit=limit)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["where"] == "query.limit"


@pytest.mark.django_db
@pytest.mark.article(11)
class TestHandInObjects:
    def test_adds_and_changes_as_a_file_would_and_names_what_it_refuses(self, place: Place) -> None:
        said = place.first.post(
            "/objects", rows_of(a_thing(), a_thing("MC-0002", uscc="914105")), key="adds-0001"
        ).json()

        assert (said["added"], said["refused"]) == (1, 1)
        assert said["refusals"][0]["row"] == 2
        thing = InspectedObject.objects.get(code=CODE)
        assert (thing.name, thing.source) == ("安阳𠮷祥餐饮店", place.town.cast.initiator)
        entry = Entry.objects.filter(act="libraries.received").latest("id")
        assert entry.actor_id < 0
        assert "行政许可平台" in entry.sentence
        assert place.first.get(f"/objects/{CODE}").json()["name"] == "安阳𠮷祥餐饮店"

    def test_keeps_people_sealed_and_never_gives_them_back(self, place: Place) -> None:
        place.first.post(
            "/objects", rows_of(a_thing(legal_rep="欧阳䶮", phone="0372-5555555")), key="people-01"
        )

        row = InspectedObject.objects.get(code=CODE)
        answer = place.first.get(f"/objects/{CODE}").content.decode()
        assert row.legal_rep
        assert "欧阳" not in row.legal_rep
        assert "欧阳" not in answer
        assert "5555555" not in answer

    def test_never_overwrites_another_departments_word(self, place: Place) -> None:
        place.first.post("/objects", rows_of(a_thing()), key="first-001")

        said = place.second.post("/objects", rows_of(a_thing(name="另一个名字")), key="second-01").json()

        assert said["conflicting"] == 1
        assert InspectedObject.objects.get(code=CODE).name == "安阳𠮷祥餐饮店"

    def test_takes_formulas_and_mark_up_as_words(self, place: Place) -> None:
        name = '=cmd|"/c calc"!A1<script>alert(1)</script>'

        place.first.post("/objects", rows_of(a_thing("MC-XSS", name=name)), key="markup-01")

        assert "<script>" in InspectedObject.objects.get(code="MC-XSS").name
        assert place.first.get("/objects/MC-XSS")["Content-Type"].startswith("application/json")

    def test_has_no_place_for_a_class(self, place: Place) -> None:
        body = DESCRIBED["components"]["schemas"]["ObjectIn"]["properties"]

        assert not [name for name in body if "risk" in name or "class" in name]
        said = place.first.post("/objects", rows_of(a_thing(risk_class="D")), key="class-001")
        assert said.status_code == 200
        assert not hasattr(InspectedObject.objects.get(code=CODE), "class_in_force")

    def test_needs_its_own_scope(self, place: Place) -> None:
        reader = a_machine(Scope.OBJECTS, department=a_department("林业"))

        assert reader.post("/objects", rows_of(a_thing())).status_code == 403


@pytest.mark.django_db
class TestIdempotencyKey:
    def test_does_once_what_is_sent_twice_and_answers_the_same(self, place: Place) -> None:
        body = rows_of(a_thing("MC-ONCE"))
        first = place.first.post("/objects", body, key="same-0001")
        again = place.first.post("/objects", body, key="same-0001")

        assert first.content == again.content
        assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
        assert again.json()["added"] == 1

    def test_is_refused_for_another_request(self, place: Place) -> None:
        place.first.post("/objects", rows_of(a_thing()), key="other-001")

        answer = place.first.post("/objects", rows_of(a_thing("MC-0009")), key="other-001")

        assert (answer.status_code, answer.json()["type"]) == (422, "urn:suiji:key-reused")

    def test_is_one_systems_own(self, place: Place) -> None:
        place.first.post("/objects", rows_of(a_thing("MC-A")), key="shared-01")

        assert place.second.post("/objects", rows_of(a_thing("MC-B")), key="shared-01").json()["added"] == 1

    @pytest.mark.parametrize("key", ["", "short", "with spaces in it", "x" * 65])
    def test_must_be_there_and_plain(self, place: Place, key: str) -> None:
        assert place.first.post("/objects", rows_of(a_thing()), key=key).status_code == 422

    def test_ends_after_a_week(self, place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
        place.first.post("/objects", rows_of(a_thing()), key="week-0001")
        monkeypatch.setattr("suiji.config.clock.now", lambda: MUCH_LATER + timedelta(days=8))

        place.first.post("/objects", rows_of(a_thing()), key="week-0002")

        assert set(KeptAnswer.objects.values_list("key", flat=True)) == {"week-0002"}


@pytest.mark.django_db
class TestTooMuchAndBroken:
    def test_ten_megabytes_are_refused_unread(self, place: Place) -> None:
        answer = place.first.post("/objects", "x" * (10 * 1024 * 1024))

        assert (answer.status_code, answer.json()["type"]) == (413, "urn:suiji:too-large")
        assert LARGEST < 10 * 1024 * 1024

    @pytest.mark.parametrize(
        "body", ["{", '"x"', "[]", '{"rows": []}', '{"rows": [{"name": ""}]}', '{"rows": [1]}', "\ud800"]
    )
    def test_what_is_no_such_json_is_a_problem_that_repeats_nothing(self, place: Place, body: str) -> None:
        answer = place.first.post("/objects", body.encode(errors="surrogatepass"), key="broken-01")

        assert answer.status_code in (400, 422)
        assert answer["Content-Type"] == "application/problem+json"

    def test_what_comes_in_pieces_is_asked_for_its_length(self, place: Place) -> None:
        answer = place.first.client.generic(
            "POST", "/api/v1/objects", headers=place.first.headers | {"Transfer-Encoding": "chunked"}
        )

        assert (answer.status_code, answer.json()["type"]) == (411, "urn:suiji:unmeasured")

    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data"]
    )
    def test_what_does_not_say_that_it_is_json_is_not_read(self, place: Place, kind: str) -> None:
        answer = place.first.client.post(
            "/api/v1/objects",
            json.dumps(rows_of(a_thing())),
            content_type=kind,
            headers=place.first.headers | {"Idempotency-Key": "no-json-01"},
        )

        assert (answer.status_code, answer.json()["type"]) == (415, "urn:suiji:wrong-type")
        assert answer["Accept"] == "application/json"

    def test_a_method_that_is_not_there_is_a_problem_too(self, place: Place) -> None:
        answer = place.first.client.delete("/api/v1/tasks", headers=place.first.headers)

        assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")
        assert answer["Content-Type"] == "application/problem+json"


def a_batch(department: Department, town: Town) -> Any:
    return exchange.prepare_batch(
        kind="ITEM",
        offers=[an_offer(), an_offer("AY-LH-02")],
        actor=town.cast.of(department, Role.CLERK),
        at=MUCH_LATER,
    )


@pytest.mark.django_db
class TestExchange:
    def test_gives_out_a_batch_and_takes_its_answer(self, place: Place) -> None:
        batch = a_batch(place.town.cast.initiator, place.town)
        listed = place.first.all("/exchange/batches")
        rows = place.first.all(f"/exchange/batches/{batch.number}/rows")
        there = (MUCH_LATER + timedelta(minutes=-1)).isoformat()

        said = place.first.post(
            f"/exchange/batches/{batch.number}/reply",
            rows_of(
                {"key": rows[0]["key"], "accepted": True, "published_at": there},  # type: ignore[dict-item]
                {"key": rows[1]["key"], "accepted": False, "reason": "依据缺条款"},  # type: ignore[dict-item]
            ),
            key="reply-001",
        ).json()

        assert batch.number in {one["number"] for one in listed}
        assert rows[0]["values"]["事项编号"] == "AY-LH-01"
        assert (said["accepted"], said["refused"], said["state"]) == (1, 1, "SETTLED")

    def test_of_another_department_is_nowhere(self, place: Place) -> None:
        batch = a_batch(place.town.cast.initiator, place.town)
        path = f"/exchange/batches/{batch.number}"

        assert place.stranger.get(f"{path}/rows").status_code == 404
        answer = place.stranger.post(f"{path}/reply", rows_of({"key": "x", "accepted": False, "reason": "y"}))  # type: ignore[dict-item]
        assert answer.status_code == 404

    def test_that_was_taken_back_quotes_the_article(self, place: Place) -> None:
        batch = a_batch(place.town.cast.initiator, place.town)
        exchange.take_back(batch=batch, because="没有报送", actor=place.town.cast.clerk, at=MUCH_LATER)

        answer = place.first.post(
            f"/exchange/batches/{batch.number}/reply",
            rows_of({"key": "AY-LH-01", "accepted": False, "reason": "迟"}),  # type: ignore[dict-item]
            key="article-1",
        )

        said = answer.json()
        assert (answer.status_code, said["type"]) == (409, "urn:suiji:refused")
        assert said["says"] in said["detail"]
        assert said["article"] == 14


class TestTheDescription:
    def test_is_valid_and_says_scope_headers_and_every_refusal(self) -> None:
        SCHEMA.validate()
        for path, operations in DESCRIBED["paths"].items():
            for method, said in operations.items():
                answers = said["responses"]
                assert {"429", "500", "503"} <= answers.keys(), path
                assert "Retry-After" in answers["429"]["headers"], path
                if method == "get":
                    assert "If-None-Match" in {one["name"] for one in said["parameters"]}, path
                    assert "ETag" in answers["200"]["headers"], path
                else:
                    assert {"409", "413", "415"} <= answers.keys(), path
                    named = said["requestBody"]["content"]["application/json"]["schema"]["$ref"]
                    assert DESCRIBED["components"]["schemas"][named.rpartition("/")[2]]["examples"], path

    def test_shows_of_every_parameter_what_may_stand_in_it(self) -> None:
        used = set()
        for operations in DESCRIBED["paths"].values():
            for said in operations.values():
                for one in said["parameters"]:
                    shown = [one["example"]] if "example" in one else []
                    shown += [example["value"] for example in one.get("examples", {}).values()]
                    assert shown, (said["operationId"], one["name"])
                    assert not {"example", "examples"} <= one.keys()
                    check = Draft202012Validator(one["schema"])
                    for value in shown:
                        assert check.is_valid(value), (said["operationId"], one["name"], value)
                    used |= {one["name"], f"{said['operationId']}.{one['name']}"}

        assert PARAMETERS.keys() <= used

    def test_is_openapi_3_1_and_public(self, client: Client) -> None:
        assert DESCRIBED["openapi"].startswith("3.1")
        operations = [one for path in DESCRIBED["paths"].values() for one in path.values()]
        assert all(one["summary"] and one["description"] for one in operations)
        open_ones = [
            path
            for path, one in DESCRIBED["paths"].items()
            for said in one.values()
            if "security" not in said
        ]
        assert open_ones
        assert all("/public/" in path for path in open_ones)

    def test_is_handed_out(self, client: Client, db: None) -> None:
        assert client.get("/api/v1/openapi.json").json() == DESCRIBED
        assert "/api/v1/public/items" in client.get("/api/v1/").json()["public"]


@pytest.fixture
def _no_new_connection(place: Place) -> Iterator[None]:
    """A request through the whole application does not close the one connection of this module."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.mark.django_db
@pytest.mark.usefixtures("_no_new_connection")
@SCHEMA.parametrize()
@settings(
    max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck)
)
def test_does_what_its_description_says(case: Any, place: Place) -> None:
    headers = case.meta.components.get(ParameterLocation.HEADER)
    assume(
        headers is None or not headers.mode.is_negative
    )  # our own token stands in the place of a wrong one
    with standing():  # what one call hands in, the next does not find
        case.call_and_validate(headers=place.first.headers)


@pytest.mark.django_db
def test_a_token_of_one_system_reads_nothing_of_another(place: Place) -> None:
    _, words = a_token(Scope.EXCHANGE, system=a_system("省平台", department=a_department("气象")))

    assert Machine(words).all("/exchange/batches") == []
