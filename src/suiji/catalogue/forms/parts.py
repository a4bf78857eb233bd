"""How the parts of the departments in an item are read."""

from typing import TYPE_CHECKING, Any

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict

from suiji.catalogue.forms.fields import text
from suiji.catalogue.models import ItemPart
from suiji.catalogue.points import points_in, points_text
from suiji.organs.models import Department

POINTS_HELP = "一行一个要点。可在后面用“｜”写明依据；不是必查的，最后写“｜选查”。"
OWN_ITEMS_HELP = "本部门随机抽查事项清单里的编号或名称，用顿号隔开。"


class OwnPart(forms.Form):
    """What the actor's own department checks under a joint item that another one initiates."""

    content = text("本部门检查内容", rows=3)
    points = text("本部门检查要点", rows=6, help_text=POINTS_HELP)
    own_items = text("本部门清单中的对应事项", required=False, help_text=OWN_ITEMS_HELP)

    def __init__(self, data: QueryDict | None = None, *, part: ItemPart) -> None:
        initial = {"content": part.content, "points": points_text(part.points), "own_items": part.own_items}
        super().__init__(data, initial=initial)

    def said(self) -> dict[str, Any]:
        """The part as the service takes it."""
        given = self.cleaned_data
        return {
            "content": given["content"],
            "check_points": points_in(given["points"]),
            "own_items": given["own_items"],
        }


class PartForm(forms.Form):
    """A participating department's part; an untouched one is left out."""

    department = forms.ModelChoiceField(
        label="参与部门", queryset=Department.objects.none(), empty_label="未选"
    )
    content = text("检查内容", rows=2)
    points = text("检查要点", required=False, rows=3, help_text=POINTS_HELP)
    own_items = text("参与部门清单中的对应事项", required=False)

    def __init__(self, *args: Any, departments: QuerySet[Department], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["department"] = forms.ModelChoiceField(
            label="参与部门", queryset=departments, empty_label="未选"
        )
        self.own_words = bool(self.initial.get("own_words"))
        """Its department has written it itself: shown, and taken out at most, but not written over."""
        if self.own_words:
            for field in self.fields.values():
                field.disabled = True


if TYPE_CHECKING:
    _FormSet = forms.BaseFormSet[PartForm]
else:
    _FormSet = forms.BaseFormSet  # not subscriptable when the program runs


class _Parts(_FormSet):
    def clean(self) -> None:
        """No department twice."""
        rows = [form.cleaned_data for form in self.forms if not form.cleaned_data.get("DELETE")]
        chosen = [row["department"] for row in rows if row.get("department")]
        if len(chosen) != len(set(chosen)):
            raise forms.ValidationError("同一部门只填一次。")


PartForms = forms.formset_factory(
    PartForm, formset=_Parts, extra=3, max_num=15, can_delete=True, can_delete_extra=False
)
