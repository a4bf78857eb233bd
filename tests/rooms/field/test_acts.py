"""What a phone sends: done once, at both times, by the same law as on the desk (Art. 17–21)."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest

from suiji.config import clock
from suiji.field.protocol import TOO_OLD
from suiji.inspections.models import Choice, Divergence, Evidence, PhoneAct, Sheet, Signature
from suiji.inspections.services.wording import Wording
from suiji.inspections.states import VisitState
from suiji.ledger.queries import history
from tests.factories.field import BLANK, DRAWN, Phone, a_wording
from tests.factories.inspections import (
    ARRIVED_AT,
    JPEG,
    Crew,
    a_crew,
    a_task_with_inspectors,
    fill,
    filled,
    on_site,
    the_actor,
    told,
)

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
FIVE_YEARS = timedelta(days=5 * 365)


@pytest.fixture(autouse=True)
def _files_go_to_a_folder_of_their_own(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the clock of the edge; the morning of the visit unless told otherwise."""

    def set_to(at: datetime) -> None:
        monkeypatch.setattr(clock, "now", lambda: at)

    set_to(ARRIVED_AT + 2 * HOUR)
    return set_to


def words(answer: Any) -> str:
    """What the officer reads of a refusal."""
    assert answer.status_code == 409, answer.content
    found: str = answer.json()["words"]
    return found


class TestAnAct:
    def test_is_done_once_however_often_it_is_sent(self) -> None:
        crew = told(a_crew())
        phone, uid = Phone(crew.leader), str(uuid.uuid4())

        first = phone.act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT, uid=uid)
        again = phone.act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT, uid=uid)

        assert first.json() == again.json()
        assert PhoneAct.objects.count() == 1
        assert [e.act for e in history(crew.visit)].count("inspections.arrived") == 1

    def test_keeps_the_time_on_the_spot_and_the_time_of_receipt(self) -> None:
        crew = told(a_crew())

        Phone(crew.leader).act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)

        act = PhoneAct.objects.get()
        assert act.captured_at == ARRIVED_AT
        assert act.received_at == ARRIVED_AT + 2 * HOUR
        assert crew.again().arrived_at == act.received_at  # ours decides every term

    def test_puts_a_clock_right_that_is_wrong_by_a_day(self) -> None:
        crew = told(a_crew())

        Phone(crew.leader, clock=timedelta(days=1)).act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)

        act = PhoneAct.objects.get()
        assert act.device_at == ARRIVED_AT + timedelta(days=1)
        assert act.clock_ms == -86_400_000
        assert act.captured_at == ARRIVED_AT

    def test_measures_the_clock_itself_where_the_phone_never_could(self) -> None:
        crew = told(a_crew())
        phone = Phone(crew.leader, clock=timedelta(days=1), measured=False)

        phone.act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT, sent=ARRIVED_AT + 2 * HOUR)

        assert PhoneAct.objects.get().captured_at == ARRIVED_AT

    def test_is_never_later_than_its_receipt(self) -> None:
        crew = told(a_crew())

        Phone(crew.leader).act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT + FIVE_YEARS)

        assert PhoneAct.objects.get().captured_at == ARRIVED_AT + 2 * HOUR

    def test_of_a_stranger_to_the_team_is_gone_and_says_that_nothing_is_lost(self) -> None:
        crew = told(a_crew())
        stranger = the_actor(a_task_with_inspectors().drawn_teams.get().members.first().inspector)  # type: ignore[union-attr]

        answer = Phone(stranger).act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)

        assert answer.status_code == 404
        assert "仍保存在本机" in answer.json()["words"]

    def test_under_another_persons_number_is_not_taken_for_theirs(self) -> None:
        crew = told(a_crew())
        uid = str(uuid.uuid4())
        Phone(crew.leader).act(crew.visit, "PRE_CHECK", {}, done=ARRIVED_AT, uid=uid)

        with pytest.raises(Exception, match="uid"):
            Phone(crew.second).act(crew.visit, "PRE_CHECK", {}, done=ARRIVED_AT, uid=uid)

    @pytest.mark.parametrize(
        "content",
        ["", "{}", '{"uid": 1}', "[]", "\x00"],
    )
    def test_that_cannot_be_read_changes_nothing(self, content: str) -> None:
        crew = told(a_crew())

        answer = Phone(crew.leader).post("acts/", content)

        assert answer.status_code == 422
        assert "仍保存在本机" in answer.json()["words"]

    def test_with_words_that_this_act_does_not_have_is_not_read(self) -> None:
        crew = told(a_crew())

        answer = Phone(crew.leader).act(crew.visit, "ARRIVE", {"state": "SIGNED"}, done=ARRIVED_AT)

        assert answer.status_code == 422


class TestProtocol:
    @pytest.mark.parametrize("spoken", [None, 0])
    def test_of_an_old_app_is_told_how_to_update_without_losing_anything(self, spoken: int | None) -> None:
        crew = told(a_crew())

        answer = Phone(crew.leader, protocol=spoken).act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)

        assert answer.status_code == 426
        assert answer.json()["words"] == TOO_OLD
        assert crew.again().state == VisitState.NOTIFIED

    def test_is_named_in_every_answer_with_our_time_and_the_newest_app(self) -> None:
        crew = told(a_crew())

        answer = Phone(crew.leader).get("session/")

        assert answer["X-Suiji-Protocol"] == "1"
        assert answer["X-Suiji-Time"] == str(round((ARRIVED_AT + 2 * HOUR).timestamp() * 1000))
        assert answer["X-Suiji-Build"]
        assert "no-store" in answer["Cache-Control"]


@pytest.mark.article(20)
class TestUpToTheDoor:
    def test_pre_check_notice_and_arrival_come_in_the_order_they_were_done(self, now: Any) -> None:
        crew = a_crew()
        phone = Phone(crew.leader)
        notice = {"mode": "PHONE", "receiver": "李经理", "visit_on": "2026-04-30"}

        phone.act(crew.visit, "PRE_CHECK", {}, done=ARRIVED_AT - 3 * HOUR)
        phone.act(crew.visit, "NOTICE", notice, done=ARRIVED_AT - 2 * HOUR)
        now(ARRIVED_AT + 2 * HOUR + MINUTE)
        arrived = phone.act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)

        assert arrived.status_code == 200
        assert crew.again().state == VisitState.ON_SITE
        assert crew.visit.pre_checks.count() == 1

    def test_an_arrival_before_the_notice_is_refused_in_the_articles_words(self) -> None:
        """The queue arrives late and after a colleague's notice: by receipt alone it would look lawful."""
        crew = told(a_crew(), at=ARRIVED_AT + HOUR)

        answer = Phone(crew.leader).act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)

        assert words(answer).startswith("第二十条：应当在现场检查前")
        assert answer.json()["advice"]
        assert crew.again().state == VisitState.NOTIFIED
        assert not PhoneAct.objects.exists()

    def test_the_second_phone_of_the_team_finds_the_arrival_made(self) -> None:
        crew = on_site()

        answer = Phone(crew.guest).act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)

        assert answer.json()["answer"] == {"already": True}

    def test_nobody_is_told_of_an_unannounced_check(self) -> None:
        crew = a_crew(unannounced=True)
        notice = {"mode": "PHONE", "receiver": "李经理", "visit_on": "2026-04-30"}

        answer = Phone(crew.leader).act(crew.visit, "NOTICE", notice, done=ARRIVED_AT)

        assert "不宜告知" in words(answer)


@pytest.mark.article(20)
class TestFilling:
    def test_writes_the_departments_finding(self) -> None:
        crew = on_site()

        answer = Phone(crew.leader).fill(crew.finding(crew.leader), a_wording("台账缺页"), done=ARRIVED_AT)

        assert answer.json()["answer"] == {}
        assert crew.finding(crew.leader).problem == "台账缺页"

    def test_of_another_departments_finding_is_refused(self) -> None:
        crew = on_site()

        answer = Phone(crew.leader).fill(crew.finding(crew.guest), a_wording(), done=ARRIVED_AT)

        assert answer.json()["article"] == 4

    def test_that_contradicts_itself_is_refused_with_words(self) -> None:
        crew = on_site()
        wrong = a_wording() | {"answers": dict.fromkeys(a_wording()["answers"], "有")}

        answer = Phone(crew.leader).fill(crew.finding(crew.leader), wrong, done=ARRIVED_AT)

        assert "请核对其中一处" in words(answer)

    def test_with_results_that_do_not_go_together_is_refused_by_the_law(self) -> None:
        crew = on_site()
        wrong = a_wording("缺页") | {
            "results": ["NO_PROBLEM", "TO_BE_HANDLED"],
            "answers": a_wording()["answers"],
        }

        answer = Phone(crew.leader).fill(crew.finding(crew.leader), wrong, done=ARRIVED_AT)

        assert answer.json()["article"] == 20

    def test_as_unreachable_needs_its_proof_here_too(self) -> None:
        crew = on_site()
        whole = BLANK | {"results": ["UNREACHABLE"], "problem": "大门紧锁"}

        answer = Phone(crew.leader).fill(crew.finding(crew.leader), whole, done=ARRIVED_AT)

        assert answer.json()["article"] == 21

    def test_that_closes_the_whole_visit_never_sweeps_away_what_another_department_wrote(self) -> None:
        crew = on_site()
        fill(crew, crew.guest)
        whole = BLANK | {"results": ["UNREACHABLE"], "problem": "大门紧锁"}

        answer = Phone(crew.leader).fill(crew.finding(crew.leader), whole, done=ARRIVED_AT)

        assert "消防救援已经填写" in words(answer)
        assert crew.finding(crew.guest).results == ["NO_PROBLEM"]


@pytest.mark.article(20)
class TestTwoPhones:
    """Two officers of one department, each with a phone that has not seen the other's."""

    def first(self, problem: str = "台账缺三月份") -> Crew:
        crew = on_site()
        Phone(crew.leader).fill(crew.finding(crew.leader), a_wording(problem), done=ARRIVED_AT)
        return crew

    def test_what_only_one_of_them_changed_is_taken(self) -> None:
        crew = self.first()
        known = a_wording("台账缺三月份")
        measure = {"kind": "督促整改", "form": "口头"}

        Phone(crew.leader).fill(
            crew.finding(crew.leader), known | {"problem": "台账缺三、四月份"}, base=known, done=ARRIVED_AT
        )
        answer = Phone(crew.second).fill(
            crew.finding(crew.leader), known | {"measures": [measure]}, base=known, done=ARRIVED_AT
        )

        assert answer.json()["answer"] == {}
        finding = crew.finding(crew.leader)
        assert (finding.problem, finding.measures) == ("台账缺三、四月份", [measure])

    def test_two_wordings_of_one_field_are_both_kept_and_the_first_stands(self) -> None:
        crew = self.first()

        answer = Phone(crew.second).fill(crew.finding(crew.leader), a_wording("台账不全"), done=ARRIVED_AT)

        divergence = Divergence.objects.get()
        assert answer.json()["answer"] == {"divergence": divergence.pk, "fields": ["problem"]}
        assert crew.finding(crew.leader).problem == "台账缺三月份"
        assert divergence.incoming["problem"] == "台账不全"
        assert divergence.standing["problem"] == "台账缺三月份"

    def test_both_phones_are_shown_the_two_wordings(self) -> None:
        crew = self.first()
        Phone(crew.second).fill(crew.finding(crew.leader), a_wording("台账不全"), done=ARRIVED_AT)

        for actor in (crew.leader, crew.second):
            found = Phone(actor).package(crew.visit)["divergences"]
            assert [(d["standing"]["problem"], d["incoming"]["problem"]) for d in found] == [
                ("台账缺三月份", "台账不全")
            ]

    def test_a_person_of_the_department_decides(self) -> None:
        crew = self.first()
        Phone(crew.second).fill(crew.finding(crew.leader), a_wording("台账不全"), done=ARRIVED_AT)
        chosen = a_wording("台账缺三月份\n台账不全")

        answer = Phone(crew.second).act(
            crew.visit,
            "CHOOSE",
            {"divergence": Divergence.objects.get().pk, "chosen": chosen},
            done=ARRIVED_AT,
        )

        assert answer.status_code == 200
        assert crew.finding(crew.leader).problem == "台账缺三月份\n台账不全"
        assert Choice.objects.get().chosen["problem"] == chosen["problem"]
        assert Phone(crew.leader).package(crew.visit)["divergences"] == []

    def test_a_second_choice_is_told_that_it_comes_late(self) -> None:
        crew = self.first()
        Phone(crew.second).fill(crew.finding(crew.leader), a_wording("台账不全"), done=ARRIVED_AT)
        body = {"divergence": Divergence.objects.get().pk, "chosen": a_wording("台账不全")}
        Phone(crew.second).act(crew.visit, "CHOOSE", body, done=ARRIVED_AT)

        answer = Phone(crew.leader).act(crew.visit, "CHOOSE", body, done=ARRIVED_AT)

        assert "同事已经选定" in words(answer)

    def test_another_department_does_not_decide(self) -> None:
        crew = self.first()
        Phone(crew.second).fill(crew.finding(crew.leader), a_wording("台账不全"), done=ARRIVED_AT)
        body = {"divergence": Divergence.objects.get().pk, "chosen": a_wording("台账不全")}

        answer = Phone(crew.guest).act(crew.visit, "CHOOSE", body, done=ARRIVED_AT)

        assert answer.json()["article"] == 4

    def test_nobody_signs_while_two_wordings_are_open(self) -> None:
        crew = self.first()
        fill(crew, crew.guest)
        Phone(crew.second).fill(crew.finding(crew.leader), a_wording("台账不全"), done=ARRIVED_AT)

        Phone(crew.leader).sheet(crew.again(), "OFFICER", done=ARRIVED_AT)
        closing = Phone(crew.leader).act(crew.visit, "CLOSE", {}, done=ARRIVED_AT)

        assert not Signature.objects.exists()
        assert closing.json()["advice"] == "同一部门的两种写法还没有选定。请先选定一种，再签字。"

    def test_the_same_words_twice_are_no_conflict(self) -> None:
        crew = self.first()

        answer = Phone(crew.second).fill(
            crew.finding(crew.leader), a_wording("台账缺三月份 "), done=ARRIVED_AT
        )

        assert answer.json()["answer"] == {}


@pytest.mark.article(20)
class TestSheets:
    """A name on glass holds for the part that stood above it, and becomes a signature once all of it stands."""

    def everybody(self, crew: Crew) -> None:
        for actor in crew.everybody:
            assert Phone(actor).sheet(crew.again(), "OFFICER", done=ARRIVED_AT).status_code == 200

    def test_close_a_visit_that_was_made_off_line_from_start_to_finish(self) -> None:
        """Each department's phone has only its own part; neither saw the other's."""
        crew = told(a_crew())
        for actor in (crew.leader, crew.guest):
            phone = Phone(actor)
            phone.act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)
            phone.fill(crew.finding(actor), a_wording(), done=ARRIVED_AT)
            own = {str(crew.finding(actor).pk): Wording.of(crew.finding(actor)).digest}
            mates = crew.visit.team.members.filter(inspector__department_id=actor.department_id)
            for member in mates:
                body = {"kind": "OFFICER", "inspector": member.inspector_id, "drawing": DRAWN, "seen": own}
                phone.act(crew.visit, "SHEET", body, done=ARRIVED_AT)
            said = f"对{actor.department_name}的检查没有意见"
            firm = {"kind": "FIRM", "signer": "李经理", "note": said, "drawing": DRAWN, "seen": own}
            phone.act(crew.visit, "SHEET", firm, done=ARRIVED_AT)

        answer = Phone(crew.leader).act(crew.visit, "CLOSE", {}, done=ARRIVED_AT)

        assert answer.status_code == 200, answer.content
        assert crew.again().state == VisitState.SIGNED
        assert Signature.objects.count() == 5
        opinion = Signature.objects.get(kind="FIRM").opinion
        assert crew.leader.department_name in opinion
        assert crew.guest.department_name in opinion

    def test_wait_while_another_department_has_not_filled_in(self) -> None:
        crew = on_site()
        fill(crew, crew.leader)

        answer = Phone(crew.leader).sheet(crew.again(), "OFFICER", done=ARRIVED_AT)

        assert answer.json()["answer"] == {"signed": 0}
        assert Sheet.objects.count() == 1
        assert not Signature.objects.exists()

    def test_become_signatures_with_the_last_departments_part(self) -> None:
        crew = on_site()
        fill(crew, crew.leader)
        Phone(crew.leader).sheet(crew.again(), "OFFICER", done=ARRIVED_AT)

        Phone(crew.guest).fill(crew.finding(crew.guest), a_wording(), done=ARRIVED_AT)

        assert [s.signer for s in Signature.objects.all()] == [crew.leader.name]

    def test_under_words_that_changed_since_are_refused(self) -> None:
        crew = filled()
        seen = {str(f.pk): "0" * 64 for f in crew.visit.findings.all()}
        body = {"kind": "OFFICER", "drawing": DRAWN, "seen": seen}

        answer = Phone(crew.leader).act(crew.visit, "SHEET", body, done=ARRIVED_AT)

        assert "重新签字" in words(answer)

    def test_fall_away_with_the_own_departments_words(self) -> None:
        crew = filled()
        self.everybody(crew)

        fill(crew, crew.guest, ["CORRECTION_ORDERED"], answer="有", problem="通道堵塞")
        Phone(crew.leader).fill(crew.finding(crew.leader), a_wording(), base=a_wording(), done=ARRIVED_AT)

        record = Phone(crew.leader).package(crew.visit)
        assert {s["inspector"] for s in record["signatures"]} == {
            m["id"] for m in record["team"] if m["department_id"] == crew.leader.department_id
        }

    def test_of_the_object_cover_every_part_or_it_has_not_signed(self) -> None:
        crew = filled()
        own = crew.finding(crew.leader)
        body = {
            "kind": "FIRM",
            "signer": "李经理",
            "drawing": DRAWN,
            "seen": {str(own.pk): Wording.of(own).digest},
        }

        Phone(crew.leader).act(crew.visit, "SHEET", body, done=ARRIVED_AT)
        assert not Signature.objects.exists()

        Phone(crew.guest).sheet(crew.again(), "FIRM", done=ARRIVED_AT, signer="李经理")
        assert Signature.objects.get().signer == "李经理"

    def test_of_an_officer_of_another_department_are_not_taken_from_this_phone(self) -> None:
        crew = filled()
        guest = crew.visit.team.members.get(inspector__person_id=crew.guest.id).inspector_id

        answer = Phone(crew.leader).sheet(crew.again(), "OFFICER", done=ARRIVED_AT, inspector=guest)

        assert answer.status_code == 403

    def test_of_a_colleague_name_whose_phone_it_was(self) -> None:
        crew = filled()
        second = crew.visit.team.members.get(inspector__person_id=crew.second.id).inspector_id

        Phone(crew.leader).sheet(crew.again(), "OFFICER", done=ARRIVED_AT, inspector=second)

        signature = Signature.objects.get()
        assert (signature.signer, signature.note) == (crew.second.name, f"见证：{crew.leader.name}")
        assert bytes(signature.drawing).startswith(b"\x89PNG")

    def test_two_officers_explain_that_the_object_would_not(self) -> None:
        crew = filled()
        self.everybody(crew)
        for actor in (crew.leader, crew.second):
            Phone(actor).sheet(crew.again(), "REFUSAL", done=ARRIVED_AT, note="李经理看后离开，未签字")

        answer = Phone(crew.leader).act(crew.visit, "CLOSE", {}, done=ARRIVED_AT)

        assert answer.status_code == 200, answer.content

    def test_an_explanation_without_words_is_refused(self) -> None:
        crew = filled()

        answer = Phone(crew.leader).sheet(crew.again(), "REFUSAL", done=ARRIVED_AT, note=" ")

        assert answer.json()["article"] == 20

    def test_without_a_drawn_name_are_refused(self) -> None:
        crew = filled()

        answer = Phone(crew.leader).sheet(crew.again(), "OFFICER", done=ARRIVED_AT, drawing="data:,")

        assert "手写签名没有收到" in words(answer)


class TestClosing:
    def test_before_everybody_signed_is_refused_in_the_articles_words(self) -> None:
        crew = filled()

        answer = Phone(crew.leader).act(crew.visit, "CLOSE", {}, done=ARRIVED_AT)

        assert answer.json()["article"] == 20
        assert "签字确认" in words(answer)

    def test_evidence_taken_before_the_end_is_still_taken_afterwards(self, now: Any) -> None:
        crew = told(a_crew())
        phone = Phone(crew.leader)
        phone.act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)
        for actor in (crew.leader, crew.guest):
            Phone(actor).fill(crew.finding(actor), a_wording(), done=ARRIVED_AT)
        TestSheets().everybody(crew)
        phone.sheet(crew.again(), "FIRM", done=ARRIVED_AT, signer="李经理")
        assert phone.act(crew.visit, "CLOSE", {}, done=ARRIVED_AT + HOUR).status_code == 200
        now(ARRIVED_AT + 5 * HOUR)
        photo = {"kind": "PHOTO", "title": "大门", **Phone(crew.second).send_file(crew.visit, JPEG)}

        before = Phone(crew.second).act(crew.visit, "EVIDENCE", photo, done=ARRIVED_AT + MINUTE)
        after = Phone(crew.second).act(
            crew.visit, "EVIDENCE", photo | {"title": "次日"}, done=ARRIVED_AT + 4 * HOUR
        )

        assert before.status_code == 200, before.content
        assert Evidence.objects.get().taken_at == ARRIVED_AT + MINUTE
        assert (
            after.json()["answer"]["evidence"] == Evidence.objects.get().pk
        )  # the same file, the same evidence


class TestWhose:
    def test_an_officers_records_are_never_taken_under_anothers_log_in(self) -> None:
        crew = told(a_crew())
        phone = Phone(crew.second, meant=crew.leader)

        answer = phone.act(crew.visit, "ARRIVE", {}, done=ARRIVED_AT)

        assert answer.status_code == 403
        assert "另一名检查人员" in answer.json()["words"]
        assert crew.again().state == VisitState.NOTIFIED
