"""Word 模板 — an office's own forms, filled by docxtpl in a sandbox, and a shipped form for every paper.

A form is a DOCX with ``{{ number }}`` for a value and ``{%tr for row in rows %} … {%tr endfor %}`` for a table's
rows. Names that a paper does not have are refused at the upload; nothing in a form can call or import anything.
"""

import io
import zipfile
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from typing import Any, get_args, get_origin, get_type_hints

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from suiji.papers import documents, visit_documents
from suiji.papers.typesetting import plain
from suiji.papers.word_names import WORDS

MEBIBYTE = 1024 * 1024
LIMIT, UNPACKED = 2 * MEBIBYTE, 20 * MEBIBYTE

FORMS: dict[str, tuple[str, type[Any]]] = {
    "notice": ("部门联合检查告知书", documents.Notice),
    "record": ("市场监管领域部门联合抽查情况记录表", documents.Record),
    "site_note": ("现场检查笔录", visit_documents.SiteNote),
    "order": ("责令改正通知书", visit_documents.Order),
    "receipt": ("送达回证", visit_documents.ServiceReceipt),
    "evidence_list": ("证据清单", visit_documents.EvidenceList),
    "sampling": ("抽样记录", visit_documents.SamplingRecord),
    "result_letter": ("部门联合检查结果告知书", documents.ResultLetter),
    "approval": ("行政检查审批表", documents.Approval),
}
"""The papers that an office may give a form of its own."""
HIDDEN = frozenset({"firm_drawing", "all_methods", "all_measures", "all_ways", "is_drawn"})


class UnfitTemplate(ValueError):  # noqa: N818 — what the person reads on the form
    """The file cannot serve as a form. Its Chinese text says why and what to do."""


def names_of(paper: str) -> dict[str, str]:
    """The names a form of this paper may use, and what each one is; of a table also its columns."""
    kind = FORMS[paper][1]
    hints = get_type_hints(kind)
    found = {"title": "文书名称"}
    for part in fields(kind):
        if part.name in HIDDEN:
            continue
        found[part.name] = WORDS.get(part.name, part.name)
        row = _row_type(hints[part.name])
        if row is not None:
            columns = "、".join(f"{one.name}（{WORDS.get(one.name, one.name)}）" for one in fields(row))
            found[part.name] += f"，每行：{columns}"
    return found


def _row_type(hint: Any) -> type[Any] | None:
    inner = get_args(hint)
    if get_origin(hint) is tuple and inner and is_dataclass(inner[0]) and isinstance(inner[0], type):
        return inner[0]
    return None


def read_template(paper: str, content: bytes) -> None:
    """Raise ``UnfitTemplate`` unless the file is a Word form that this paper can fill; nothing in it is run."""
    if len(content) > LIMIT:
        raise UnfitTemplate("模板不能超过 2 MB，请去掉大图后再上传。")
    _require_plain_package(content)
    try:
        used = DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(_sandbox())
    except (TemplateError, ValueError, KeyError, PackageNotFoundError) as error:
        raise UnfitTemplate(f"模板里的标记写得不对：{error}。请对照空白模板修改。") from error
    unknown = sorted(used - names_of(paper).keys())
    if unknown:
        raise UnfitTemplate(f"模板用了这份文书没有的名称：{'、'.join(unknown)}。请对照可用名称修改。")
    fill(content, sample(paper))


def _require_plain_package(content: bytes) -> None:
    """A DOCX without macros, without objects, without links to other places, and not a bomb."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            names = package.namelist()
            if sum(part.file_size for part in package.infolist()) > UNPACKED:
                raise UnfitTemplate("模板解压后太大，不能使用。")
            if "word/document.xml" not in names:
                raise UnfitTemplate("请上传 Word 文档（DOCX）。")
            if any("vbaProject" in name or "/embeddings/" in name or "/activeX/" in name for name in names):
                raise UnfitTemplate("模板里有宏或者嵌入的对象，请另存为普通的 DOCX 再上传。")
            for name in names:
                if name.endswith(".rels") and b'TargetMode="External"' in package.read(name):
                    raise UnfitTemplate("模板引用了外部的文件或链接，请去掉以后再上传。")
    except zipfile.BadZipFile as error:
        raise UnfitTemplate("请上传 Word 文档（DOCX）。文件打不开。") from error


def _sandbox() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=True)


def fill(content: bytes, values: Mapping[str, Any]) -> bytes:
    """The form with a paper's values. Raises ``UnfitTemplate`` where it asks for what is not there."""
    try:
        form = DocxTemplate(io.BytesIO(content))
        form.render(dict(values), _sandbox(), autoescape=True)
        target = io.BytesIO()
        form.save(target)
    except (TemplateError, TypeError, ValueError, KeyError, AttributeError) as error:
        raise UnfitTemplate(f"模板填不进内容：{error}。请对照空白模板修改。") from error
    return target.getvalue()


def values_of(document: Any) -> dict[str, Any]:
    """A paper as a form's values: days and times in Chinese, an empty text for what is not known."""
    values = _without_nothing(plain(document))
    return {name: value for name, value in values.items() if name not in HIDDEN} | {"title": document.title}


def _without_nothing(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_nothing(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_without_nothing(one) for one in value]
    return "" if value is None else value


def sample(paper: str) -> dict[str, Any]:
    """Example values for a preview: every name, with its own word in it."""
    return _example(FORMS[paper][1]) | {"title": FORMS[paper][0]}


def _example(kind: type[Any]) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {
        part.name: _example_value(part.name, hints[part.name])
        for part in fields(kind)
        if part.name not in HIDDEN
    }


def _example_value(name: str, hint: Any) -> Any:
    row = _row_type(hint)
    if row is not None:
        return [_example(row), _example(row)]
    if is_dataclass(hint) and isinstance(hint, type):
        return _example(hint)
    if get_origin(hint) is tuple:
        inner = get_args(hint)[0]
        words = WORDS.get(name, name)
        return (
            [[f"{words}一", "例"], [f"{words}二", "例"]]
            if get_origin(inner) is tuple
            else [f"{words}一", f"{words}二"]
        )
    members = get_args(hint) or (hint,)
    if datetime in members:
        return "2026年1月5日09时00分"
    if date in members:
        return "2026年1月5日"
    if int in members:
        return 1
    return f"（{WORDS.get(name, name)}）"
