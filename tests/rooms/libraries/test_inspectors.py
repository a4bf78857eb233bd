"""Inspectors: who they are, until when they are certified, when they are away, whom they must not meet."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from suiji import vault
from suiji.law import Refused
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries import queries, services
from suiji.libraries.models import Absence, AbsenceKind, Inspector, InspectorStatus, Recusal
from suiji.libraries.standard import Fault, Known, Reading, read_inspector
from suiji.libraries.standard.identity import birthplace_is_known, identity, phone
from suiji.libraries.states import AbsenceState, RecusalState
from suiji.organs.models import Person
from suiji.organs.roles import Role
from suiji.papers.sheets import Row
from suiji.running import keys
from suiji.vault.resealing import columns, heads, reseal, unopenable, waiting
from tests.factories.libraries import a_csv, an_identity, import_inspectors, some_inspectors, some_objects
from tests.factories.organs import AT, TODAY, a_department, an_actor

pytestmark = pytest.mark.django_db

HEADING = ("姓名", "工号", "执法证号", "执法证有效期至", "身份证号", "手机")
NUMBER = an_identity(123)
PHONE = "13800000001"


def librarian(line: str = "市场监管") -> object:
    return an_actor(Role.LIBRARIAN, department=a_department(line))


def a_sealed(staff: str = "G1", number: str = NUMBER, line: str = "市场监管") -> Inspector:
    """An inspector with an identity number and a telephone."""
    department = a_department(line)
    import_inspectors(
        a_csv(HEADING, ["李红", staff, f"豫{staff}", "2029-12-31", number, PHONE]), department=department
    )
    return Inspector.objects.get(department=department, staff_number=staff)


class TestIdentity:
    def test_tells_birth_and_sex(self) -> None:
        found = identity(an_identity(123).lower(), today=TODAY)

        assert (found.born_on, found.sex, found.birthplace) == (date(1985, 3, 7), "1", "410599")
        assert identity(an_identity(124), today=TODAY).sex == "2"

    @pytest.mark.parametrize(
        ("text", "reason"),
        [
            ("410599850307123", "15 位的旧号码"),
            ("41059919850307123", "不是 18 位"),
            ("4105991985030712345", "不是 18 位"),
            ("4.10599E+17", "数字格式"),
            (an_identity(1, born="19850231"), "出生日期不存在"),
            (an_identity(1, born="20200101"), "不合常理"),
            (an_identity(1, born="18990101"), "不合常理"),
            (an_identity(1)[:17] + ("1" if an_identity(1)[17] != "1" else "2"), "校验码不符"),
        ],
    )
    def test_is_refused_with_its_reason_and_never_repeated(self, text: str, reason: str) -> None:
        with pytest.raises(Fault, match=reason) as refused:
            identity(text, today=TODAY)
        assert text not in str(refused.value)

    @pytest.mark.parametrize(
        ("code", "known"),
        [("410502", True), ("410504", True), ("522100", True), ("410599", False), ("990101", False)],
    )
    def test_keeps_the_code_of_a_division_long_abolished(self, code: str, known: bool) -> None:
        assert birthplace_is_known(code, frozenset({"410502"})) is known


class TestPhone:
    @pytest.mark.parametrize(
        ("text", "number"),
        [
            ("138 0000 0001", PHONE),
            ("+8613800000001", PHONE),
            ("0372-2209876", "03722209876"),
            ("（0372）2209876", "03722209876"),
        ],
    )
    def test_is_a_mobile_or_a_landline_with_its_area(self, text: str, number: str) -> None:
        assert phone(text) == number

    @pytest.mark.parametrize("text", ["12800000001", "2209876", "1.38E+10"])
    def test_is_nothing_else(self, text: str) -> None:
        with pytest.raises(Fault):
            phone(text)


class TestReadInspector:
    def read(self, **cells: str) -> Reading:
        row = Row(3, {"name": "李红", "staff_number": "G1", "certificate_number": "豫E1", **cells})
        return read_inspector(row, Known(frozenset({"410502"}), frozenset({"A1", "食品"}), TODAY))

    def test_reads_lists_and_states(self) -> None:
        reading = self.read(
            certificate_until="2029-12-31",
            item_codes="A1、食品",
            regions="410502",
            status="借调",
            is_expert="是",
            born_in="1985年3月",
            unit_level="所",
        )

        assert (reading.faults, reading.warnings, reading.key) == ([], [], "G1")
        assert reading.values["item_codes"] == ["A1", "食品"]
        assert reading.values["status"] == "SECONDED"
        assert (reading.values["is_expert"], reading.values["born_in"]) == (True, "1985-03")
        assert reading.values["unit_level"] == "STATION"

    @pytest.mark.parametrize(
        ("word", "status"),
        [
            ("退休", "RETIRED"),
            ("调离", "LEFT"),
            ("注销", "CANCELLED"),
            ("停用", "SUSPENDED"),
            ("请假", "ON_LEAVE"),
        ],
    )
    def test_knows_every_state_in_post(self, word: str, status: str) -> None:
        assert self.read(status=word).values["status"] == status

    def test_takes_birth_and_sex_from_the_number(self) -> None:
        reading = self.read(identity_number=NUMBER, certificate_until="2029-12-31")

        assert (reading.values["sex"], reading.values["born_in"]) == ("1", "1985-03")
        assert [warning["reason"][:4] for warning in reading.warnings] == ["开头六位"]

    def test_warns_where_row_and_number_disagree(self) -> None:
        reading = self.read(identity_number=NUMBER, sex="女", born_in="1986-03")

        assert {"性别", "出生年月"} <= {warning["field"] for warning in reading.warnings}
        assert reading.values["sex"] == "2"

    def test_is_content_with_the_certificate_of_the_line(self) -> None:
        reading = self.read(
            certificate_number="", trade_certificate_number="税1", trade_certificate_until="2029-12-31"
        )

        assert not reading.faults
        assert not reading.warnings

    def test_warns_of_a_missing_term_and_an_unknown_item(self) -> None:
        reading = self.read(item_codes="A9")

        assert [warning["field"] for warning in reading.warnings] == ["可检查事项", "执法证有效期至"]

    @pytest.mark.parametrize(
        ("cells", "field"),
        [
            ({"name": ""}, "姓名"),
            ({"certificate_number": ""}, "执法证号"),
            ({"staff_number": ""}, "工号"),
            ({"regions": "999999"}, "管辖区划"),
            ({"certificate_until": "长期"}, "执法证有效期至"),
            ({"status": "未知"}, "状态"),
            ({"is_expert": "也许"}, "专家"),
            ({"born_in": "1985-13"}, "出生年月"),
            ({"phone": "12345"}, "手机"),
            ({"identity_number": "12345"}, "身份证号"),
        ],
    )
    def test_names_the_field_of_a_fault(self, cells: dict[str, str], field: str) -> None:
        assert field in [fault["field"] for fault in self.read(**cells).faults]


class TestImportedNumbers:
    @pytest.mark.article(25)
    def test_lie_sealed_in_the_database_and_nowhere_in_clear(self) -> None:
        row = a_sealed()

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT i::text FROM libraries_inspector i UNION ALL SELECT r::text FROM libraries_importrun r"
                " UNION ALL SELECT e::text FROM ledger_entry e"
            )
            stored = "\n".join(line for (line,) in cursor.fetchall())
        assert vault.take(row, "identity_number") == NUMBER
        assert vault.take(row, "phone") == PHONE
        assert NUMBER not in stored
        assert PHONE not in stored

    def test_are_not_sealed_anew_when_nothing_changed(self) -> None:
        before = a_sealed().identity_number

        assert a_sealed().identity_number == before

    def test_do_not_open_in_another_row_or_column(self) -> None:
        first, second = a_sealed("G1"), a_sealed("G2", an_identity(125))

        second.identity_number, second.phone = first.identity_number, first.identity_number

        for field in ("identity_number", "phone"):
            with pytest.raises(vault.Unopenable):
                vault.take(second, field)

    def test_are_refused_in_clear_by_the_field_and_by_the_database(self) -> None:
        row = a_sealed()

        row.phone = PHONE
        with pytest.raises(ValueError, match="takes only what the vault sealed"):
            row.save()
        with (
            pytest.raises(DatabaseError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE libraries_inspector SET phone = %s WHERE id = %s", [PHONE, row.pk])

    def test_belong_to_one_person_in_post(self) -> None:
        a_sealed("G1")

        run = import_inspectors(
            a_csv(HEADING, ["王芳", "G7", "教1", "2029-12-31", NUMBER, ""]), department=a_department("教育")
        )

        assert run.refused == 1
        assert run.refusals[0]["value"] == vault.masked_identity(NUMBER)
        assert NUMBER not in str(run.refusals)

    def test_may_come_again_when_the_person_has_left_the_other_department(self) -> None:
        row = a_sealed("G1")
        services.change_status(
            inspector=row, status=InspectorStatus.LEFT, because="调入教育局", actor=librarian(), at=AT
        )

        assert a_sealed("G7", line="教育").identity_mark == row.identity_mark

    def test_are_refused_twice_within_a_file(self) -> None:
        run = import_inspectors(
            a_csv(
                HEADING,
                ["甲", "G1", "豫1", "2029-12-31", NUMBER, ""],
                ["乙", "G2", "豫2", "2029-12-31", NUMBER, ""],
            )
        )

        assert (run.added, run.refused) == (1, 1)


class TestTryInspectors:
    def test_counts_and_changes_nothing(self) -> None:
        found = services.try_inspectors(
            content=a_csv(HEADING, ["甲", "G1", "豫1", "2029-12-31", "", ""], ["", "G2", "豫2", "", "", ""]),
            department=a_department(),
            actor=librarian(),
            at=AT,
        )

        assert (len(found.added), found.refused) == (1, 1)
        assert not Inspector.objects.exists()
        assert not Entry.objects.filter(act="libraries.imported").exists()

    def test_is_the_own_departments_librarians(self) -> None:
        with pytest.raises(NotYours):
            services.try_inspectors(content=b"", department=a_department(), actor=librarian("教育"), at=AT)


class TestReseal:
    def test_puts_every_number_under_the_new_key_in_batches(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings.ENVIRONMENT, "keychain", tmp_path / "keychain.json")
        rows = [a_sealed(f"G{at}", an_identity(200 + at)) for at in range(3)]
        new = keys.rotate(at=AT)
        column = next(one for one in columns() if one.field.name == "identity_number")

        steps = reseal(column, size=2)
        first = next(steps)
        left = waiting(column)
        rest = list(steps)

        assert (first, left, rest) == (2, 1, [3])
        assert heads(column) == {f"aes.{new}": 3}
        for at, row in enumerate(rows):
            row.refresh_from_db()
            assert vault.take(row, "identity_number") == an_identity(200 + at)
        assert not unopenable()
        monkeypatch.setattr(settings.ENVIRONMENT, "keychain", tmp_path / "from before.json")
        assert unopenable() == {new: 3}, "the keys' backup from before they were changed"

    def test_follows_a_change_of_cipher_and_finds_nothing_the_second_time(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        row = a_sealed()
        monkeypatch.setattr(settings.ENVIRONMENT, "field_cipher", "SM4-GCM")
        said: list[str] = []

        done = keys.reseal_all(at=AT, progress=lambda label, *_: said.append(label))
        again = keys.reseal_all(at=AT, progress=lambda *_: None)

        row.refresh_from_db()
        assert row.phone.startswith("v1.sm4.")
        assert vault.take(row, "phone") == PHONE
        assert (done, again) == (2, 0)
        assert said == ["执法检查人员·身份证号", "执法检查人员·手机"]


class TestViewNumber:
    @pytest.mark.article(25)
    def test_shows_it_once_and_records_who_whose_and_why_without_it(self) -> None:
        row = a_sealed()

        seen = services.view_number(
            inspector=row, field="identity_number", because="办理执法证换发", actor=librarian(), at=AT
        )

        entry = history(row).get(act="libraries.number_viewed")
        assert seen == NUMBER
        assert "完整身份证号" in entry.sentence
        assert entry.because == "办理执法证换发"
        assert NUMBER not in f"{entry.sentence}{entry.facts}{entry.body}"

    def test_is_the_own_departments_librarians(self) -> None:
        row = a_sealed()

        for actor in (librarian("教育"), an_actor(Role.CLERK), an_actor(Role.INSPECTOR)):
            with pytest.raises(NotYours):
                services.view_number(inspector=row, field="phone", because="x", actor=actor, at=AT)

    def test_records_nothing_when_it_cannot_be_opened(self) -> None:
        row, other = a_sealed("G1"), a_sealed("G2", an_identity(125))
        row.phone = other.phone

        with pytest.raises(vault.Unopenable):
            services.view_number(inspector=row, field="phone", because="x", actor=librarian(), at=AT)
        assert not history(row).filter(act="libraries.number_viewed").exists()


class TestAmendInspector:
    def test_renews_a_certificate_and_names_only_the_fields(self) -> None:
        row = a_sealed()

        services.amend_inspector(
            inspector=row,
            values={
                "certificate_until": date(2031, 1, 1),
                "name": "李红",
                "phone": "13800000009",
                "identity_number": "",
            },
            actor=librarian(),
            at=AT,
        )

        row.refresh_from_db()
        entry = history(row).get(act="libraries.inspector_amended")
        assert row.certificate_until == date(2031, 1, 1)
        assert vault.take(row, "phone") == "13800000009"
        assert vault.take(row, "identity_number") == NUMBER
        assert entry.facts == {"fields": ["certificate_until", "phone"]}
        assert "13800000009" not in entry.sentence

    def test_writes_nothing_when_nothing_changes(self) -> None:
        row = a_sealed()

        services.amend_inspector(inspector=row, values={"name": "李红"}, actor=librarian(), at=AT)

        assert not history(row).exists()

    def test_refuses_another_persons_number(self) -> None:
        a_sealed("G1")
        other = a_sealed("G2", an_identity(125))

        with pytest.raises(Stale, match="另一名在册人员"):
            services.amend_inspector(
                inspector=other, values={"identity_number": NUMBER}, actor=librarian(), at=AT
            )

    def test_is_the_own_departments_librarians(self) -> None:
        with pytest.raises(NotYours):
            services.amend_inspector(inspector=a_sealed(), values={}, actor=librarian("教育"), at=AT)


class TestExportInspectors:
    def test_masks_every_number_and_is_on_record(self) -> None:
        row = a_sealed()

        content = services.export_inspectors(
            department=row.department, rows=[row], actor=librarian(), at=AT
        ).decode("utf-8-sig")

        assert vault.masked_identity(NUMBER) in content
        assert "138****0001" in content
        assert NUMBER not in content
        assert PHONE not in content
        assert Entry.objects.get(act="libraries.inspectors_exported").facts == {"rows": 1}

    def test_leaves_out_another_departments_people_and_refuses_another_librarian(self) -> None:
        row, stranger = a_sealed(), some_inspectors(1, department=a_department("教育"))[0]

        content = services.export_inspectors(
            department=row.department, rows=[row, stranger], actor=librarian(), at=AT
        ).decode("utf-8-sig")

        assert stranger.name not in content
        with pytest.raises(NotYours):
            services.export_inspectors(department=row.department, rows=[row], actor=librarian("教育"), at=AT)


class TestChangeStatus:
    def test_is_recorded_with_its_reason(self) -> None:
        row = some_inspectors(1)[0]

        services.change_status(
            inspector=row, status=InspectorStatus.RETIRED, because="到龄", actor=librarian(), at=AT
        )

        entry = history(row).get()
        assert Inspector.objects.get(pk=row.pk).status == "RETIRED"
        assert (entry.because, "由“在岗”改为“退休”" in entry.sentence) == ("到龄", True)

    def test_says_so_when_it_is_so_already(self) -> None:
        with pytest.raises(Stale):
            services.change_status(
                inspector=some_inspectors(1)[0],
                status=InspectorStatus.IN_POST,
                because="x",
                actor=librarian(),
                at=AT,
            )

    def test_is_the_own_departments_librarians(self) -> None:
        for actor in (librarian("教育"), an_actor(Role.CLERK)):
            with pytest.raises(NotYours):
                services.change_status(
                    inspector=some_inspectors(1)[0],
                    status=InspectorStatus.LEFT,
                    because="x",
                    actor=actor,
                    at=AT,
                )


class TestAbsence:
    def away(self, row: Inspector, first: date, back: date | None) -> Absence:
        return services.record_absence(
            inspector=row, kind=AbsenceKind.LEAVE, from_on=first, until_on=back, actor=librarian(), at=AT
        )

    def test_counts_each_day_once_within_the_period(self) -> None:
        row, other = some_inspectors(2)
        self.away(row, date(2026, 3, 1), date(2026, 3, 11))
        self.away(row, date(2026, 3, 10), date(2026, 3, 13))
        self.away(other, date(2026, 3, 30), None)

        away = queries.days_away([row.pk, other.pk], date(2026, 3, 6), date(2026, 3, 31))

        assert away == {row.pk: 7, other.pk: 2}

    def test_counts_no_longer_once_cancelled(self) -> None:
        row = some_inspectors(1)[0]
        absence = self.away(row, date(2026, 3, 1), None)

        services.cancel_absence(absence=absence, because="假期取消", actor=librarian(), at=AT)

        assert absence.state == AbsenceState.CANCELLED
        assert not queries.days_away([row.pk], date(2026, 3, 1), date(2026, 3, 31))
        assert history(absence).get().because == "假期取消"

    def test_is_written_once(self) -> None:
        row = some_inspectors(1)[0]
        self.away(row, date(2026, 3, 1), None)

        with pytest.raises(Stale):
            self.away(row, date(2026, 3, 1), None)

    def test_runs_forward(self) -> None:
        row = some_inspectors(1)[0]

        with pytest.raises(DatabaseError), transaction.atomic():
            self.away(row, date(2026, 3, 2), date(2026, 3, 2))

    def test_is_the_own_departments_librarians(self) -> None:
        row = some_inspectors(1)[0]
        absence = self.away(row, date(2026, 3, 1), None)

        for actor in (librarian("教育"), an_actor(Role.CLERK)):
            with pytest.raises(NotYours):
                services.record_absence(
                    inspector=row, kind=AbsenceKind.SICK, from_on=TODAY, until_on=None, actor=actor, at=AT
                )
            with pytest.raises(NotYours):
                services.cancel_absence(absence=absence, because="x", actor=actor, at=AT)

    def test_is_cancelled_once(self) -> None:
        absence = self.away(some_inspectors(1)[0], date(2026, 3, 1), None)
        services.cancel_absence(absence=absence, because="x", actor=librarian(), at=AT)

        with pytest.raises(Refused):
            services.cancel_absence(absence=absence, because="x", actor=librarian(), at=AT)


class TestRecusalOfAPerson:
    def declare(self, row: Inspector, **words: object) -> Recusal:
        return services.declare_recusal(
            inspector=row, party="赵满囤", relation="配偶", actor=librarian(), at=AT, **words
        )

    def with_head(self, name: str) -> int:
        firm = some_objects(1)[0]
        vault.put(firm, "legal_rep", name)
        firm.save()
        return firm.pk

    def test_keeps_from_every_object_the_person_stands_behind(self) -> None:
        row, own, other = some_inspectors(1)[0], self.with_head("赵满囤"), self.with_head("钱有余")

        self.declare(row)

        assert queries.recused_pairs([row.pk], [own, other]) == {(row.pk, own)}

    def test_is_sealed_and_not_in_the_ledgers_words(self) -> None:
        row = some_inspectors(1)[0]

        recusal = self.declare(row)

        assert queries.shown([recusal], TODAY)[0].whom == "赵满囤"
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT r::text FROM libraries_recusal r UNION ALL SELECT e::text FROM ledger_entry e"
            )
            assert "赵满囤" not in "\n".join(line for (line,) in cursor.fetchall())

    @pytest.mark.parametrize(
        ("period", "holds"),
        [
            ((None, None), True),
            ((date(2026, 4, 1), None), False),
            ((date(2026, 3, 31), None), True),
            ((None, date(2026, 3, 1)), False),
            ((None, date(2026, 3, 2)), True),
        ],
    )
    def test_holds_for_its_period_only(self, period: tuple[date | None, date | None], holds: bool) -> None:
        row, firm = some_inspectors(1)[0], self.with_head("赵满囤")

        self.declare(row, from_on=period[0], until_on=period[1])

        pairs = queries.recused_pairs([row.pk], [firm], first=date(2026, 3, 1), last=date(2026, 3, 31))
        assert bool(pairs) is holds

    def test_names_an_object_or_a_person(self) -> None:
        row = some_inspectors(1)[0]

        with pytest.raises(DatabaseError), transaction.atomic():
            services.declare_recusal(inspector=row, relation="x", actor=librarian(), at=AT)


class TestWithdrawRecusal:
    def test_ends_it_and_keeps_it_on_record_and_lets_it_be_declared_again(self) -> None:
        row, firm = some_inspectors(1)[0], some_objects(1)[0]
        said = {"inspector": row, "object": firm, "relation": "持股", "actor": librarian(), "at": AT}
        recusal = services.declare_recusal(**said)

        services.withdraw_recusal(recusal=recusal, because="股份已转让", actor=librarian(), at=AT)

        assert recusal.state == RecusalState.WITHDRAWN
        assert not queries.recused_pairs([row.pk], [firm.pk])
        assert history(recusal).get().because == "股份已转让"
        services.declare_recusal(**said)
        assert Recusal.objects.count() == 2

    def test_is_the_inspectors_own_or_the_departments(self) -> None:
        row, firm = some_inspectors(1)[0], some_objects(1)[0]
        own = an_actor(Role.INSPECTOR)
        Inspector.objects.filter(pk=row.pk).update(person=Person.objects.get(pk=own.id))
        row.refresh_from_db()
        recusal = services.declare_recusal(inspector=row, object=firm, relation="持股", actor=own, at=AT)

        for actor in (librarian("教育"), an_actor(Role.INSPECTOR)):
            with pytest.raises(NotYours):
                services.withdraw_recusal(recusal=recusal, because="x", actor=actor, at=AT)
        services.withdraw_recusal(recusal=recusal, because="x", actor=own, at=AT)


class TestCertificates:
    def test_count_by_the_one_that_holds_longest(self) -> None:
        row = some_inspectors(1, until="2026-01-01")[0]
        row.trade_certificate_number, row.trade_certificate_until = "税1", date(2028, 1, 1)

        assert (row.certified_until, row.shown_certificate) == (date(2028, 1, 1), "税1")
        row.trade_certificate_until = None
        assert (row.certified_until, row.shown_certificate) == (date(2026, 1, 1), row.certificate_number)

    def test_are_sorted_onto_the_board_by_their_end(self) -> None:
        for days in (-1, 0, 30, 31, 60, 61, 90, 91):
            some_inspectors(1, until=f"{TODAY + timedelta(days=days):%F}")
        some_inspectors(1, until="")

        board = queries.expiry_board(department=a_department().pk, today=TODAY)

        assert [len(column.rows) for column in board] == [2, 2, 2, 2]
