"""The furniture: what each component promises in docs/components.md."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from types import SimpleNamespace

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template, engines
from django.test import RequestFactory
from django_cotton.compiler_regex import CottonCompiler

from suiji.law.workdays import Deadline

TEMPLATES = Path(__file__).parents[3] / "src" / "suiji" / "organs" / "templates"
DAY = date(2026, 11, 23)


def draw(source: str, **values: object) -> str:
    engine = engines["django"].engine  # type: ignore[attr-defined]
    return str(Template(CottonCompiler().process(source), engine=engine).render(Context(values)))


class Scheme(forms.Form):
    name = forms.CharField(label="任务名称", help_text="公示时原样显示。")
    way = forms.ChoiceField(label="方式", choices=[("a", "统一抽取")], widget=forms.RadioSelect)
    why = forms.CharField(label="理由", required=False)


@dataclass(frozen=True)
class Step:
    label: str
    status: str
    who: str = ""
    when: date | None = None


class TestStatus:
    def test_always_says_its_colour_in_words(self) -> None:
        html = draw('<c-status tone="bad" label="逾期未录入" />')

        assert "逾期未录入" in html
        assert "state-bad" in html


class TestTimeline:
    def test_shows_who_and_when_and_what_may_no_longer_change(self) -> None:
        steps = [Step("冻结名单", "locked", "李祎", DAY), Step("抽取对象", "current"), Step("派发", "next")]

        html = draw('<c-timeline :steps="steps" />', steps=steps)

        assert "李祎" in html
        assert "2026年11月23日" in html
        assert html.count("不可更改") == 1
        assert html.count('aria-current="step"') == 1
        assert "尚未开始" in html


class TestArticle:
    def test_quotes_the_law_with_its_number(self) -> None:
        html = draw('<c-article number="15" says="检查对象名单一经产生不得更改。" advice="作废须公开。" />')

        assert "实施细则第十五条" in html
        assert "检查对象名单一经产生不得更改。" in html
        assert "作废须公开。" in html


class TestFacts:
    def test_writes_days_out_and_names_what_is_missing(self) -> None:
        html = draw('<c-facts :rows="rows" />', rows=[("冻结时间", DAY), ("文号", ""), ("户数", 0)])

        assert "2026年11月23日（周一）" in html
        assert html.count("未填") == 1


class TestDeadline:
    def test_gives_the_day_and_the_days_left(self) -> None:
        html = draw('<c-deadline :due="due" :days="6" />', due=Deadline(DAY, provisional=False))

        assert "2026年11月23日（周一）" in html
        assert "还有 6 个工作日" in html
        assert "暂定" not in html

    def test_says_overdue_in_words(self) -> None:
        html = draw('<c-deadline :date="day" :days="days" />', day=DAY, days=-2)

        assert "deadline-late" in html
        assert "已超期 2 个工作日" in html

    def test_marks_a_term_that_reaches_into_an_unpublished_year(self) -> None:
        assert "暂定" in draw('<c-deadline :due="due" />', due=Deadline(DAY, provisional=True))

    def test_stops_counting_when_done(self) -> None:
        html = draw('<c-deadline :date="day" :days="days" done="已移送" />', day=DAY, days=-2)

        assert "已移送" in html
        assert "超期" not in html


class TestCopyButtons:
    def test_say_of_what_they_copy(self) -> None:
        named = draw('<c-fingerprint value="{{ value }}" of="种子" />', value="ab" * 32)
        plain = draw('<c-fingerprint value="{{ value }}" />', value="ab" * 32)

        assert '复制全文<span class="visually-hidden">：种子</span>' in named
        assert '复制全文<span class="visually-hidden">：abab' in plain


class TestHistory:
    def test_tells_the_ledger_in_sentences(self) -> None:
        entry = SimpleNamespace(
            sentence="李祎冻结了名单。",
            because="两库已确认",
            at=datetime(2026, 11, 23, 6, 5, tzinfo=UTC),
            actor_name="李祎",
        )

        html = draw('<c-history :entries="entries" />', entries=[entry])

        assert "李祎冻结了名单。" in html
        assert "理由：两库已确认" in html
        assert "14:05" in html

    def test_says_when_nothing_happened_yet(self) -> None:
        assert "还没有办理记录" in draw('<c-history :entries="entries" />', entries=[])


class TestField:
    def test_ties_label_help_and_error_to_the_control(self) -> None:
        html = draw('<c-field :field="form.name" />', form=Scheme({}))

        assert 'for="id_name"' in html
        assert 'aria-describedby="id_name_helptext id_name_error"' in html
        assert 'id="id_name_helptext"' in html
        assert 'id="id_name_error"' in html

    def test_marks_what_may_be_left_out(self) -> None:
        assert "选填" in draw('<c-field :field="form.why" />', form=Scheme())
        assert "选填" not in draw('<c-field :field="form.name" />', form=Scheme())

    def test_groups_choices_under_a_legend(self) -> None:
        html = draw('<c-field :field="form.way" />', form=Scheme())

        assert "<legend>方式" in html
        assert 'id="id_way"' in html


class TestErrors:
    def test_links_each_error_to_its_field(self) -> None:
        html = draw('<c-errors :form="form" />', form=Scheme({}))

        assert 'href="#id_name"' in html
        assert 'href="#id_way"' in html
        assert 'href="#id_why"' not in html

    def test_is_absent_where_nothing_is_wrong(self) -> None:
        assert draw('<c-errors :form="form" />', form=Scheme()).strip() == ""


class TestPager:
    def test_keeps_the_filters(self) -> None:
        page = Paginator(range(60), 25).page(2)
        request = RequestFactory().get("/", {"q": "餐饮", "page": "2"})

        html = draw('<c-pager :page="page" unit="户" />', page=page, request=request)

        assert "第 26–50 户，共 60 户" in html
        assert "q=%E9%A4%90%E9%A5%AE&amp;page=3" in html
        assert "page=2" not in html


class TestButton:
    @pytest.mark.parametrize(
        ("source", "tag"),
        [
            ('<c-button href="/x">打印</c-button>', '<a class="button button-primary" href="/x"'),
            ('<c-button kind="danger">作废</c-button>', '<button class="button button-danger" type="submit"'),
        ],
    )
    def test_is_a_link_only_with_an_address(self, source: str, tag: str) -> None:
        assert tag in draw(source)


def scripts_and_styles(html: str) -> Mapping[str, bool]:
    return {
        "inline style": " style=" in html or "<style" in html,
        "inline script": any("<script" in line and "src=" not in line for line in html.splitlines()),
        "event attribute": any(mark in html for mark in (" onclick", " onload", " onsubmit", " onchange")),
        "foreign host": "https://" in html or "//cdn" in html,
    }


@pytest.mark.parametrize("path", sorted(TEMPLATES.rglob("*.html")), ids=lambda path: path.stem)
class TestEveryTemplate:
    def test_needs_nothing_the_content_policy_refuses(self, path: Path) -> None:
        assert not any(scripts_and_styles(path.read_text(encoding="utf-8")).values())
