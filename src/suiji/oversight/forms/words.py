"""Forms that ask for words: a reason, a result, an answer."""

from typing import Any

from django import forms


class WordsForm(forms.Form):
    """One text; its label and help say what for."""

    words = forms.CharField(widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, *args: Any, label: str, help_text: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label, self.fields["words"].help_text = label, help_text

    @property
    def chosen(self) -> str:
        """What was written."""
        return str(self.cleaned_data["words"])


def day_field(label: str, help_text: str = "") -> forms.DateField:
    """A day chosen in the browser."""
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, widget=widget, help_text=help_text)
