"""How a request about accounts is read."""

from datetime import date, timedelta
from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, SetPasswordForm
from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator

from suiji.organs.models import Department, Grant, Kind, Person, Region
from suiji.organs.roles import OFFICIALS, Role


class LogIn(LoginForm):  # type: ignore[misc]
    """登录名 and 密码."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = "登录名"
        self.fields["password"].label = "密码"
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


LABELS = {"oldpassword": "现在的密码", "password1": "新密码", "password2": "再输入一次新密码"}
RULES = "至少 8 位，大写、小写、数字、其他符号中至少三种，不含登录名和姓名。"


class NewPassword(ChangePasswordForm):  # type: ignore[misc]
    """The old password once, the new one twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_chinese(self)


class FirstPassword(SetPasswordForm):  # type: ignore[misc]
    """The new password twice, by somebody who came in without one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _in_chinese(self)


def _in_chinese(form: forms.Form) -> None:
    for name in form.fields.keys() & LABELS.keys():
        form.fields[name].label = LABELS[name]
        form.fields[name].widget.attrs.pop("placeholder", None)
    form.fields["password1"].help_text = RULES


class EnrolForm(forms.Form):
    """A new account."""

    username = forms.CharField(
        label="登录名",
        max_length=64,
        help_text="字母、数字、点和短横线，例如 scjg.zhang。",
        validators=[RegexValidator(r"^[0-9a-zA-Z][0-9a-zA-Z.\-]*$", "只用字母、数字、点和短横线。")],
    )
    name = forms.CharField(label="姓名", max_length=64)
    department = forms.ModelChoiceField(label="部门", queryset=Department.objects.order_by("code"))

    def clean_username(self) -> str:
        """Small letters; not taken."""
        said = str(self.cleaned_data["username"]).lower()
        if Person.objects.filter(username=said).exists():
            raise ValidationError("这个登录名已经有人使用，请换一个。")
        return said


class RoleForm(forms.Form):
    """Which role, from when, until when."""

    role = forms.ChoiceField(
        label="岗位", choices=[("", "请选择"), *((role.value, role.label) for role in OFFICIALS)]
    )
    from_on = forms.DateField(label="起始日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until_on = forms.DateField(
        label="最后一天",
        required=False,
        help_text="不填就一直有效，直到终止。",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def clean(self) -> dict[str, Any]:
        """A period that runs forward."""
        said = super().clean() or {}
        if said.get("until_on") and said.get("from_on") and said["until_on"] < said["from_on"]:
            self.add_error("until_on", "最后一天不能早于起始日期。")
        return said

    def said(self) -> dict[str, Any]:
        """What the service is told; its period is half open."""
        last: date | None = self.cleaned_data["until_on"]
        return {
            "role": Role(self.cleaned_data["role"]),
            "from_on": self.cleaned_data["from_on"],
            "until_on": last + timedelta(days=1) if last else None,
        }


class ReasonForm(forms.Form):
    """Why."""

    because = forms.CharField(label="理由", max_length=500, widget=forms.Textarea({"rows": 3}))


class DelegationForm(ReasonForm):
    """Who stands in, and for which days."""

    person = forms.ModelChoiceField(label="受托人", queryset=Person.objects.none())
    from_on = forms.DateField(label="起始日期", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    until_on = forms.DateField(label="最后一天", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    field_order = ("person", "from_on", "until_on", "because")

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = self.fields["person"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = colleagues

    def said(self) -> dict[str, Any]:
        """What the service is told; its period is half open."""
        return self.cleaned_data | {"until_on": self.cleaned_data["until_on"] + timedelta(days=1)}

    def clean(self) -> dict[str, Any]:
        """A period that runs forward, and no second grant from the same day."""
        said = super().clean() or {}
        if said.get("until_on") and said.get("from_on"):
            if said["until_on"] < said["from_on"]:
                self.add_error("until_on", "最后一天不能早于起始日期。")
            elif Grant.objects.filter(
                person=said.get("person"), role=Role.DEPUTY_HEAD, from_on=said["from_on"]
            ).exists():
                self.add_error("person", "这个人从同一天起已经承担分管负责人职责。")
        return said


class NamesForm(forms.Form):
    """What a department is called."""

    name = forms.CharField(label="全称", max_length=100, help_text="印在文书上，例如“安阳市市场监督管理局”。")
    short_name = forms.CharField(label="简称", max_length=20, help_text="列表里用，例如“市场监管”。")
    sign = forms.CharField(label="文号代字", max_length=10, help_text="文号开头的字，例如“安市监”。")


class RenameForm(NamesForm, ReasonForm):
    """Other names, and by which document."""

    field_order = ("name", "short_name", "sign", "because")


class DepartmentForm(NamesForm):
    """A new department."""

    code = forms.CharField(
        label="部门编码",
        max_length=32,
        help_text="全市不重复，例如 410500-SCJG。",
        validators=[RegexValidator(r"^[0-9A-Za-z][0-9A-Za-z\-]*$", "只用字母、数字和短横线。")],
    )
    kind = forms.ChoiceField(label="类别", choices=Kind.choices)
    line = forms.CharField(
        label="条线",
        max_length=32,
        help_text="上下级同一条线的部门写得一样，例如“市场监管”；上级按它查看下级。",
    )
    region = forms.CharField(label="行政区划代码", max_length=12, help_text="六位代码，例如 410500。")
    field_order = ("code", "name", "short_name", "sign", "kind", "line", "region")

    def clean_code(self) -> str:
        """Not taken."""
        said = str(self.cleaned_data["code"]).upper()
        if Department.objects.filter(code=said).exists():
            raise ValidationError("这个编码已经有部门使用，请换一个。")
        return said

    def clean_region(self) -> Region:
        """A region of the table."""
        found = Region.objects.filter(pk=str(self.cleaned_data["region"]).strip()).first()
        if found is None:
            raise ValidationError("参考表里没有这个区划代码，请核对；新设的区划先在“参考表”里载入。")
        return found

    def clean(self) -> dict[str, Any]:
        """One office a region, one regulator a line there (Art. 7)."""
        said = super().clean() or {}
        same = Department.objects.filter(region=said.get("region"), kind=said.get("kind", ""))
        if said.get("kind") == Kind.OFFICE and same.exists():
            self.add_error("kind", "这个区划已经有联席会议办公室。")
        if said.get("kind") == Kind.REGULATOR and same.filter(line=said.get("line")).exists():
            self.add_error("line", "这个区划已经有同一条线的监管部门。")
        return said

    def said(self) -> dict[str, Any]:
        """What the service is told."""
        return self.cleaned_data | {"kind": Kind(self.cleaned_data["kind"])}
