"""An office's own Word forms: checked before they are used, filled in a sandbox, versioned, given up again."""

import io
import re
import zipfile
from dataclasses import replace

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from suiji.organs.roles import Role
from suiji.papers import services
from suiji.papers.models import WordTemplate
from suiji.papers.word_forms import blank
from suiji.papers.word_templates import FORMS, UnfitTemplate, fill, names_of, read_template, sample
from tests.factories.organs import a_department, a_person, an_office
from tests.rooms.papers.samples import NOTICE, RECORD
from tests.rooms.papers.visit_samples import VISIT_PAPERS

every_form = pytest.mark.parametrize("paper", FORMS)


def a_form(*words: str) -> bytes:
    """A Word file with these paragraphs."""
    made = docx.Document()
    for line in words:
        made.add_paragraph(line)
    made.save(target := io.BytesIO())
    return target.getvalue()


def text_of(content: bytes) -> str:
    made = docx.Document(io.BytesIO(content))
    cells = [cell.text for table in made.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(p.text for p in made.paragraphs), *cells])


class TestShippedForms:
    @every_form
    def test_pass_their_own_check_and_can_be_filled(self, paper: str) -> None:
        read_template(paper, blank(paper))

        words = text_of(fill(blank(paper), sample(paper)))
        assert "{{" not in words
        assert FORMS[paper][0] in words

    @every_form
    def test_leave_no_value_of_the_paper_out(self, paper: str) -> None:
        said = text_of(blank(paper))

        assert not [name for name in names_of(paper) if not re.search(rf"\b{name}\b", said)]

    def test_say_what_the_law_wants_said(self) -> None:
        assert "行政复议" in text_of(blank("order"))
        assert "有权申请回避" in text_of(blank("notice"))
        assert "一经公示不得擅自改变" in text_of(blank("result_letter"))

    @pytest.mark.django_db
    def test_leave_a_place_where_nobody_has_signed_yet(self) -> None:
        unsigned = replace(RECORD, firm_signed_at=None, started_at=None)

        words = text_of(services.render_word(unsigned, a_department()))

        assert "None" not in words
        assert "年　　月　　日" in words

    @every_form
    def test_explain_every_name_in_chinese(self, paper: str) -> None:
        assert not [name for name, words in names_of(paper).items() if words == name]

    @pytest.mark.django_db
    def test_print_a_real_paper(self) -> None:
        words = text_of(services.render_word(NOTICE, a_department()))

        assert NOTICE.recipient in words
        assert "王䶮" in words

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "document", [one for one in VISIT_PAPERS if one.template in FORMS], ids=lambda one: one.template
    )
    def test_print_every_paper_of_a_visit(self, document: object) -> None:
        assert document.number in text_of(services.render_word(document, a_department()))  # type: ignore[attr-defined,arg-type]


class TestReadTemplate:
    def test_refuses_a_name_that_the_paper_does_not_have(self) -> None:
        with pytest.raises(UnfitTemplate, match="risk_class"):
            read_template("order", a_form("{{ number }} {{ risk_class }}"))

    @pytest.mark.parametrize(
        "words",
        [
            "{{ number.__class__.__mro__ }}",
            "{{ ''.__class__.__base__.__subclasses__() }}",
            "{% for x in [].__class__.__base__.__subclasses__() %}{{ x }}{% endfor %}",
        ],
    )
    def test_refuses_a_form_that_reaches_into_the_house(self, words: str) -> None:
        with pytest.raises(UnfitTemplate):
            read_template("order", a_form(words))

    def test_refuses_broken_marks(self) -> None:
        with pytest.raises(UnfitTemplate):
            read_template("order", a_form("{{ number }} {% for x %}"))

    def test_refuses_what_is_no_word_file(self) -> None:
        for content in (b"hello", _archive({"a.txt": b"x"})):
            with pytest.raises(UnfitTemplate):
                read_template("order", content)

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("word/vbaProject.bin", b"macro"),
            ("word/embeddings/oleObject1.bin", b"object"),
            ("word/_rels/settings.xml.rels", b'<Relationship TargetMode="External" Target="http://x/"/>'),
        ],
    )
    def test_refuses_macros_objects_and_links(self, name: str, content: bytes) -> None:
        with pytest.raises(UnfitTemplate):
            read_template("order", _with(a_form("{{ number }}"), name, content))

    def test_refuses_a_bomb(self) -> None:
        with pytest.raises(UnfitTemplate):
            read_template(
                "order", _with(a_form("{{ number }}"), "word/media/x.bin", b"\0" * 21 * 1024 * 1024)
            )

    def test_refuses_a_file_that_is_too_large(self) -> None:
        with pytest.raises(UnfitTemplate):
            read_template("order", b"x" * (2 * 1024 * 1024 + 1))


def _archive(files: dict[str, bytes]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(name, content)
    return target.getvalue()


def _with(content: bytes, name: str, extra: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        files = {one: package.read(one) for one in package.namelist() if one != name}
    return _archive(files | {name: extra})


@pytest.mark.django_db
class TestAnOfficesForm:
    @pytest.fixture
    def client(self) -> Client:
        client = Client()
        client.force_login(a_person("办公室甲", Role.OFFICE, department=an_office()))
        return client

    def upload(self, client: Client, content: bytes) -> str:
        file = SimpleUploadedFile("通知.docx", content)
        url = reverse("papers:template", args=["order"])
        return client.post(url, {"file": file}, follow=True).content.decode()

    def test_is_used_from_the_upload_on_and_kept_by_version(self, client: Client) -> None:
        assert "已启用第 1 版" in self.upload(client, a_form("本办自用 {{ number }}"))
        self.upload(client, a_form("第二版 {{ number }}"))

        order = next(one for one in VISIT_PAPERS if one.template == "order")
        words = text_of(services.render_word(order, a_department()))

        assert words.startswith("第二版 安市监")
        assert WordTemplate.objects.count() == 2

    def test_is_refused_in_words_when_unfit(self, client: Client) -> None:
        assert "没有的名称：secret" in self.upload(client, a_form("{{ secret }}"))
        assert not WordTemplate.objects.exists()

    def test_gives_way_to_the_shipped_one_again(self, client: Client) -> None:
        self.upload(client, a_form("本办自用 {{ number }}"))

        client.post(reverse("papers:restore", args=["order"]))

        order = next(one for one in VISIT_PAPERS if one.template == "order")
        assert "本办自用" not in text_of(services.render_word(order, a_department()))

    def test_can_be_looked_at_with_examples_first(self, client: Client) -> None:
        self.upload(client, a_form("本办自用 {{ number }}"))

        content = client.get(reverse("papers:preview", args=["order"])).content

        assert text_of(content).startswith("本办自用 （文号）")

    def test_is_nobody_elses(self) -> None:
        client = Client()
        client.force_login(a_person("经办人乙", Role.CLERK))

        assert client.get(reverse("papers:templates")).status_code == 403
