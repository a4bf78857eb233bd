"""How leave for the visits, the schedule, a mandate and a print order are read."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from stdnum.cn import uscc

from suiji.inspections.files import fault_of
from suiji.inspections.forms.visits import DayInput
from suiji.inspections.models import EvidenceKind, Visit, VisitMode, VisitSlot
from suiji.tasks.models import Task


def _reason(label: str, help_text: str) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=help_text
    )


class LeaveForm(forms.Form):
    """行政检查审批申请."""

    reason = _reason("检查事由", "写明检查的来源和必要性，如“按年度联合抽查计划第 3 项实施”。")


class SilenceForm(forms.Form):
    """部分事项不宜告知."""

    items = forms.MultipleChoiceField(
        label="不宜告知的事项",
        widget=forms.CheckboxSelectMultiple,
        help_text="批准以后，告知书不写这些事项，检查开始前对外也不显示。至少留一项可以告知的事项。",
    )
    reason = _reason("理由", "写明提前告知会怎样影响检查。")

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["items"]
        assert isinstance(field, forms.MultipleChoiceField)
        self._versions = {str(v.pk): v for v in task.item_versions.order_by("pk")}
        field.choices = [
            (key, f"{v.title}{'（清单注明可不予告知）' if v.may_be_unannounced else ''}")
            for key, v in self._versions.items()
        ]

    def facts(self) -> dict[str, Any]:
        """What ``services.apply_for_silence`` asks for."""
        chosen = [self._versions[key] for key in self.cleaned_data["items"]]
        return {"items": chosen, "reason": self.cleaned_data["reason"]}


class DeskForm(forms.Form):
    """非现场检查申请."""

    visits = forms.MultipleChoiceField(label="检查对象", widget=forms.CheckboxSelectMultiple)
    mode = forms.ChoiceField(
        label="检查方式",
        choices=[(m.value, m.label) for m in VisitMode if m != VisitMode.ON_SITE],
        widget=forms.RadioSelect,
    )
    reason = _reason("理由", "写明为什么不必到现场。")

    def __init__(self, *args: Any, visits: Sequence[Visit], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["visits"]
        assert isinstance(field, forms.MultipleChoiceField)
        self._visits = {str(visit.pk): visit for visit in visits}
        field.choices = [(key, visit.drawn.object.name) for key, visit in self._visits.items()]

    def facts(self) -> dict[str, Any]:
        """What ``services.apply_for_desk`` asks for."""
        cleaned = self.cleaned_data
        chosen = [self._visits[key] for key in cleaned["visits"]]
        return {"visits": chosen, "mode": cleaned["mode"], "reason": cleaned["reason"]}


class DecisionForm(forms.Form):
    """分管负责人意见."""

    opinion = forms.CharField(
        label="审批意见",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="批准的可以不填，记为“同意。”；不批准的须写明理由。",
    )


class ScheduleForm(forms.Form):
    """检查日程."""

    visits = forms.MultipleChoiceField(label="检查对象", widget=forms.CheckboxSelectMultiple)
    on = forms.DateField(label="检查日期", widget=DayInput)
    slot = forms.ChoiceField(label="时段", required=False, choices=[("", "全天"), *VisitSlot.choices])

    def __init__(self, *args: Any, visits: Sequence[Visit], today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today = today
        field = self.fields["visits"]
        assert isinstance(field, forms.MultipleChoiceField)
        self._visits = {str(visit.pk): visit for visit in visits}
        field.choices = [
            (key, f"{visit.drawn.object.region.name}　{visit.drawn.object.name}")
            for key, visit in self._visits.items()
        ]

    def clean(self) -> dict[str, Any]:
        """The day lies ahead, and within the period of every task of the visits chosen."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        day: date | None = cleaned.get("on")
        if day is not None and day < self._today:
            self.add_error("on", "检查日期不能早于今天。")
        elif day is not None:
            tasks = {self._visits[key].task for key in cleaned.get("visits", [])}
            outside = next((t for t in tasks if not t.period_from <= day <= t.period_until), None)
            if outside is not None:
                self.add_error(
                    "on",
                    f"{outside.number} 的检查期间是 {outside.period_from:%Y年%m月%d日} 至 "
                    f"{outside.period_until:%Y年%m月%d日}，请选择期间内的日期。",
                )
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What ``services.schedule_visits`` asks for."""
        cleaned = self.cleaned_data
        chosen = [self._visits[key] for key in cleaned["visits"]]
        return {"visits": chosen, "on": cleaned["on"], "slot": cleaned["slot"]}


class PaperUpload(forms.Form):
    """A scanned paper: PDF or picture."""

    file = forms.FileField(label="文件", help_text="扫描件，PDF、JPG 或 PNG，不超过 10 MB。")

    def clean_file(self) -> bytes:
        """What the file is by its own bytes."""
        content: bytes = self.cleaned_data["file"].read()
        fault = fault_of(EvidenceKind.PAPER, content, "")
        if fault:
            raise forms.ValidationError(fault)
        return content


class MandateForm(PaperUpload):
    """委托书登记."""

    body = forms.CharField(label="机构名称", max_length=200)
    body_code = forms.CharField(label="统一社会信用代码", max_length=18)
    qualification = forms.CharField(
        label="资质", max_length=300, help_text="资质名称和证书编号，如“检验检测机构资质认定 2100…”。"
    )
    number = forms.CharField(label="委托书文号", max_length=100)
    scope = forms.CharField(label="委托范围", widget=forms.Textarea(attrs={"rows": 3}))
    people = forms.CharField(
        label="协助人员", max_length=300, required=False, help_text="只协助，不签字，不计入检查人员。"
    )
    valid_from = forms.DateField(label="委托期限起", widget=DayInput)
    valid_until = forms.DateField(label="委托期限止", widget=DayInput)

    field_order = (
        "body", "body_code", "qualification", "number", "scope", "people", "valid_from", "valid_until", "file",
    )  # fmt: skip

    def clean_body_code(self) -> str:
        """A code whose check character is right."""
        code: str = self.cleaned_data["body_code"].strip().upper()
        if not uscc.is_valid(code):
            raise forms.ValidationError("统一社会信用代码不正确，请核对 18 位代码。")
        return code

    def clean(self) -> dict[str, Any]:
        """A term that runs forward."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        begins, ends = cleaned.get("valid_from"), cleaned.get("valid_until")
        if begins and ends and ends < begins:
            self.add_error("valid_until", "委托期限止不能早于起。")
        return cleaned

    def facts(self) -> dict[str, Any]:
        """What ``services.register_mandate`` asks for."""
        kept = {name: value for name, value in self.cleaned_data.items() if name != "file"}
        return {**kept, "content": self.cleaned_data["file"]}


class PrintNoticesForm(forms.Form):
    """成批制作告知书."""

    visit_on = forms.DateField(
        label="检查日期", widget=DayInput, help_text="已由组长安排日程的，用各户自己的日期。"
    )
    materials = forms.CharField(
        label="需准备的资料",
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="一行一项。一次告知，检查时不再另要。",
    )
    phone = forms.CharField(
        label="联系电话", max_length=40, required=False, help_text="填科室电话，不填个人手机。"
    )

    def __init__(self, *args: Any, today: date, until: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._today, self._until = today, until

    def clean_visit_on(self) -> date:
        """A day ahead, within the task's period."""
        chosen: date = self.cleaned_data["visit_on"]
        if chosen < self._today or chosen > max(self._until, self._today):
            raise forms.ValidationError(f"请选择今天到 {self._until:%Y年%m月%d日} 之间的日期。")
        return chosen
