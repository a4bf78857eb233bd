"""How replacements, and giving a task up, are read."""

from typing import Any

from django import forms
from django.http import QueryDict

from suiji import law
from suiji.catalogue.forms import text
from suiji.draws.models import Replacement, ReplacementReason, TeamMember
from suiji.draws.queries.teams import substitutes_for
from suiji.libraries.models import Inspector


class Replacing(forms.Form):
    """Who replaces a drawn inspector, and why (Art. 16)."""

    reason = forms.ChoiceField(label="事由", choices=ReplacementReason.choices, widget=forms.RadioSelect)
    explanation = text("情况说明", required=False, rows=2, help_text="选择“其他特殊情况”的必须填写。")

    def __init__(self, data: QueryDict | None = None, *, member: TeamMember) -> None:
        super().__init__(data)
        able = Inspector.objects.filter(pk__in=[one.pk for one in substitutes_for(member)])
        self.fields["substitute"] = forms.ModelChoiceField(
            label="更换为",
            queryset=able.select_related("department").order_by("code"),
            help_text="只列出本部门持证、在岗、不在本组、无须回避的人员。",
        )

    def clean(self) -> dict[str, Any]:
        """A reason the article names, or one that is explained."""
        given: dict[str, Any] = super().clean() or {}
        rule = law.sampling_duties.replacement_has_reason
        if not rule(reason=given.get("reason", ""), explanation=given.get("explanation", "")):
            self.add_error("explanation", "选择“其他特殊情况”的，请写明具体情况。")
        return given


class Deciding(forms.Form):
    """The deputy head's decision."""

    decision = forms.ChoiceField(
        label="审批意见", choices=[("approve", "同意"), ("reject", "不同意")], widget=forms.RadioSelect
    )
    because = text("理由", required=False, rows=2, help_text="不同意的必须填写。")

    def __init__(self, data: QueryDict | None = None, *, replacement: Replacement) -> None:
        super().__init__(data)
        self.replacement = replacement

    def clean(self) -> dict[str, Any]:
        """No rejection without its reason."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("decision") == "reject" and not given.get("because"):
            self.add_error("because", "请写明不同意的理由。")
        return given


class Filing(forms.Form):
    """The office's filing of a task given up."""

    filing = forms.CharField(label="备案号", max_length=100, help_text="联席会议办公室备案登记的编号。")
