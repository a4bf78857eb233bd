"""How an answer to a dispatch is read, and where what came back goes (Art. 13)."""

from typing import Any

from django import forms
from django.http import QueryDict

from suiji.catalogue.forms import text
from suiji.draws.models import Dispatch, ReturnReason
from suiji.draws.queries.dispatching import come_back, other_leads
from suiji.organs.models import Department
from suiji.tasks.models import ExecutingUnit, Task


class SendingBack(forms.Form):
    """Which objects are not the unit's, and whose they are."""

    reason = forms.ChoiceField(label="退回事由", choices=ReturnReason.choices, widget=forms.RadioSelect)
    explanation = text(
        "应由谁管辖",
        length=300,
        help_text="写明应当由哪个部门管辖和依据，例如：住所在汤阴县，由汤阴县公安局管辖。",
    )

    def __init__(self, data: QueryDict | None = None, *, unit: ExecutingUnit) -> None:
        super().__init__(data)
        self.unit = unit
        rows = Dispatch.objects.filter(unit=unit, receipt=None).select_related("drawn__object")
        self.fields["drawn"] = forms.TypedMultipleChoiceField(
            label="退回哪些检查对象",
            coerce=int,
            choices=[
                (
                    row.drawn_id,
                    f"{row.drawn.object.name}（{row.drawn.object.address or row.drawn.object.code}）",
                )
                for row in rows.order_by("drawn__object__code")
            ],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "请选择要退回的检查对象。"},
        )

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        return {name: self.cleaned_data[name] for name in ("drawn", "reason", "explanation")}


class Redirecting(forms.Form):
    """Who carries out what came back."""

    def __init__(self, data: QueryDict | None = None, *, task: Task) -> None:
        super().__init__(data)
        returned = come_back(task)
        self.fields["drawn"] = forms.TypedMultipleChoiceField(
            label="改派哪些检查对象",
            coerce=int,
            choices=[(one.drawn.pk, one.drawn.object.name) for one in returned],
            initial=[one.drawn.pk for one in returned],
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "请选择要改派的检查对象。"},
        )
        leads = other_leads(task, returned)
        self.fields["to"] = forms.ModelChoiceField(
            label="改派给",
            queryset=Department.objects.filter(pk__in=[one.pk for one in leads]).order_by("code"),
            help_text="发起部门自己，或者没有退回过这些对象的下级对口部门。",
        )

    def said(self) -> dict[str, Any]:
        """As the service takes it."""
        return {"drawn": self.cleaned_data["drawn"], "to": self.cleaned_data["to"]}
