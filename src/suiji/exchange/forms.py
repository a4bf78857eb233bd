"""How the requests about the exchange are read."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict

from suiji.exchange import outward
from suiji.exchange.kinds import KINDS, Field, Kind
from suiji.exchange.mapping import DATE_FORMS, Column, Mapping
from suiji.exchange.models import Partner
from suiji.exchange.replies import LIMITS
from suiji.organs.models import Department

_SEPARATORS = ("＝", "→")


class KindFilter(forms.Form):
    """Which kind of batches is shown."""

    kind = forms.ChoiceField(
        label="种类",
        required=False,
        choices=[("", "全部"), *((kind.name, kind.label) for kind in KINDS.values())],
    )

    def said(self) -> dict[str, str]:
        """The filter as the query takes it."""
        return {"kind": self.cleaned_data.get("kind", "") if self.is_valid() else ""}


class ReplyForm(forms.Form):
    """A file the publicity system answered with."""

    file = forms.FileField(
        label="回执文件",
        max_length=200,
        help_text="XLSX、CSV、ODS 或 JSON，至少有“记录标识”和“结果”两列；接收的写公示时间，退回的写原因。",
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.csv,.ods,.json,.txt"}),
    )

    def __init__(
        self, data: QueryDict | None = None, files: "MultiValueDict[str, UploadedFile[bytes]] | None" = None
    ) -> None:
        super().__init__(data, files)

    def clean_file(self) -> "UploadedFile[bytes]":
        """Not too large to be read."""
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LIMITS.max_bytes:
            raise forms.ValidationError("文件超过 20 MB，请拆成几个文件分别导入。")
        return file

    def said(self) -> dict[str, Any]:
        """Name and content."""
        file = self.cleaned_data["file"]
        return {"name": file.name[:200], "content": file.read()}


class PartnerForm(forms.Form):
    """A platform to which batches are carried."""

    name = forms.CharField(label="平台名称", max_length=60, help_text="例如：河南省双随机监管平台。")
    base = forms.CharField(
        label="接口地址",
        max_length=300,
        help_text="以 https:// 开头，到 /batches 前为止；主机要由机房人员先行开通。",
    )
    token = forms.CharField(
        label="对方给的令牌", max_length=500, required=False, strip=True, help_text="加密保存，以后不再显示。"
    )
    kinds = forms.MultipleChoiceField(
        label="送去哪些种类",
        choices=[(kind.name, kind.label) for kind in KINDS.values()],
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text="只从对方取数据的，一个都不选。",
    )
    basis = forms.CharField(
        label="依据", max_length=300, help_text="对接方案或者对方接口文件的名称、文号和日期。"
    )

    def clean_base(self) -> str:
        """An address to which something may be sent."""
        try:
            return outward.fit(self.cleaned_data["base"])
        except outward.Unfit as error:
            raise forms.ValidationError(str(error)) from error


class InflowForm(forms.Form):
    """What is fetched from a platform, and in which department's name."""

    partner: "forms.ModelChoiceField[Partner]" = forms.ModelChoiceField(
        None, label="对接平台", empty_label=None
    )
    kind = forms.ChoiceField(label="取什么", choices=[(kind.name, kind.label) for kind in KINDS.values()])
    department: "forms.ModelChoiceField[Department]" = forms.ModelChoiceField(
        None, label="由哪个部门收", help_text="只有这个部门看得到取来的记录；检查对象进入它的名录库。"
    )
    basis = forms.CharField(label="依据", max_length=300, help_text="对接方案的名称、文号和日期。")

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        partners: "QuerySet[Partner]",
        departments: "QuerySet[Department]",
    ) -> None:
        super().__init__(data)
        for name, rows in (("partner", partners), ("department", departments)):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows


class SettleForm(forms.Form):
    """What became of a row that came in."""

    taken = forms.ChoiceField(
        label="怎样处理",
        choices=[("taken", "已按它办理"), ("aside", "不采用")],
        widget=forms.RadioSelect,
    )
    because = forms.CharField(
        label="说明",
        max_length=300,
        strip=True,
        help_text="办到哪里：任务、计划或者事项的编号；不采用的，写原因。",
    )

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        return {"taken": self.cleaned_data["taken"] == "taken", "because": self.cleaned_data["because"]}


class TakeBack(forms.Form):
    """Why a batch is taken back."""

    because = forms.CharField(
        label="收回的原因", max_length=300, widget=forms.Textarea(attrs={"rows": 3}), strip=True
    )


class MappingForm(forms.Form):
    """A mapping as lines of text: the order of the lines is the order of the columns."""

    columns = forms.CharField(
        label="列",
        widget=forms.Textarea(attrs={"rows": 24, "spellcheck": "false"}),
        help_text="每行一列，写成“对方的列名 = 本系统字段”，先后就是文件里的先后；不报送的字段不写。",
    )
    codes = forms.CharField(
        label="代码",
        required=False,
        widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        help_text="每行一个值，写成“本系统字段：值 = 对方代码”，例如“检查方式：实地检查 = 01”。不写的值用文字报送。",
    )
    date_form = forms.ChoiceField(
        label="日期写法", choices=[(name, example) for name, (example, _) in DATE_FORMS.items()]
    )
    joiner = forms.CharField(label="几个值之间用", max_length=3, strip=False)
    source = forms.CharField(label="依据", max_length=300, help_text="例如对方接口文件的名称、编号和日期。")

    def __init__(self, data: QueryDict | None = None, *, kind: Kind, mapping: Mapping) -> None:
        self.kind = kind
        initial = {
            "columns": "\n".join(f"{one.heading} = {kind.field(one.field).label}" for one in mapping.columns),
            "codes": "\n".join(
                f"{kind.field(name).label}：{kind.field(name).choices[code]} = {word}"
                for name, table in mapping.codes.items()
                for code, word in table.items()
            ),
            "date_form": mapping.date_form,
            "joiner": mapping.joiner,
        }
        super().__init__(data, initial=initial)

    def clean_columns(self) -> tuple[Column, ...]:
        """Headings with our fields; each line that cannot be read is named."""
        found: list[Column] = []
        for number, (heading, label) in self._pairs("columns"):
            about = self._field(label)
            if not heading or about is None:
                self.add_error("columns", f"第 {number} 行看不懂：没有叫“{label}”的字段，或者没有写列名。")
            else:
                found.append(Column(heading, about.name))
        return tuple(found)

    def clean_codes(self) -> dict[str, dict[str, str]]:
        """The receiver's codes; each line that cannot be read is named."""
        found: dict[str, dict[str, str]] = {}
        for number, (left, word) in self._pairs("codes"):
            label, _, value = left.replace(":", "：").partition("：")
            about = self._field(label.strip())
            code = self._code(about, value.strip()) if about else None
            if about is None or code is None or not word:
                self.add_error("codes", f"第 {number} 行看不懂：没有这个字段、这个值，或者没有写对方代码。")
            else:
                found.setdefault(about.name, {})[code] = word
        return found

    def _pairs(self, name: str) -> list[tuple[int, tuple[str, str]]]:
        pairs: list[tuple[int, tuple[str, str]]] = []
        for number, line in enumerate(self.cleaned_data[name].splitlines(), start=1):
            for mark in _SEPARATORS:
                line = line.replace(mark, "=")
            if line.strip():
                left, _, right = line.rpartition("=")
                pairs.append((number, (left.strip(), right.strip())))
        return pairs

    def _field(self, label: str) -> Field | None:
        return next((one for one in self.kind.fields if one.label == label), None)

    def _code(self, about: Field, words: str) -> str | None:
        return next((code for code, said in about.choices.items() if words in (said, code)), None)

    def said(self) -> dict[str, Any]:
        """The mapping and what it rests on."""
        given = self.cleaned_data
        mapping = Mapping(given["columns"], given["codes"], given["date_form"], given["joiner"])
        return {"mapping": mapping, "source": given["source"]}
