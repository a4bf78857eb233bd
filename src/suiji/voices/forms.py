"""How the supervisor's answer is read."""

from django import forms


class AnswerForm(forms.Form):
    """The answer to a complaint."""

    answer = forms.CharField(
        label="答复",
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="企业在自己的页面上看到；被投诉的部门看不到投诉和答复。",
    )
