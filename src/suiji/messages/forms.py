"""How the requests about messages are read."""

from typing import Any

from django import forms
from django.http import QueryDict

from suiji.messages.models import ROBOTS, Address
from suiji.messages.robots import SECRET, Unfit, is_allowed, token_of


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


class RobotForm(forms.Form):
    """Which group hears of the department's terms."""

    kind = forms.ChoiceField(label="种类", choices=(), widget=forms.RadioSelect)
    label = forms.CharField(label="群名称", max_length=60, help_text="写给同事看的，便于辨认是哪个群。")
    token = forms.CharField(
        label="机器人地址",
        max_length=300,
        help_text="在群设置里新建自定义机器人，复制它的完整地址粘贴到这里。保存以后不再显示。"
        "机器人有关键词限制的，关键词填“双随机”。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label="加签密钥",
        required=False,
        max_length=128,
        help_text="只有钉钉机器人选了“加签”时才填，以 SEC 开头。",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    digest = forms.BooleanField(label="每天早上八点后汇总发一次", required=False)
    quiet = forms.BooleanField(label="晚上九点到早上八点不发", required=False, initial=True)

    def __init__(self, data: QueryDict | None = None) -> None:
        super().__init__(data)
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(kind.value, kind.label) for kind in ROBOTS if is_allowed(kind)]

    def clean(self) -> dict[str, Any]:
        """The address is one of that kind of robot."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") and cleaned.get("token"):
            try:
                token_of(cleaned["kind"], cleaned["token"])
            except Unfit as unfit:
                self.add_error("token", str(unfit))
        if cleaned.get("secret") and not SECRET.fullmatch(cleaned["secret"].strip()):
            self.add_error("secret", "加签密钥只有字母和数字，请重新复制。")
        return cleaned
