"""The public's pages, as a stranger meets them."""

import io
import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from suiji.disclosure.models import Publication
from suiji.draws.models import DrawnObject
from suiji.inspections.models import Visit
from suiji.law.duties import all_duties
from suiji.libraries.models import InspectedObject
from suiji.organs.roles import Role
from suiji.portal.queries import law
from suiji.sampling.verify import verify_bundle
from suiji.tasks.models import Task
from suiji.tasks.states import TaskState
from tests.factories.organs import a_person
from tests.factories.portal import UNTOLD_LINE, UNTOLD_NUMBER, UNTOLD_TITLE, Town, end, untold_visits

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("town")]

PAGES: dict[str, Callable[[Town], Any] | None] = {
    "home": None,
    "search": None,
    "items": None,
    "item": lambda town: town.public.task.item_versions.get().pk,
    "plans": None,
    "plans_of_year": lambda _: 2026,
    "tasks": None,
    "task": lambda town: town.public.task.number,
    "draws": None,
    "draw": lambda town: town.public.ceremony,
    "results": None,
    "result": lambda town: town.corrected.pk,
    "firm": lambda town: town.publication.visit.drawn.object.code,
    "rules": None,
    "rule": lambda _: 10,
    "proof": None,
    "check": lambda town: town.public.ceremony,
    "check_file": None,
    "open_data": None,
}


def address(name: str, town: Town) -> str:
    """A page's address in the town."""
    argument = PAGES[name]
    return reverse(f"portal:{name}", args=[] if argument is None else [argument(town)])


def page(name: str, *args: Any, status: int = 200, **query: str) -> str:
    """What a stranger reads."""
    answer = Client().get(reverse(f"portal:{name}", args=args), query)
    assert answer.status_code == status
    return str(answer.content.decode())


def flat(text: str) -> str:
    """Words without tags and white space."""
    return "".join(re.sub(r"<[^>]+>", "", text).split())


def bundled(content: bytes) -> dict[str, bytes]:
    """The files of a downloaded bundle."""
    with zipfile.ZipFile(io.BytesIO(content)) as folder:
        return {name: folder.read(name) for name in folder.namelist()}


class TestEveryPage:
    @pytest.mark.parametrize("name", PAGES)
    def test_answers_a_stranger_with_few_queries_and_no_cookie(
        self, town: Town, name: str, django_assert_max_num_queries: Any
    ) -> None:
        url = address(name, town)

        with django_assert_max_num_queries(13):
            answer = Client().get(url)

        assert answer.status_code == 200
        assert answer["Cache-Control"] == "public, max-age=60"
        assert not answer.cookies
        assert "<h1>" in answer.content.decode()

    @pytest.mark.parametrize("name", PAGES)
    def test_is_only_for_reading(self, town: Town, name: str) -> None:
        assert Client().post(address(name, town)).status_code == 405

    def test_is_not_kept_for_others_when_an_official_looks(self) -> None:
        client = Client()
        client.force_login(a_person("李华", Role.CLERK))

        answer = client.get(reverse("portal:home"))

        assert "private" in answer["Cache-Control"]
        assert "public" not in answer["Cache-Control"]

    @pytest.mark.parametrize(
        ("name", "args"),
        [
            ("item", [0]),
            ("draw", ["0" * 32]),
            ("bundle", ["0" * 32]),
            ("result", [0]),
            ("rule", [32]),
            ("task", ["无/此"]),
            ("table", ["x"]),
        ],
    )
    def test_of_nothing_is_not_found(self, name: str, args: list[Any]) -> None:
        assert Client().get(reverse(f"portal:{name}", args=args)).status_code == 404


class TestItems:
    def test_show_legal_basis_parts_and_who_published_when(self, town: Town) -> None:
        version = town.public.task.item_versions.get()

        listed, single = page("items"), page("item", version.pk)

        assert "《中华人民共和国食品安全法》第一百一十条" in listed
        assert "部门联合抽查事项清单" in listed
        assert "要点一" in single
        assert town.cast.others[0].name in single
        assert "公布部门" in single
        assert "第 1 版（本页）" in single

    def test_are_found_by_their_words(self) -> None:
        assert "餐饮单位综合检查" in page("items", q="综合")
        assert "没有符合条件的事项" in page("items", q="锅炉")
        assert "没有符合条件的事项" in page("items", kind="DEPARTMENT")

    def test_do_not_show_drafts(self, town: Town) -> None:
        version = town.public.task.item_versions.get()
        type(version).objects.filter(pk=version.pk).update(state="DRAFT")

        page("item", version.pk, status=404)
        assert "餐饮单位综合检查" not in page("items")


class TestPlans:
    def test_show_an_announced_line_whole(self, town: Town) -> None:
        text = page("plans")

        assert "餐饮单位联合抽查" in text
        assert "2026年3月1日至2026年12月31日" in text
        assert town.cast.others[0].name in text
        assert "联席会议办公室" in text

    def test_show_of_an_unannounced_line_only_field_and_quarter(self) -> None:
        text = page("plans")

        row = flat(text[text.index("<h3>不宜告知") :].split("</li>")[0])
        assert row == "不宜告知的联合抽查餐饮服务时间2026年第一季度至2026年第四季度其他内容不予公布"
        assert UNTOLD_LINE not in text

    def test_keep_a_year_without_a_plan_apart(self) -> None:
        assert "2031 年的计划还没有公布" in page("plans_of_year", 2031)


class TestDraws:
    def test_list_every_ceremony_whatever_became_of_it(self, town: Town) -> None:
        text = page("draws")

        for ceremony in (town.public, town.people, town.sealed, town.untold, town.void, town.abandoned):
            assert ceremony.ceremony in text
        assert "已作废" in text
        assert "逾期无结果" in text

    def test_are_filtered(self, town: Town) -> None:
        text = page("draws", state="VOID")

        assert town.void.ceremony in text
        assert town.public.ceremony not in text

    def test_page_of_a_public_one_tells_order_sources_and_names(self, town: Town) -> None:
        text = page("draw", town.public.ceremony)

        acts = [
            "开启抽取仪式",
            "交来份额的校验值",
            "名单冻结，承诺公布",
            "公开份额",
            "随机种子由此确定",
            "结果经另一程序核验后公布",
        ]
        places = [text.index(words) for words in acts]
        assert places == sorted(places)
        assert re.search(r"公开日志第 \d+ 条", text)
        for share in town.public.shares.all():
            assert share.sha256 in text
            assert share.reveal.value in text
        assert town.public.freeze.commitment_sha256 in text
        assert town.public.result.seed in text
        assert f"python -m suiji.sampling verify {town.public.ceremony} --require-log" in text
        for code in DrawnObject.objects.filter(ceremony=town.public).values_list("object__code", flat=True):
            assert reverse("portal:firm", args=[code]) in text

    def test_page_of_a_sealed_one_says_what_stays_sealed(self, town: Town) -> None:
        text = page("draw", town.sealed.ceremony)

        assert "因此密封" in text
        assert "把抽取重做一遍" not in text

    def test_page_of_the_inspectors_names_nobody(self, town: Town) -> None:
        text = page("draw", town.people.ceremony)

        assert "检查人员的名单和分组不向社会公布" in text
        assert "抽中的名单" not in text

    def test_page_of_a_void_one_gives_the_reason(self, town: Town) -> None:
        assert "设备故障，另行组织" in page("draw", town.void.ceremony)
        page("bundle", town.void.ceremony, status=404)

    def test_page_of_an_abandoned_one_says_so(self, town: Town) -> None:
        assert "既没有抽取，也没有作废" in page("draw", town.abandoned.ceremony)

    def test_names_a_natural_person_only_by_the_family_name(self, town: Town) -> None:
        drawn = DrawnObject.objects.filter(ceremony=town.public).first()
        assert drawn is not None
        InspectedObject.objects.filter(pk=drawn.object_id).update(kind="PERSON", name="欧阳晓岚")

        text = page("draw", town.public.ceremony) + page("firm", drawn.object.code)

        assert "欧某（自然人）" in text
        assert "晓岚" not in text


class TestTasks:
    def test_list_what_is_being_carried_out_and_lead_from_plan_to_results(self, town: Town) -> None:
        task = town.public.task
        text = page("tasks")

        assert reverse("portal:task", args=[task.number]) in text
        assert UNTOLD_TITLE not in text
        assert UNTOLD_NUMBER not in text
        shown = page("task", task.number)
        for there in (
            reverse("portal:draw", args=[town.public.ceremony]),
            reverse("portal:result", args=[town.publication.pk]),
            f"{reverse('portal:plans_of_year', args=[2026])}?line={task.plan_line_id}#line-{task.plan_line_id}",
        ):
            assert there in shown
        assert f"公示结果{Publication.objects.filter(visit__task=task).count()}条" in flat(shown)

    def test_have_no_page_while_they_are_withheld(self, town: Town) -> None:
        page("task", UNTOLD_NUMBER, status=404)

        untold_visits(town)

        assert UNTOLD_TITLE in page("task", UNTOLD_NUMBER)

    def test_that_are_void_say_so(self, town: Town) -> None:
        Task.objects.filter(pk=town.public.task_id).update(state=TaskState.VOID)

        assert "任务已整体作废" in page("task", town.public.task.number)


class TestUnannouncedDraw:
    def test_is_not_named_before_its_visits_are_over(self, town: Town) -> None:
        text = page("draws") + page("draw", town.untold.ceremony)

        assert "不宜告知的联合抽查" in text
        assert UNTOLD_TITLE not in text
        assert UNTOLD_NUMBER not in text
        assert "抽中的名单" not in page("draw", town.untold.ceremony)

    def test_is_not_named_while_one_visit_is_open(self, town: Town) -> None:
        untold_visits(town, how_many=1)

        text = page("draws") + page("draw", town.untold.ceremony)

        assert UNTOLD_TITLE not in text
        assert "抽中的名单" not in page("draw", town.untold.ceremony)

    def test_is_named_once_all_visits_are_over(self, town: Town) -> None:
        visits = untold_visits(town)

        text = page("draw", town.untold.ceremony)

        assert UNTOLD_TITLE in text
        assert UNTOLD_NUMBER in text
        assert all(visit.drawn.object.code in text for visit in visits)

    def test_open_the_names_in_the_bundle_only_when_its_visits_are_over(self, town: Town) -> None:
        url = reverse("portal:bundle", args=[town.untold.ceremony])
        untold_visits(town, how_many=1)
        assert not any(name.endswith("names.json") for name in bundled(Client().get(url).content))
        for visit in Visit.objects.filter(task=town.untold.task, ended_at__isnull=True):
            end(visit, ("NO_PROBLEM",))

        files = bundled(Client().get(url).content)

        names = json.loads(next(data for name, data in files.items() if name.endswith("names.json")))
        drawn = DrawnObject.objects.filter(ceremony=town.untold).values_list("object__code", flat=True)
        assert names["drawn"] == sorted(drawn)
        assert verify_bundle({name.split("/", 1)[1]: data for name, data in files.items()}).ok

    def test_leaves_a_firm_without_other_record_unknown(self, town: Town) -> None:
        elsewhere = DrawnObject.objects.exclude(ceremony=town.untold).values("object")
        only = DrawnObject.objects.filter(ceremony=town.untold).exclude(object__in=elsewhere).first()
        assert only is not None

        assert "没有公开记录" in page("firm", only.object.code, status=404)
        assert "没有" in page("search", q=only.object.name)


class TestBundle:
    def test_verifies_with_the_command_the_page_shows(self, town: Town, tmp_path: Path) -> None:
        answer = Client().get(reverse("portal:bundle", args=[town.public.ceremony]))
        zipfile.ZipFile(io.BytesIO(answer.content)).extractall(tmp_path)

        done = subprocess.run(
            [sys.executable, "-m", "suiji.sampling", "verify", town.public.ceremony, "--require-log"],
            cwd=tmp_path,
            env={"PYTHONPATH": str(Path("src").resolve()), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            check=False,
        )

        assert done.returncode == 0, done.stderr
        assert done.stdout.strip().splitlines()[-1].startswith("Verified")


class TestResults:
    def test_are_found_by_name_code_department_and_result(self, town: Town) -> None:
        thing = town.publication.visit.drawn.object
        department = str(town.publication.department_id)

        assert thing.name in page("results", q=thing.name[2:])
        assert thing.name in page("results", q=thing.code)
        assert thing.name in page("results", department=department, result="NO_PROBLEM")
        assert thing.name not in page("results", department=department, result="UNREACHABLE")

    def test_ignore_what_they_do_not_understand(self, town: Town) -> None:
        assert town.publication.visit.drawn.object.name in page(
            "results", department="x", result="'", page="-1"
        )

    def test_page_shows_the_current_version_and_when_and_why_it_was_corrected(self, town: Town) -> None:
        text = page("result", town.corrected.pk)

        assert "发现问题已责令改正" in text
        assert "未发现问题" not in text
        assert "2026年4月2日（周四）10:00更正，现为第 2 版。原因：录入时漏填责令改正" in text
        assert "首次公示" in text
        assert "2026年3月26日（周四）10:00" in text

    def test_page_of_an_uncorrected_one_bears_no_mark(self, town: Town) -> None:
        text = page("result", town.publication.pk)

        assert "已更正" not in text
        assert town.public.ceremony in text

    def test_page_does_not_exist_before_publication(self, town: Town) -> None:
        type(town.publication).objects.filter(pk=town.publication.pk).update(state="ENTERED")

        page("result", town.publication.pk, status=404)
        assert town.publication.visit.drawn.object.name not in page("results")


class TestFirm:
    def test_shows_lists_visits_and_results(self, town: Town) -> None:
        text = page("firm", town.publication.visit.drawn.object.code)

        assert town.public.ceremony in text
        assert "检查已结束" in text
        assert reverse("portal:result", args=[town.publication.pk]) in text

    def test_answers_alike_for_one_never_named_and_one_that_does_not_exist(self) -> None:
        drawn = DrawnObject.objects.values("object")
        never = InspectedObject.objects.exclude(pk__in=drawn).first()
        assert never is not None

        known, unknown = (page("firm", code, status=404) for code in (never.code, "F9999X"))

        assert flat(known).replace(never.code, "") == flat(unknown).replace("F9999X", "")
        assert never.name not in known

    def test_is_reached_at_once_when_the_search_finds_one(self, town: Town) -> None:
        code = town.publication.visit.drawn.object.code

        answer = Client().get(reverse("portal:search"), {"q": code.lower()})

        assert answer.status_code == 302
        assert answer["Location"] == reverse("portal:firm", args=[code])
        assert answer["Cache-Control"] == "public, max-age=60"

    def test_is_listed_when_the_search_finds_several(self) -> None:
        assert "有公开记录的单位" in page("search", q="餐饮")


class TestRules:
    def test_show_all_articles_with_their_rules_and_what_is_missing(self) -> None:
        text = page("rules")

        assert text.count('id="article-') == 31
        assert "sampling_duties.list_never_changes" in text

    def test_say_of_an_open_article_what_is_missing(self, monkeypatch: pytest.MonkeyPatch) -> None:
        still_open = replace(all_duties()[0], status="open", missing="到期销毁鉴定")
        monkeypatch.setattr(law, "all_duties", lambda: (still_open,))
        law.articles.cache_clear()

        text = page("rules")
        law.articles.cache_clear()

        assert text.count("还缺什么") == 1
        assert "到期销毁鉴定" in text

    def test_one_article_has_an_address(self) -> None:
        text = page("rule", 15)

        assert "检查对象名单一经产生不得更改" in text
        assert reverse("portal:rule", args=[14]) in text
        assert reverse("portal:rule", args=[16]) in text


class TestLog:
    def test_gives_checkpoint_and_key_as_plain_text(self) -> None:
        client = Client()

        note, key = client.get(reverse("portal:checkpoint")), client.get(reverse("portal:vkey"))

        assert note["Content-Type"].startswith("text/plain")
        origin, size = note.content.decode().splitlines()[:2]
        assert int(size) > 0
        assert key.content.decode().startswith(f"{origin}+")
        assert key.content.decode().strip() in client.get(reverse("portal:proof")).content.decode()


class TestRobots:
    @pytest.mark.parametrize(("demonstration", "closed"), [(True, "/"), (False, "/desk/")])
    def test_never_enter_a_demonstration(
        self, monkeypatch: pytest.MonkeyPatch, demonstration: bool, closed: str
    ) -> None:
        monkeypatch.setattr("suiji.portal.views.is_demonstration", lambda: demonstration)

        assert page("robots") == f"User-agent: *\nDisallow: {closed}\n"
