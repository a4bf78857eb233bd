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

    digest = forms.BooleanField(
        label="每天早上八点后汇总成一封", required=False, help_text="不勾选的，每件事一封，随到随发。"
    )
    quiet = forms.BooleanField(
        label="晚上九点到早上八点不发邮件",
        required=False,
        help_text="夜里的消息等到早上再发，页面上随时都有。",
    )

    def __init__(self, data: QueryDict | None = None, *, address: Address | None) -> None:
        super().__init__(data, initial=self._starting(address))

    @staticmethod
    def _starting(address: Address | None) -> dict[str, object]:
        if address is None:
            return {"email": "", "digest": False, "quiet": True}
        return {"email": address.email, "digest": address.digest, "quiet": address.quiet}
