"""What may be done to the two libraries."""

import gzip
import sys
from datetime import date
from itertools import islice
from pathlib import Path

import pytest

from suiji import vault
from suiji.ledger import NotYours, Stale
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.libraries import queries, services
from suiji.libraries.models import (
    Change,
    Conflict,
    ImportRun,
    InspectedObject,
    Inspector,
    Recusal,
    RegState,
    RiskRating,
)
from suiji.organs.roles import Role
from suiji.papers.sheets import Unreadable
from tests.factories.libraries import (
    a_csv,
    a_uscc,
    import_inspectors,
    import_objects,
    some_inspectors,
    some_objects,
)
from tests.factories.organs import AT, a_department, a_person, an_actor, the_person

pytestmark = pytest.mark.django_db

REGISTER = Path(__file__).resolve().parents[4] / "shared/data/enterprises/anyang.csv"
PROVINCE = REGISTER.with_name("henan.csv.gz")
HEADING = ["名称", "统一社会信用代码", "区划代码", "住所", "标签", "登记状态"]


def librarian(line: str = "市场监管") -> object:
    return an_actor(Role.LIBRARIAN, department=a_department(line))


def counts(run: ImportRun) -> tuple[int, int, int, int]:
    return run.added, run.changed, run.unchanged, run.refused


class TestImportObjects:
    @pytest.mark.skipif(not REGISTER.exists(), reason="the shared register is not here")
    def test_takes_in_the_real_register_of_anyang_and_changes_nothing_the_second_time(self) -> None:
        content = REGISTER.read_bytes()

        first, second = import_objects(content), import_objects(content)

        assert counts(first) == (1421, 0, 0, 0)
        assert [warning["value"] for warning in first.warnings] == ["410000"] * 3 + ["410105", "451228"]
        assert counts(second) == (0, 0, 1421, 0)
        steel = InspectedObject.objects.get(code="914100007191734203")
        assert (steel.entity_type, steel.region_id) == ("", "410500")
        assert steel.established_on == date(1996, 12, 23)

    @pytest.mark.skipif(not PROVINCE.exists(), reason="the shared register is not here")
    def test_takes_in_the_first_rows_of_the_provinces_register_and_changes_nothing_the_second_time(
        self,
    ) -> None:
        with gzip.open(PROVINCE) as register:
            content = b"".join(islice(register, 3_001))

        first, second = import_objects(content), import_objects(content)

        assert first.added + first.refused == 3_000
        assert counts(second) == (0, 0, first.added, first.refused)

    def test_reads_gb18030_and_rare_characters_to_the_last_page(self) -> None:
        code = a_uscc()
        run = import_objects(
            a_csv(HEADING, ["䶮𠮷商行", code, "410502", "䶮路", "𠮷", "1"], encoding="gb18030")
        )

        assert counts(run) == (1, 0, 0, 0)
        assert [row.name for row in queries.search("䶮𠮷")] == ["䶮𠮷商行"]
        assert queries.objects(tag="𠮷").get().code == code

    def test_refuses_rows_by_number_field_and_reason_and_takes_the_rest(self) -> None:
        good, twice = a_uscc(), a_uscc()
        wrong = good[:-1] + ("A" if good[-1] != "A" else "B")

        run = import_objects(
            a_csv(
                HEADING,
                ["甲", good, "410502", "", "", ""],
                ["乙", wrong, "410502", "", "", ""],
                ["丙", twice, "410502", "", "", ""],
                ["丙二", twice, "410502", "", "", ""],
                ["", a_uscc(), "410502", "", "", "不详"],
            )
        )

        assert counts(run) == (2, 0, 0, 3)
        assert [(line["row"], line["field"]) for line in run.refusals] == [
            (3, "统一社会信用代码"),
            (5, "统一社会信用代码"),
            (6, "登记状态"),
            (6, "名称"),
        ]
        assert "GB 32100" in run.refusals[0]["reason"]
        assert "第 4 行重复" in run.refusals[1]["reason"]

    def test_changes_only_what_the_file_says(self) -> None:
        code = a_uscc()
        import_objects(a_csv(HEADING, ["甲", code, "410502", "解放路", "加油站", "1"]))

        run = import_objects(a_csv(["名称", "统一社会信用代码", "登记状态"], ["甲", code, "注销"]))

        row = InspectedObject.objects.get(code=code)
        assert counts(run) == (0, 1, 0, 0)
        assert (row.reg_state, row.address, row.tags) == (RegState.CANCELLED, "解放路", ["加油站"])

    def test_finds_a_firm_by_its_new_name_only(self) -> None:
        code = a_uscc()
        import_objects(a_csv(["名称", "统一社会信用代码"], ["旧名商行", code]))
        import_objects(a_csv(["名称", "统一社会信用代码"], ["新号商行", code]))

        assert [row.code for row in queries.search("新号")] == [code]
        assert not queries.search("旧名").exists()
        assert not queries.search("jm").exists()

    @pytest.mark.article(11)
    def test_never_overwrites_another_departments_object(self) -> None:
        firm = some_objects(1, department=a_department("教育"))[0]

        run = import_objects(
            a_csv(["名称", "统一社会信用代码", "住所"], ["改了名", firm.code, "文峰路 1 号"])
        )

        firm.refresh_from_db()
        conflict = Conflict.objects.get()
        assert (run.added, run.changed, run.conflicting, run.refused) == (0, 0, 1, 0)
        assert (firm.name, firm.source) == ("安阳市第1加油站", a_department("教育"))
        assert (conflict.field, conflict.held, conflict.offered) == ("name", firm.name, "改了名")
        assert (firm.address, firm.holders) == ("文峰路 1 号", {"address": a_department().pk})

    @pytest.mark.article(25)
    def test_never_reads_a_class_from_the_file(self) -> None:
        run = import_objects(
            a_csv(
                ["名称", "统一社会信用代码", "信用风险类别", "联系电话"], ["甲", a_uscc(), "D", "13800000000"]
            )
        )

        row = InspectedObject.objects.get()
        assert not RiskRating.objects.exists()
        assert [warning["field"] for warning in run.warnings] == ["信用风险类别"]
        assert "13800000000" not in row.phone + str(run.warnings) + str(Change.objects.values())
        assert vault.take(row, "phone") == "13800000000"

    def test_leaves_nothing_half_written(self, monkeypatch: pytest.MonkeyPatch) -> None:
        def breaks(*_: object, **__: object) -> None:
            raise RuntimeError("power cut")

        with pytest.raises(Unreadable):
            import_objects("没有表头".encode())
        assert not InspectedObject.objects.exists()

        monkeypatch.setattr(sys.modules["suiji.libraries.services.uploads"], "_run", breaks)
        with pytest.raises(RuntimeError):
            some_objects(3)

        assert not InspectedObject.objects.exists()

    def test_is_the_own_departments_librarians(self) -> None:
        for actor in (librarian("教育"), an_actor(Role.CLERK)):
            with pytest.raises(NotYours):
                services.import_objects(
                    content=b"", file_name="x.csv", department=a_department(), actor=actor, at=AT
                )

    def test_writes_counts_and_the_files_hash_in_the_ledger(self) -> None:
        run = import_objects(a_csv(["名称", "统一社会信用代码"], ["甲", a_uscc()]))

        entry = history(run).get()
        assert "新增 1 行" in entry.sentence
        assert entry.facts["sha256"] == run.sha256
        assert entry.body is None

    def test_makes_no_query_for_each_row(self, django_assert_max_num_queries: object) -> None:
        rows = [["甲", a_uscc(), "410502", "", "", ""] for _ in range(300)]
        department, actor = a_department(), librarian()

        with django_assert_max_num_queries(96):
            services.import_objects(
                content=a_csv(HEADING, *rows), file_name="x", department=department, actor=actor, at=AT
            )


class TestImportInspectors:
    HEADING = ("姓名", "工号", "执法证号", "执法证有效期至", "可检查事项", "状态", "登录名")

    def test_adds_changes_and_leaves_alone(self) -> None:
        person = a_person("李红", Role.INSPECTOR, username="lihong")
        first = a_csv(self.HEADING, ["李红", "G1", "豫E1", "2029-12-31", "", "在岗", "lihong"])

        runs = [
            import_inspectors(first),
            import_inspectors(first),
            import_inspectors(a_csv(self.HEADING[:4], ["李红", "G1", "豫E1", "2030-12-31"])),
        ]

        assert [counts(run) for run in runs] == [(1, 0, 0, 0), (0, 0, 1, 0), (0, 1, 0, 0)]
        row = Inspector.objects.get()
        assert (row.person, row.certificate_until) == (person, date(2030, 12, 31))
        assert row.code == f"{row.department.code}-G1"

    def test_refuses_a_log_in_of_another_department_or_of_two_people(self) -> None:
        a_person("外人", username="stranger", department=a_department("教育"))
        a_person("李红", username="lihong")

        run = import_inspectors(
            a_csv(
                self.HEADING,
                ["甲", "G1", "豫E1", "2029-12-31", "", "", "stranger"],
                ["乙", "G2", "豫E2", "2029-12-31", "", "", "lihong"],
                ["丙", "G3", "豫E3", "2029-12-31", "", "", "lihong"],
            )
        )

        assert counts(run) == (1, 0, 0, 2)
        assert {line["field"] for line in run.refusals} == {"登录名"}

    def test_refuses_a_code_that_is_somebody_elses(self) -> None:
        other = some_inspectors(1, department=a_department("教育"))[0]

        run = import_inspectors(
            a_csv(["姓名", "工号", "人员编号", "执法证号"], ["李红", "G9", other.code, "豫E9"])
        )

        assert (run.refused, run.refusals[0]["field"]) == (1, "人员编号")
        assert Inspector.objects.get(pk=other.pk).name == other.name

    def test_refuses_the_same_staff_number_twice(self) -> None:
        run = import_inspectors(
            a_csv(["姓名", "工号", "执法证号"], ["甲", "G1", "豫E1"], ["乙", "G1", "豫E2"])
        )

        assert counts(run) == (1, 0, 0, 1)

    def test_is_the_own_departments_librarians(self) -> None:
        with pytest.raises(NotYours):
            services.import_inspectors(
                content=b"", file_name="x", department=a_department(), actor=librarian("教育"), at=AT
            )


class TestReceiveRatings:
    @pytest.mark.article(25)
    def test_keeps_every_rating_tells_the_newest_and_writes_no_class_anywhere(self) -> None:
        first, second = some_objects(2)
        rows = [(first.code, "C"), (second.code, "A"), ("NONE", "B"), (second.code, "E")]

        received = services.receive_ratings(
            rows=rows,
            rated_on=date(2026, 1, 1),
            source="省级平台",
            version="第 1 期",
            actor=librarian(),
            at=AT,
        )
        services.receive_ratings(
            rows=[(first.code, "D")],
            rated_on=date(2026, 2, 1),
            source="省级平台",
            version="第 1 期",
            actor=librarian(),
            at=AT,
        )

        assert (received.added, received.unchanged) == (2, 0)
        assert received.refused == (("NONE", "检查对象名录库中没有这个代码"), (second.code, "类别无法辨认"))
        assert queries.ratings_of([first.pk, second.pk]) == {first.pk: "D", second.pk: "A"}
        entry = Entry.objects.filter(act="libraries.ratings_received").first()
        assert entry is not None
        assert "2 条" in entry.sentence
        assert entry.body is None
        assert set(entry.facts) == {"count", "rated_on"}

    def test_takes_the_same_rating_once(self) -> None:
        firm = some_objects(1)[0]
        given = {
            "rows": [(firm.code, "B")],
            "rated_on": date(2026, 1, 1),
            "source": "省级平台",
            "version": "第 1 期",
            "at": AT,
        }

        services.receive_ratings(**given, actor=librarian())
        again = services.receive_ratings(**given, actor=librarian())

        assert (again.added, again.unchanged, RiskRating.objects.count()) == (0, 1, 1)

    def test_lets_an_older_rating_change_nothing_in_force(self) -> None:
        firm = some_objects(1)[0]
        for value, rated_on in (("D", date(2026, 2, 1)), ("A", date(2026, 1, 1))):
            services.receive_ratings(
                rows=[(firm.code, value)],
                rated_on=rated_on,
                source="省级平台",
                version="第 1 期",
                actor=librarian(),
                at=AT,
            )

        assert queries.ratings_of([firm.pk]) == {firm.pk: "D"}

    def test_is_a_librarians(self) -> None:
        with pytest.raises(NotYours):
            services.receive_ratings(
                rows=[],
                rated_on=date(2026, 1, 1),
                source="x",
                version="第 1 期",
                actor=an_actor(Role.CLERK),
                at=AT,
            )


class TestFlagUnreachable:
    @pytest.mark.article(20)
    def test_is_remembered_and_recorded_once(self) -> None:
        firm = some_objects(1)[0]
        actor = an_actor(Role.INSPECTOR, department=a_department("教育"))

        services.flag_unreachable(object=firm, actor=actor, at=AT)
        services.flag_unreachable(object=firm, actor=actor, at=AT)

        assert InspectedObject.objects.get(pk=firm.pk).unreachable
        assert history(firm).count() == 1

    def test_is_not_a_librarians(self) -> None:
        with pytest.raises(NotYours):
            services.flag_unreachable(object=some_objects(1)[0], actor=librarian(), at=AT)


class TestClearUnreachable:
    @pytest.mark.article(22)
    def test_takes_the_mark_away_once_with_its_reason(self) -> None:
        firm = some_objects(1)[0]
        actor = an_actor(Role.PRINCIPAL_HEAD, department=a_department("教育"))
        services.flag_unreachable(object=firm, actor=actor, at=AT)

        services.clear_unreachable(object=firm, because="门牌认错", actor=actor, at=AT)
        services.clear_unreachable(object=firm, because="门牌认错", actor=actor, at=AT)

        assert not InspectedObject.objects.get(pk=firm.pk).unreachable
        assert [entry.because for entry in history(firm)] == ["", "门牌认错"]

    def test_is_not_a_librarians(self) -> None:
        with pytest.raises(NotYours):
            services.clear_unreachable(object=some_objects(1)[0], because="x", actor=librarian(), at=AT)


class TestDeclareRecusal:
    def test_is_the_inspectors_own_or_the_departments(self) -> None:
        firm, other = some_objects(2)
        inspector = some_inspectors(1)[0]
        own = an_actor(Role.INSPECTOR)
        Inspector.objects.filter(pk=inspector.pk).update(person=the_person(own))
        inspector.refresh_from_db()

        services.declare_recusal(inspector=inspector, object=firm, relation="近亲属任职", actor=own, at=AT)
        services.declare_recusal(inspector=inspector, object=other, relation="持股", actor=librarian(), at=AT)

        assert queries.recused_pairs([inspector.pk], [firm.pk, other.pk]) == {
            (inspector.pk, firm.pk),
            (inspector.pk, other.pk),
        }
        assert firm.name not in history(inspector).first().sentence

    def test_is_not_a_strangers(self) -> None:
        firm, inspector = some_objects(1)[0], some_inspectors(1)[0]

        for actor in (librarian("教育"), an_actor(Role.INSPECTOR)):
            with pytest.raises(NotYours):
                services.declare_recusal(inspector=inspector, object=firm, relation="x", actor=actor, at=AT)
        assert not Recusal.objects.exists()

    def test_says_so_when_it_was_declared_before(self) -> None:
        firm, inspector = some_objects(1)[0], some_inspectors(1)[0]
        services.declare_recusal(inspector=inspector, object=firm, relation="x", actor=librarian(), at=AT)

        with pytest.raises(Stale):
            services.declare_recusal(inspector=inspector, object=firm, relation="y", actor=librarian(), at=AT)


class TestExport:
    def test_has_no_formula_and_can_be_imported_again(self) -> None:
        code = a_uscc()
        import_objects(a_csv(HEADING, ["=1+1商行", code, "410502", "@路", "加油站", "1"]))

        content = services.export_objects(rows=queries.objects(), actor=librarian(), at=AT)

        text = content.decode("utf-8-sig")
        assert "'=1+1商行" in text
        assert "'@路" in text
        assert counts(import_objects(content))[1:] == (0, 1, 0)
        assert Entry.objects.filter(act="libraries.exported").get().facts == {"rows": 1}

    def test_is_not_everybodys(self) -> None:
        with pytest.raises(NotYours):
            services.export_objects(rows=queries.objects(), actor=an_actor(Role.INSPECTOR), at=AT)
