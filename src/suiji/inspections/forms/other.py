"""How a check that nobody drew is begun, and how it is said not to have taken place."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import QueryDict

from suiji.catalogue.models import ItemPart
from suiji.inspections.forms.visits import FindingForm
from suiji.inspections.models import OTHER_KINDS, OtherFinding
from suiji.law.results import FOR_TESTED_ITEMS, FOR_THE_WHOLE_VISIT, ResultCode
from suiji.libraries.models import Inspector, VisitKind

OUT = FOR_THE_WHOLE_VISIT | FOR_TESTED_ITEMS


class BeginForm(forms.Form):
    """检查种类、事项、同去的人员."""

    kind = forms.ChoiceField(label="检查种类", choices=OTHER_KINDS, widget=forms.RadioSelect)
    reference = forms.CharField(
        label="检查审批、任务或者线索编号", max_length=100, help_text="没有经过批准的检查不能实施。"
    )
    items = forms.MultipleChoiceField(
        label="抽查事项",
        widget=forms.CheckboxSelectMultiple,
        help_text="只能检查公布的清单里由本部门实施的事项。",
    )
    colleagues = forms.MultipleChoiceField(
        label="同去的检查人员",
        widget=forms.CheckboxSelectMultiple,
        help_text="您本人之外至少一名，须持有效执法证件。",
    )
    reason = forms.CharField(
        label="检查较多仍须检查的理由",
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="清单写明的每年次数已满时必填，投诉举报、案件核查除外。",
    )

    use_required_attribute = False

    def __init__(
        self, data: QueryDict | None, *, parts: Sequence[ItemPart], colleagues: Sequence[Inspector]
    ) -> None:
        super().__init__(data)
        self._parts, self._colleagues = parts, colleagues
        self._choose("items", [(str(part.version_id), _named(part)) for part in parts])
        self._choose("colleagues", [(str(one.pk), one.name) for one in colleagues])

    def _choose(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        given = self.cleaned_data
        return {
            "kind": VisitKind(given["kind"]),
            "reference": given["reference"],
            "items": [part.version for part in self._parts if str(part.version_id) in given["items"]],
            "colleagues": [one for one in self._colleagues if str(one.pk) in given["colleagues"]],
            "reason": given["reason"],
        }


def _named(part: ItemPart) -> str:
    version = part.version
    often = f"（每年不超过 {version.frequency_max} 次）" if version.frequency_max else ""
    return f"{version.item.code} {version.title}{often}"


class OtherFindingForm(FindingForm):
    """The same form; who met nobody has not made a check, so that the two results for a whole visit are not there."""

    def __init__(self, *args: Any, finding: OtherFinding, **kwargs: Any) -> None:
        super().__init__(*args, finding=finding, **kwargs)
        results = self._results()
        results.help_text = "“未发现问题”“未发现开展本次抽查涉及的经营活动”“合格”只能单独选。"
        left = FOR_THE_WHOLE_VISIT if finding.item_version.tests_products else OUT
        results.choices = [(code.value, code.words) for code in ResultCode if code not in left]

    def facts(self) -> dict[str, Any]:
        """What ``services.fill_other_finding`` asks for."""
        return {name: said for name, said in super().facts().items() if name != "awaits_report"}


class DropForm(forms.Form):
    """没有实施的原因."""

    because = forms.CharField(
        label="没有实施的原因",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="如“门店停业，未见到人”“登记错了对象”。不计入检查次数。",
    )
