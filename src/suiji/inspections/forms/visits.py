"""How a notice, a record and a piece of evidence are read."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django import forms
from django.http import QueryDict

from suiji import law
from suiji.inspections.documents import MEASURES
from suiji.inspections.files import fault_of, format_of
from suiji.inspections.models import EvidenceKind, Finding, NoticeMode, ObjectStatus, OtherFinding
from suiji.inspections.queries import Contact
from suiji.inspections.services.fill import ANSWERS
from suiji.inspections.services.wording import fault_in
from suiji.law.results import FOR_TESTED_ITEMS, FOR_THE_WHOLE_VISIT, ResultCode
from suiji.libraries.models import Inspector

WAYS = ("书面", "口头", "移动执法设备打印")
"""Ways to order (Art. 20(2))."""
DRAWING_LIMIT = 200 * 1024
"""Bytes of a drawn signature."""


class DayInput(forms.DateInput):
    """The browser's own day picker."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class InstantInput(forms.DateTimeInput):
    """The browser's own picker of day and time."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class NoticeForm(forms.Form):
    """告知 (Art. 20(2))."""

    mode = forms.ChoiceField(label="告知方式", choices=NoticeMode.choices, widget=forms.RadioSelect)
    receiver = forms.CharField(
        label="受送达人", max_length=64, help_text="签收或接听的人和职务，如“李经理（店长）”。"
    )
    visit_on = forms.DateField(label="检查日期", widget=DayInput, help_text="告知对方小组上门的日期。")
    materials = forms.CharField(
        label="需准备的资料",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一项，如营业执照、许可证、进货台账。",
    )
    phone = forms.CharField(
        label="联系电话", max_length=40, required=False, help_text="填科室电话，不填个人手机。"
    )

    second = forms.ModelChoiceField(
        label="共同送达人",
        queryset=Inspector.objects.none(),
        required=False,
        empty_label="没有（仅限电话、传真、短信、平台）",
        help_text="书面当面送达须有两名检查人员：您和另一名小组成员。",
    )
    place = forms.CharField(
        label="送达地点", max_length=200, required=False, help_text="不填为登记的住所（经营场所）。"
    )

    def __init__(
        self, *args: Any, today: date, until: date, colleagues: Sequence[Inspector] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._today, self._until = today, until
        choice = self.fields["second"]
        assert isinstance(choice, forms.ModelChoiceField)
        choice.queryset = Inspector.objects.filter(pk__in=[one.pk for one in colleagues])
        named = [(one.pk, f"{one.name}（{one.department.short_name}）") for one in colleagues]
        choice.choices = [("", choice.empty_label), *named]

    def clean(self) -> dict[str, Any]:
        """A paper that is handed over is handed over by two."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("mode") == NoticeMode.WRITTEN and cleaned.get("second") is None:
            self.add_error("second", "书面当面送达须有两名检查人员，请选择共同送达人。")
        return cleaned

    def clean_visit_on(self) -> date:
        """The visit lies ahead and within the task's period; once that is over, late is better than never."""
        chosen: date = self.cleaned_data["visit_on"]
        if chosen < self._today:
            raise forms.ValidationError("检查日期不能早于今天。")
        if self._today <= self._until < chosen:
            raise forms.ValidationError(f"任务到 {self._until:%Y年%m月%d日} 截止，请选择此前的日期。")
        return chosen


class FindingForm(forms.Form):
    """一个部门一个事项的检查情况 (Art. 18, 20)."""

    results = forms.MultipleChoiceField(
        label="检查结果",
        widget=forms.CheckboxSelectMultiple,
        help_text="“未发现问题”“未发现开展本次抽查涉及的经营活动”“合格”只能单独选；“无法联系”“不配合”会结束本次检查的全部事项。",
    )
    problem = forms.CharField(
        label="发现问题情况",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写事实，不写评价。",
    )
    disposal = forms.CharField(label="处置情况", required=False, widget=forms.Textarea(attrs={"rows": 3}))
    object_status = forms.ChoiceField(
        label="状态备注",
        required=False,
        choices=[("", "没有"), *ObjectStatus.choices],
        help_text="检查时了解到的主体状态。它写在结果旁边，不代替检查结果。",
    )

    use_required_attribute = False

    def __init__(self, *args: Any, finding: Finding | OtherFinding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.finding = finding
        tested = finding.item_version.tests_products
        self._results().choices = [
            (code.value, code.words) for code in ResultCode if tested or code not in FOR_TESTED_ITEMS
        ]
        if tested and isinstance(finding, Finding) and finding.samples.exists():
            self.fields["results"].required = False
            self.fields["awaits_report"] = forms.BooleanField(
                label="已抽样，以检验报告为准",
                required=False,
                help_text="结果留待检验报告，不在上面选择结果；报告登记后自动形成“合格”或者“不合格”。",
            )
        self.points = {f"point_{i}": point for i, point in enumerate(finding.part.check_points)}
        for name, point in zip(self.points, finding.part.points, strict=True):
            self.fields[name] = forms.ChoiceField(
                label=point.text if point.mandatory else f"{point.text}（选查，没有检查的可以不选）",
                required=point.mandatory,
                help_text=f"依据：{point.basis}" if point.basis else "",
                error_messages={"required": "请选择“无”“有”或“不涉及”。"},
                choices=[(answer, answer) for answer in ANSWERS],
                widget=forms.RadioSelect(attrs={"class": "answer"}),
            )
        for number, kind in enumerate(MEASURES):
            self.fields[f"measure_{number}"] = forms.ChoiceField(
                label=kind, required=False, choices=[("", "未采取"), *((way, way) for way in WAYS)]
            )

    def _results(self) -> forms.MultipleChoiceField:
        field = self.fields["results"]
        assert isinstance(field, forms.MultipleChoiceField)
        return field

    @property
    def point_fields(self) -> list[forms.BoundField]:
        """The check points, in the order of the item list."""
        return [self[name] for name in self.points]

    @property
    def measure_fields(self) -> list[forms.BoundField]:
        """The four measures of Art. 20(2)."""
        return [self[f"measure_{number}"] for number in range(len(MEASURES))]

    def clean(self) -> dict[str, Any]:
        """All points answered that must be, results that go together, a problem described where there is one."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        codes = cleaned.get("results") or []
        if "awaits_report" in self.fields:
            self._clean_awaited(cleaned, codes)
        if codes and not law.results.results_may_combine(codes=codes):
            self.add_error("results", law.entry(law.results.results_may_combine).advice or "")
        if not FOR_THE_WHOLE_VISIT.isdisjoint(codes):
            for name in self.points:
                self.errors.pop(name, None)  # nothing could be checked point by point (Art. 21)
        self._clean_problem(cleaned, codes)
        return cleaned

    def _clean_awaited(self, cleaned: Mapping[str, Any], codes: list[str]) -> None:
        if cleaned.get("awaits_report") and codes:
            self.add_error("awaits_report", "以检验报告为准的，不再选择检查结果。请去掉其中一处。")
        elif not codes and not cleaned.get("awaits_report"):
            self.add_error("results", "请选择检查结果，或者勾选“以检验报告为准”。")

    def _clean_problem(self, cleaned: Mapping[str, Any], codes: list[str]) -> None:
        answers = {point: cleaned.get(name, "") for name, point in self.points.items()}
        fault = fault_in(answers=answers, results=codes, problem=cleaned.get("problem", ""))
        if fault is not None:
            self.add_error(*fault)

    def facts(self) -> dict[str, Any]:
        """What ``services.fill_finding`` asks for."""
        cleaned = self.cleaned_data
        return {
            "answers": {point: cleaned[name] for name, point in self.points.items() if cleaned.get(name)},
            "results": cleaned["results"],
            "problem": cleaned["problem"],
            "disposal": cleaned["disposal"],
            "object_status": cleaned["object_status"],
            "awaits_report": bool(cleaned.get("awaits_report")),
            "measures": [
                {"kind": kind, "form": cleaned[f"measure_{number}"]}
                for number, kind in enumerate(MEASURES)
                if cleaned.get(f"measure_{number}")
            ],
        }

    @staticmethod
    def starting(finding: Finding | OtherFinding, typed: QueryDict) -> dict[str, Any]:
        """What was filled in before, or typed when “全部无” was pressed: every point that must be answered says 无."""
        if "all_none" not in typed:
            return FindingForm._stored(finding)
        kept: dict[str, Any] = {name: typed.get(name, "") for name in typed}
        results = typed.getlist("results") or [ResultCode.NO_PROBLEM.value]
        points = {f"point_{i}": "无" for i, point in enumerate(finding.part.points) if point.mandatory}
        return {**kept, "results": results, **points}

    @staticmethod
    def _stored(finding: Finding | OtherFinding) -> dict[str, Any]:
        taken = {measure["kind"]: measure.get("form", "") for measure in finding.measures}
        return {
            "results": finding.results,
            "problem": finding.problem,
            "disposal": finding.disposal,
            "object_status": finding.object_status,
            "awaits_report": isinstance(finding, Finding) and finding.awaits_report,
            **{f"point_{i}": finding.answers.get(p, "") for i, p in enumerate(finding.part.check_points)},
            **{f"measure_{i}": taken.get(kind, "") for i, kind in enumerate(MEASURES)},
        }


class EvidenceForm(forms.Form):
    """证据 (Art. 20(2), 21)."""

    kind = forms.ChoiceField(label="种类", choices=EvidenceKind.choices, widget=forms.RadioSelect)
    title = forms.CharField(label="名称", max_length=200, help_text="如“住所大门照片”“第一次电话联系”。")
    file = forms.FileField(
        label="文件",
        required=False,
        help_text="照片 JPG、PNG，文书 PDF，录像 MP4，录音 MP3；不超过 10 MB。联系记录和见证可只写文字。",
        widget=forms.ClearableFileInput(
            attrs={"accept": "image/jpeg,image/png,application/pdf,video/mp4,audio/*"}
        ),
    )
    place = forms.CharField(
        label="地点", max_length=200, required=False, help_text="证明“无法联系”的照片须写明地点。"
    )
    taken_at = forms.DateTimeField(label="取证时间", widget=InstantInput)
    note = forms.CharField(
        label="说明",
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="联系记录写明方式、号码、对方和答复；见证人说明写明见证人和所见。",
    )

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._at = at
        self.content: bytes | None = None

    def clean_taken_at(self) -> datetime:
        """Nothing is taken in the future."""
        taken: datetime = self.cleaned_data["taken_at"]
        if taken > self._at:
            raise forms.ValidationError("取证时间不能晚于现在。")
        return taken

    def clean(self) -> dict[str, Any]:
        """The file is what its kind says, by its content."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        upload: Any = cleaned.get("file")
        self.content = upload.read() if upload else None
        if cleaned.get("kind"):
            fault = fault_of(cleaned["kind"], self.content, cleaned.get("note", ""))
            if fault:
                self.add_error("note" if self.content is None and "写明" in fault else "file", fault)
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What ``services.add_evidence`` asks for."""
        upload: Any = self.cleaned_data.get("file")
        kept = {name: self.cleaned_data[name] for name in ("kind", "title", "place", "taken_at", "note")}
        return {**kept, "content": self.content, "file_name": (upload.name or "") if upload else ""}


class FirmSignForm(forms.Form):
    """被检查对象签字."""

    signer = forms.CharField(label="签字人", max_length=64, help_text="由被检查对象的人员本人输入姓名。")
    opinion = forms.CharField(
        label="被检查对象的意见",
        required=False,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="对检查情况有意见的写在这里，会印在记录表上；没有的留空。",
    )
    read = forms.BooleanField(label="我已阅读上面的记录表，内容属实，同意签字。")
    drawing = forms.CharField(label="手写签名", required=False, widget=forms.HiddenInput)

    def clean_drawing(self) -> bytes:
        """What was drawn, as PNG; nothing where nobody drew. It is a picture and no more than one."""
        head, _, encoded = str(self.cleaned_data["drawing"]).partition(",")
        if not encoded:
            return b""
        try:
            content = base64.b64decode(encoded, validate=True)
        except ValueError:
            content = b""
        if head != "data:image/png;base64" or format_of(content) != "png" or len(content) > DRAWING_LIMIT:
            raise forms.ValidationError("手写签名没有收到，请清除后重新签。")
        return content


class ContactForm(forms.Form):
    """看哪一项、为什么看."""

    field = forms.ChoiceField(label="查看哪一项", widget=forms.RadioSelect)
    because = forms.CharField(
        label="原因", max_length=200, help_text="例如：电话告知检查时间。会和您的姓名一起记入总账。"
    )

    def __init__(self, data: QueryDict | None, *, contacts: Sequence[Contact]) -> None:
        super().__init__(data)
        choice = self.fields["field"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = [(one.field, f"{one.label} {one.shown}") for one in contacts]


class RefusalForm(forms.Form):
    """拒绝签字说明."""

    note = forms.CharField(
        label="情况说明",
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="写明谁、在何时何地、以什么理由没有签字；无法联系的，写明没有签字人。",
    )


class ReviewForm(forms.Form):
    """分管负责人审核不配合检查的证据."""

    note = forms.CharField(label="审核意见", widget=forms.Textarea(attrs={"rows": 4}))
