"""How a request to the archive is read."""

from django import forms

from suiji.archive.states import CaseFileState


class FilterForm(forms.Form):
    """Which files to list."""

    q = forms.CharField(label="单位名称或卷号", required=False, max_length=100)
    state = forms.ChoiceField(label="状态", required=False, choices=[("", "全部"), *CaseFileState.choices])

    @property
    def chosen(self) -> dict[str, str]:
        """The filter as the query takes it; nothing chosen where the request is not understood."""
        if not self.is_valid():
            return {}
        return {"text": self.cleaned_data["q"], "state": self.cleaned_data["state"]}


class ConfirmForm(forms.Form):
    """Asked once, without a field: archiving needs no more than the decision."""
