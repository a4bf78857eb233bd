"""How the papers of a visit, their service, a report and a letter are read."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django import forms

from suiji.inspections.forms.arranging import PaperUpload
from suiji.inspections.forms.visits import DayInput, InstantInput
from suiji.inspections.models import (
    Finding,
    LetterOutcome,
    Mandate,
    OrderKind,
    OrderWay,
    ServiceWay,
    Visit,
)
from suiji.libraries.models import Inspector


def lines(label: str, rows: int, help_text: str = "", *, required: bool = True) -> forms.CharField:
    """A field of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, widget=widget, help_text=help_text, required=required)


class SiteNoteForm(forms.Form):
    """现场检查笔录."""

    begun_at = forms.DateTimeField(label="开始时间", widget=InstantInput)
    ended_at = forms.DateTimeField(label="结束时间", widget=InstantInput)
    place = forms.CharField(label="检查场所", max_length=200, help_text="如“营业厅、后厨、库房”。")
    present = forms.CharField(
        label="在场人员", max_length=200, help_text="现场负责人和其他在场人员的姓名、职务。"
    )
    content = lines("检查情况", 10, "写看到的事实：位置、数量、状态。一件事一段，不写评价。")

    def __init__(self, *args: Any, visit: Visit, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._arrived, self._at = visit.arrived_at, at

    def clean(self) -> dict[str, Any]:
        """From the arrival to now, forward."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begun, ended = cleaned.get("begun_at"), cleaned.get("ended_at")
        if begun and self._arrived and begun < self._arrived.replace(second=0, microsecond=0):
            self.add_error("begun_at", "开始时间不能早于到达时间。")
        elif begun and self._arrived:
            cleaned["begun_at"] = max(begun, self._arrived)
        if begun and ended and ended < begun:
            self.add_error("ended_at", "结束时间不能早于开始时间。")
        elif ended and ended > self._at:
            self.add_error("ended_at", "结束时间不能晚于现在。")
        elif ended and cleaned.get("begun_at"):
            cleaned["ended_at"] = max(ended, cleaned["begun_at"])
        return cleaned


class OrderForm(forms.Form):
    """责令改正."""

    kind = forms.ChoiceField(label="内容", choices=OrderKind.choices, widget=forms.RadioSelect)
    way = forms.ChoiceField(
        label="方式",
        choices=OrderWay.choices,
        widget=forms.RadioSelect,
        help_text="书面和打印的自动编号、生成通知书；口头的只登记。",
    )
    problem = lines("违法事实", 4)
    basis = forms.CharField(
        label="违反的规定", max_length=500, help_text="法名和条款，如《食品安全法》第五十三条。"
    )
    demand = lines("改正要求", 4)
    due_on = forms.DateField(label="改正期限", widget=DayInput)
    recheck_on = forms.DateField(label="复查日期", widget=DayInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean(self) -> dict[str, Any]:
        """A term ahead, and a recheck after it."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        due, recheck = cleaned.get("due_on"), cleaned.get("recheck_on")
        if due and due < self._today:
            self.add_error("due_on", "改正期限不能早于今天。")
        if due and recheck and recheck < due:
            self.add_error("recheck_on", "复查日期不能早于改正期限。")
        return cleaned


class SampleForm(forms.Form):
    """抽样记录."""

    name = forms.CharField(label="样品名称", max_length=200)
    specification = forms.CharField(label="规格型号", max_length=100, required=False)
    batch = forms.CharField(label="批号或生产日期", max_length=100, required=False)
    maker = forms.CharField(label="标称生产者", max_length=200, required=False)
    base = forms.CharField(label="抽样基数", max_length=60, help_text="带单位，如 200 只。")
    quantity = forms.CharField(label="抽样数量", max_length=60)
    spare = forms.CharField(label="备样数量", max_length=60, required=False)
    place = forms.CharField(label="抽样地点", max_length=200)
    sealing = forms.CharField(label="封样情况", max_length=200)
    mandate = forms.ModelChoiceField(
        label="检验机构", queryset=Mandate.objects.none(), required=False, empty_label="本部门自行检验"
    )

    def __init__(self, *args: Any, finding: Finding, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _mandates(self, finding.visit, finding.department_id)


class LabReportForm(PaperUpload):
    """检验报告."""

    number = forms.CharField(label="报告编号", max_length=100)
    laboratory = forms.CharField(label="检验机构", max_length=200)
    outcome = forms.ChoiceField(
        label="结论",
        choices=[("1", "合格"), ("0", "不合格")],
        widget=forms.RadioSelect(attrs={"class": "answer"}),
    )
    nonconformity = forms.CharField(
        label="不合格项目", required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="结论为不合格的，写明项目、标准值和实测值。",
    )  # fmt: skip
    issued_on = forms.DateField(label="报告日期", widget=DayInput)
    received_on = forms.DateField(
        label="收到日期", widget=DayInput, help_text="公示期限从这一天起算，不能晚于今天。"
    )
    field_order = ("number", "laboratory", "outcome", "nonconformity", "issued_on", "received_on", "file")

    def __init__(self, *args: Any, sampled_on: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sampled_on, self._today = sampled_on, today

    def clean(self) -> dict[str, Any]:
        """The days follow one another; what does not conform is named."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        issued, received = cleaned.get("issued_on"), cleaned.get("received_on")
        if issued and issued < self._sampled_on:
            self.add_error("issued_on", "报告日期不能早于抽样日期。")
        if received and received > self._today:
            self.add_error("received_on", "收到日期不能晚于今天。")
        if issued and received and received < issued:
            self.add_error("received_on", "收到日期不能早于报告日期。")
        if cleaned.get("outcome") == "0" and not (cleaned.get("nonconformity") or "").strip():
            self.add_error("nonconformity", "请写明不合格项目。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What ``services.receive_lab_report`` asks for."""
        kept = {k: v for k, v in self.cleaned_data.items() if k not in ("file", "outcome")}
        return {
            **kept,
            "conforming": self.cleaned_data["outcome"] == "1",
            "content": self.cleaned_data["file"],
        }


def _mandates(form: forms.Form, visit: Visit, department_id: int) -> None:
    field = form.fields["mandate"]
    assert isinstance(field, forms.ModelChoiceField)
    field.queryset = Mandate.objects.filter(task_id=visit.task_id, department_id=department_id)


class ReportForm(PaperUpload):
    """第三方报告."""

    mandate = forms.ModelChoiceField(
        label="委托书",
        queryset=Mandate.objects.none(),
        help_text="没有在列的，请先在检查安排里登记委托书。",
    )
    title = forms.CharField(label="报告名称", max_length=200)
    number = forms.CharField(label="报告编号", max_length=100)
    issued_on = forms.DateField(label="报告日期", widget=DayInput)
    conclusion = lines("结论", 4, "报告的结论。它供检查人员参考，检查结果由检查人员填写。")
    field_order = ("mandate", "title", "number", "issued_on", "conclusion", "file")

    def __init__(self, *args: Any, visit: Visit, department_id: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _mandates(self, visit, department_id)

    def facts(self) -> dict[str, Any]:
        """What ``services.take_report`` asks for."""
        kept = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return {**kept, "content": self.cleaned_data["file"]}


class ServeForm(forms.Form):
    """送达回证."""

    way = forms.ChoiceField(label="送达方式", choices=ServiceWay.choices, widget=forms.RadioSelect)
    receiver = forms.CharField(label="签收人", max_length=64, help_text="签收或接听的人和职务。")
    place = forms.CharField(
        label="送达地点", max_length=200, required=False, help_text="不填为登记的住所（经营场所）。"
    )
    served_at = forms.DateTimeField(label="送达时间", widget=InstantInput)
    second = forms.ModelChoiceField(
        label="共同送达人",
        queryset=Inspector.objects.none(),
        required=False,
        empty_label="没有（仅限邮寄、电子、电话）",
    )
    witness = forms.CharField(label="见证人", max_length=64, required=False, help_text="留置送达必填。")
    note = forms.CharField(label="备注", max_length=300, required=False)

    def __init__(
        self, *args: Any, issued_at: datetime, at: datetime, colleagues: Sequence[Inspector], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._issued, self._at = issued_at, at
        field = self.fields["second"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Inspector.objects.filter(pk__in=[one.pk for one in colleagues])
        named = [(one.pk, f"{one.name}（{one.department.short_name}）") for one in colleagues]
        field.choices = [("", field.empty_label), *named]

    def clean_served_at(self) -> datetime:
        """After the paper was made, and not in the future."""
        served: datetime = self.cleaned_data["served_at"]
        if served < self._issued.replace(second=0, microsecond=0):
            raise forms.ValidationError("送达时间不能早于文书制发时间。")
        if served > self._at:
            raise forms.ValidationError("送达时间不能晚于现在。")
        return max(served, self._issued)

    def clean(self) -> dict[str, Any]:
        """By hand two officers; left behind a witness too."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        by_hand = cleaned.get("way") in (ServiceWay.DIRECT, ServiceWay.LEFT)
        if by_hand and cleaned.get("second") is None:
            self.add_error("second", "当面送达和留置送达须有两名检查人员。")
        if cleaned.get("way") == ServiceWay.LEFT and not cleaned.get("witness"):
            self.add_error("witness", "留置送达须写明见证人。")
        return cleaned


class LetterForm(forms.Form):
    """核查信函."""

    address = forms.CharField(label="收件地址", max_length=300, help_text="登记的住所（经营场所）。")
    tracking = forms.CharField(label="邮件编号", max_length=60)
    sent_on = forms.DateField(label="寄出日期", widget=DayInput)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today

    def clean_sent_on(self) -> date:
        """Not ahead."""
        sent: date = self.cleaned_data["sent_on"]
        if sent > self._today:
            raise forms.ValidationError("寄出日期不能晚于今天。")
        return sent


class LetterOutcomeForm(forms.Form):
    """信函下落."""

    outcome = forms.ChoiceField(label="结果", choices=LetterOutcome.choices, widget=forms.RadioSelect)
    on = forms.DateField(label="日期", widget=DayInput)
    note = forms.CharField(label="说明", max_length=300, required=False, help_text="如退回批条上的原因。")

    def __init__(self, *args: Any, sent_on: date, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._sent, self._today = sent_on, today

    def clean_on(self) -> date:
        """Between the sending and today."""
        chosen: date = self.cleaned_data["on"]
        if not self._sent <= chosen <= self._today:
            raise forms.ValidationError("日期应当在寄出之后、今天以前。")
        return chosen


class ListingForm(forms.Form):
    """移交列异线索."""

    receiver = forms.CharField(label="登记机关", max_length=100, help_text="作出登记的市场监督管理部门。")


class ScanReasonForm(forms.Form):
    """补登扫码."""

    reason = forms.CharField(
        label="没有扫码的原因",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如“经营场所地下一层没有网络信号”。",
    )


class ConfirmScanForm(forms.Form):
    """被检查对象核对."""

    agrees = forms.TypedChoiceField(
        label="检查人员和页面上的姓名、证号是否相符",
        choices=[("yes", "相符"), ("no", "不相符")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    place = forms.CharField(label="检查地点", max_length=200, required=False, help_text="可以不填。")
    remark = forms.CharField(label="说明", max_length=300, required=False, help_text="不相符的，请写明情况。")
