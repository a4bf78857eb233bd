"""How the requests about outside systems and their tokens are read."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from suiji.api import sending
from suiji.api.events import TOLD
from suiji.api.models import OutsideSystem
from suiji.api.scopes import WRITING, Scope
from suiji.api.states import SystemState
from suiji.organs.models import Department

TERMS = ((30, "30 天"), (90, "90 天"), (180, "半年"), (365, "一年"))
PACES = ((60, "每分钟 60 次"), (300, "每分钟 300 次"), (1200, "每分钟 1200 次"))


class SystemForm(forms.Form):
    """A system of a department's."""

    name = forms.CharField(
        label="系统名称", max_length=60, help_text="例如：行政许可平台、省双随机监管平台。"
    )
    department = forms.ModelChoiceField(
        label="所属部门",
        queryset=Department.objects.order_by("code"),
        help_text="令牌只能读这个部门的人员能读的内容。",
    )
    basis = forms.CharField(
        label="依据", max_length=300, help_text="部门的申请、对接方案或者会议纪要，写明文号和日期。"
    )
    contact = forms.CharField(
        label="运维单位", max_length=100, help_text="出了问题找哪个单位，不写个人电话。"
    )

    def clean(self) -> dict[str, Any]:
        """One system of a name in a department."""
        said = super().clean() or {}
        same = OutsideSystem.objects.filter(
            department=said.get("department"), name=said.get("name", ""), state=SystemState.IN_USE
        )
        if same.exists():
            self.add_error("name", "这个部门已经登记过同名的系统。要换令牌，请在原来的系统下签发。")
        return said


class TokenForm(forms.Form):
    """What a token may do, for how long."""

    scopes = forms.MultipleChoiceField(
        label="权限",
        choices=[(scope.value, f"{scope.label}{'（写入）' if scope in WRITING else ''}") for scope in Scope],
        widget=forms.CheckboxSelectMultiple,
        help_text="只选用得着的。哪一项都读不到风险分类、检查人员和联系电话，也不能代替人签字、确认和抽取。",
    )
    days = forms.TypedChoiceField(label="有效期", coerce=int, choices=TERMS, initial=180)
    a_minute = forms.TypedChoiceField(label="速度", coerce=int, choices=PACES, initial=300)


class HookForm(forms.Form):
    """Where a system is told, and what."""

    url = forms.CharField(
        label="推送地址",
        max_length=300,
        help_text="对方接收事件的网址，以 https:// 开头；主机要由机房人员先行开通。",
    )
    scopes = forms.MultipleChoiceField(
        label="推送哪些事项",
        choices=[(scope.value, scope.label.removeprefix("读取")) for scope in TOLD],
        widget=forms.CheckboxSelectMultiple,
        help_text="只告诉对方发生了什么、到哪里读，不含内容；对方再凭令牌来读。",
    )

    def __init__(self, *args: Any, system: OutsideSystem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.system = system

    def clean_url(self) -> str:
        """An address to which something may be sent, and which is not told already."""
        try:
            address = sending.fit(self.cleaned_data["url"])
        except sending.Unfit as error:
            raise ValidationError(str(error)) from error
        if self.system.hooks.filter(url=address, ended_at=None).exists():
            raise ValidationError("这个地址已经登记过。要改事项，先停用再登记。")
        return address


class ReasonForm(forms.Form):
    """Why."""

    because = forms.CharField(label="理由", max_length=300, widget=forms.Textarea({"rows": 3}))

    def clean_because(self) -> str:
        """Something is said."""
        said = str(self.cleaned_data["because"]).strip()
        if not said:
            raise ValidationError("请写明理由。")
        return said
