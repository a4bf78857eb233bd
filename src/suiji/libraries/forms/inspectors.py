"""How searches of inspectors, their data, days away and recusals are read."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from suiji.catalogue.forms import day, text
from suiji.ledger import Actor, NotYours
from suiji.libraries import queries
from suiji.libraries.headings import INSPECTOR_FIELDS, label
from suiji.libraries.models import (
    AbsenceKind,
    InspectedObject,
    Inspector,
    InspectorStatus,
    Sex,
    UnitLevel,
)
from suiji.libraries.standard import Fault
from suiji.libraries.standard.identity import identity, phone
from suiji.libraries.standard.inspectors import CELLS, EMPTY
from suiji.organs.roles import Role

CERTIFICATES = (
    ("valid", "有效"),
    ("soon", "60 天内到期"),
    ("expired", "已经过期"),
    ("missing", "没有有效期"),
)


class InspectorFilter(forms.Form):
    """What the inspector library is narrowed by."""

    text = text("查找", required=False, help_text="姓名或工号")
    status = forms.ChoiceField(
        label="状态", required=False, choices=[("", "全部状态"), *InspectorStatus.choices]
    )
    certificate = forms.ChoiceField(label="证件", required=False, choices=[("", "全部证件"), *CERTIFICATES])
    qualification = forms.ChoiceField(label="资质或专长", required=False)
    expert = forms.BooleanField(label="只看专家", required=False)

    def __init__(self, data: QueryDict, *, department: int) -> None:
        super().__init__(data)
        words = [(word, word) for word in queries.qualifications(department)]
        self.fields["qualification"] = forms.ChoiceField(
            label="资质或专长", required=False, choices=[("", "全部资质"), *words]
        )

    def said(self) -> dict[str, Any]:
        """The filter as the query takes it; what cannot be read does not narrow."""
        self.is_valid()
        names = ("text", "status", "certificate", "qualification")
        found: dict[str, Any] = {name: self.cleaned_data.get(name, "") for name in names}
        return found | {"expert": bool(self.cleaned_data.get("expert"))}


class AmendForm(forms.Form):
    """An inspector's data, cell by cell as a file would bring them."""

    LINES = (
        "name", "position", "inner_office", "unit_level", "post_class", "sex", "born_in", "certificate_number",
        "certificate_until", "certificate_issuer", "trade_certificate_number", "trade_certificate_until",
        "qualifications", "specialities", "is_expert", "item_codes", "regions", "education", "major", "title",
    )  # fmt: skip
    CHOICES = {"sex": Sex.choices, "unit_level": [("", "未填"), *UnitLevel.choices]}
    LISTS = ("qualifications", "specialities", "item_codes", "regions")

    def __init__(self, data: QueryDict | None, *, inspector: Inspector, today: date) -> None:
        super().__init__(data)
        self.today = today
        for name in self.LINES:
            self.fields[name] = self._field(name)
            value = getattr(inspector, name)
            self.initial[name] = "、".join(value) if name in self.LISTS else value
        self.fields["identity_number"] = text(
            "身份证号", required=False, length=18, help_text="不改则留空。加密保存，页面上只显示首尾几位。"
        )
        self.fields["phone"] = text("手机", required=False, length=20, help_text="不改则留空。加密保存。")

    def _field(self, name: str) -> forms.Field:
        words = label(INSPECTOR_FIELDS, name)
        if name in self.CHOICES:
            return forms.ChoiceField(label=words, choices=self.CHOICES[name], required=False)
        if name.endswith("_until"):
            return day(words, required=False, help_text="最后一个有效日。")
        if name == "is_expert":
            return forms.BooleanField(label=words, required=False)
        hint = "几项之间用顿号分开。" if name in self.LISTS else ""
        return text(words, required=name == "name", length=300, help_text=hint)

    def clean(self) -> dict[str, Any]:
        """The standard's own reading of every line; its faults stand beside the fields."""
        said = super().clean() or {}
        for name in self.LINES:
            if isinstance(said.get(name), str):
                self._read(name, CELLS[name])
        self._read("identity_number", lambda words: identity(words, today=self.today).number)
        self._read("phone", phone)
        if not (said.get("certificate_number") or said.get("trade_certificate_number")):
            self.add_error("certificate_number", "执法证号和部门执法证号至少填写一项。")
        return said

    def _read(self, name: str, convert: Callable[[str], Any]) -> None:
        if name not in self.cleaned_data:
            return
        words = self.cleaned_data[name]
        try:
            self.cleaned_data[name] = convert(words) if words else EMPTY.get(name, "")
        except Fault as fault:
            self.add_error(name, f"{fault}。")

    def said(self) -> dict[str, Any]:
        """The values as the service takes them."""
        return {"values": dict(self.cleaned_data)}


class StatusForm(forms.Form):
    """Another state in post, and why."""

    status = forms.ChoiceField(label="状态", choices=InspectorStatus.choices)
    because = text("原因", length=200, help_text="例如：2026 年 11 月到龄退休。")

    def said(self) -> dict[str, Any]:
        """The change as the service takes it."""
        given = self.cleaned_data
        return {"status": InspectorStatus(given["status"]), "because": given["because"]}


class AbsenceForm(forms.Form):
    """Days on which somebody is away."""

    kind = forms.ChoiceField(label="事由", choices=AbsenceKind.choices)
    from_on = day("起始日期")
    last_on = day("最后一天", required=False, help_text="不知道何时返岗的，可以不填。")

    def clean(self) -> dict[str, Any]:
        """The last day is not before the first."""
        said = super().clean() or {}
        first, last = said.get("from_on"), said.get("last_on")
        if first and last and last < first:
            self.add_error("last_on", "最后一天早于起始日期。")
        return said

    def said(self) -> dict[str, Any]:
        """The days as the service takes them: half-open."""
        given = self.cleaned_data
        last = given["last_on"]
        until = last + timedelta(days=1) if last else None
        return {"kind": AbsenceKind(given["kind"]), "from_on": given["from_on"], "until_on": until}


class ReasonForm(forms.Form):
    """Why something is looked at or taken back."""

    because = text("原因", length=200)

    def __init__(self, data: QueryDict | None = None, *, label: str = "原因") -> None:
        super().__init__(data)
        self.fields["because"].label = label

    def said(self) -> dict[str, Any]:
        """The reason as a service takes it."""
        return {"because": self.cleaned_data["because"]}


class RecusalForm(forms.Form):
    """Which object or person an inspector must not meet, why, and for how long."""

    code = text(
        "检查对象代码", required=False, length=64, help_text="统一社会信用代码，或产品、项目等的对象代码。"
    )
    party = text(
        "或者：回避的人",
        required=False,
        length=50,
        help_text="姓名。凡由其担任法定代表人、负责人或联络员的对象都避开；姓名加密保存。",
    )
    relation = text("回避事由", length=200, help_text="只有本部门能看到。例如：近亲属担任负责人。")
    from_on = day("起始日期", required=False, help_text="不填：从现在起。")
    last_on = day("最后一天", required=False, help_text="不填：直到撤回。")

    def __init__(self, data: QueryDict | None, *, inspector: Inspector, actor: Actor) -> None:
        if inspector.person_id != actor.id and not actor.holds(Role.LIBRARIAN, Role.CLERK):
            raise NotYours("回避由本人，或本部门的两库管理员、经办人申报。")
        super().__init__(data)

    def clean_code(self) -> InspectedObject | None:
        """An object of the library."""
        code = self.cleaned_data["code"].replace(" ", "")
        found = queries.by_code(code) if code else None
        if code and found is None:
            raise forms.ValidationError("检查对象名录库中没有这个代码。")
        return found

    def clean(self) -> dict[str, Any]:
        """One of object and person, and a period that runs forward."""
        said = super().clean() or {}
        if "code" in said and bool(said.get("code")) == bool(said.get("party")):
            self.add_error("code", "检查对象和回避的人，填写其中一项。")
        if said.get("from_on") and said.get("last_on") and said["last_on"] < said["from_on"]:
            self.add_error("last_on", "最后一天早于起始日期。")
        return said

    def said(self) -> dict[str, Any]:
        """The recusal as the service takes it."""
        given = self.cleaned_data
        last = given["last_on"]
        return {
            "object": given["code"],
            "party": given["party"],
            "relation": given["relation"],
            "from_on": given["from_on"],
            "until_on": last + timedelta(days=1) if last else None,
        }
