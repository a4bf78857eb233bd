"""How confirmations, exceptions and decisions are read."""

from typing import Any

from django import forms

from suiji.catalogue.forms import split, text
from suiji.libraries.models import InspectedObject, Library
from suiji.tasks.models import MergeChoice, Task, WaiverKind
from suiji.tasks.queries import scope_of


class Confirming(forms.Form):
    """Which library is confirmed."""

    library = forms.ChoiceField(label="名录库", choices=Library.choices)


class Waiving(forms.Form):
    """An exception is asked for."""

    kind = forms.ChoiceField(
        label="申请什么例外",
        choices=[(kind.value, kind.label) for kind in (WaiverKind.CAP, WaiverKind.EXEMPT, WaiverKind.RATES)],
        widget=forms.RadioSelect,
    )
    codes = text(
        "检查对象代码",
        required=False,
        rows=3,
        help_text="统一社会信用代码或对象代码，用逗号或换行隔开；比例的例外不填。",
    )
    reason = text("理由", rows=3)
    basis = text("依据", rows=2, help_text="法律、文件的名称和条款、文号。")

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.task = task

    def clean_codes(self) -> list[str]:
        """Codes of objects that the library holds and the task is about: another's exception changes nothing."""
        typed = self.cleaned_data["codes"].replace("\r", "").replace("\n", ",")
        codes = [code.strip().upper() for code in split(typed)]
        known = set(InspectedObject.objects.filter(code__in=codes).values_list("code", flat=True))
        if unknown := [code for code in codes if code not in known]:
            raise forms.ValidationError(f"名录库中没有：{'、'.join(unknown[:5])}")
        within = set(scope_of(self.task).filter(code__in=codes).values_list("code", flat=True))
        if outside := [code for code in codes if code not in within]:
            raise forms.ValidationError(f"不在本任务的对象范围内：{'、'.join(outside[:5])}")
        return codes

    def clean(self) -> dict[str, Any]:
        """Objects are named where the exception is about objects."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("kind") != WaiverKind.RATES and "codes" in given and not given["codes"]:
            self.add_error("codes", "请填写涉及的检查对象代码。")
        return given


class Filing(forms.Form):
    """Under which number the office has it on file."""

    filing = text("备案号", length=100, help_text="例如：安双随机备〔2026〕3号。")


class Merging(forms.Form):
    """Whether two checks go together."""

    choice = forms.ChoiceField(label="决定", choices=MergeChoice.choices, widget=forms.RadioSelect)
    reason = text("理由", rows=3, help_text="合并的，写明由哪个部门牵头；分别实施的，写明为什么不能合并。")
