"""How the requests about messages are read."""

from django import forms
from django.http import QueryDict

from suiji.messages.models import Address


class AddressForm(forms.Form):
    """Where a person also wants to be told."""

    email = forms.EmailField(
        label="电子邮件",
        required=False,
        max_length=200,
        help_text="留空就不再发送邮件；页面上的消息不受影响。",
    )

    def __init__(self, data: QueryDict | None = None, *, address: Address | None) -> None:
        super().__init__(data, initial={"email": address.email if address else ""})
