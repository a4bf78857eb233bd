"""How the beginning of a feed is read."""

from django import forms


class FeedForm(forms.Form):
    """Why a department's objects leave by themselves."""

    basis = forms.CharField(
        label="依据", max_length=300, help_text="对接方案或者上级通知的名称、文号和日期。"
    )
