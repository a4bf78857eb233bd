"""How the office's word on a proposal is read."""

from django import forms


class DecideProposalForm(forms.Form):
    """采纳或者不采纳."""

    adopted = forms.TypedChoiceField(
        label="决定", choices=[("yes", "采纳"), ("no", "不采纳")], coerce=lambda word: word == "yes",
        widget=forms.RadioSelect,
    )  # fmt: skip
    because = forms.CharField(label="理由", max_length=300)
