"""空表 — a workbook with the standard's headings, and a 参数表 that says what goes under each (Art. 11)."""

from collections.abc import Iterable, Iterator

from suiji.libraries.headings import INSPECTOR_FIELDS
from suiji.libraries.models import InspectorStatus, Library, ObjectKind, RegState, Sex, UnitLevel
from suiji.libraries.object_headings import OBJECT_FIELDS
from suiji.libraries.queries.scope import stem
from suiji.organs.models import Department, Region
from suiji.papers.sheets import Page, xlsx_bytes

_DAY = "日期，例如 2004-01-02"
_MANY = "可填多个，用顿号、逗号或分号隔开"
_REGION = "六位区划代码，见本表下方"
_OBJECT_RULES = {
    "name": "必填，不超过 200 字",
    "uscc": "18 位，按 GB 32100 校验；单元格请设为文本。企业和单位必填",
    "code": "字母、数字和 . _ : -，不超过 64 位。产品、项目、行为、自然人必填",
    "reg_no": "13 位或 15 位数字，只有旧注册号时填写",
    "longitude": "小数，例如 114.35",
    "latitude": "小数，例如 36.10",
    "coordinates": "CGCS2000、GCJ-02 或 WGS 84；有经纬度时填写",
    "business_place": "和住所不同时填写",
    "region": _REGION,
    "industry": "国民经济行业代码，例如 F5265",
    "established_on": f"{_DAY}，不晚于今天",
    "abnormal_on": _DAY,
    "serious_on": _DAY,
    "needs": _MANY,
    "phone": "加密保存",
    "legal_rep": "加密保存",
    "liaison": "加密保存",
    "responsible": "产品、项目、行为必填：对它负责的企业的统一社会信用代码",
    "tags": f"{_MANY}，每个不超过 40 字",
    "pools": f"{_MANY}，每个不超过 40 字",
    "licence_name": "与许可证编号同时填写",
    "licence_number": "与许可证名称同时填写",
    "licence_from": _DAY,
    "licence_until": f"{_DAY}；没有期限的填“长期”",
}
_INSPECTOR_RULES = {
    "name": "必填",
    "staff_number": "字母、数字和 . _ : -，不超过 64 位。工号和人员编号至少填一项",
    "code": "字母、数字和 . _ : -，不超过 64 位",
    "born_in": "年月，例如 1985-03",
    "identity_number": "18 位，按 GB 11643 校验；加密保存",
    "phone": "加密保存",
    "certificate_number": "执法证号和部门执法证号至少填一项",
    "certificate_until": f"{_DAY}；两个证件都没有有效期的，不能参加抽取",
    "trade_certificate_until": _DAY,
    "qualifications": _MANY,
    "specialities": _MANY,
    "is_expert": "是、否",
    "item_codes": f"事项编号或领域，{_MANY}",
    "regions": f"{_REGION}；{_MANY}",
    "username": "本人在本系统的登录名",
}


def blank_table(library: str, *, department: Department) -> bytes:
    """An empty workbook that can be imported as it is; its second sheet is for reading only."""
    kept = Library(library)
    objects = kept is Library.OBJECTS
    fields = OBJECT_FIELDS if objects else INSPECTOR_FIELDS
    rules = _OBJECT_RULES | _object_choices() if objects else _INSPECTOR_RULES | _inspector_choices()
    wanted = [field for field in fields if field != "city"]
    lines = [(fields[field][0], rules.get(field, "文字")) for field in wanted]
    parameters = Page("参数表", ["列", "可填内容"], [*lines, *_regions(department)], (28, 60))
    return xlsx_bytes([Page(str(kept.label), [fields[field][0] for field in wanted], []), parameters])


def _listed(labels: Iterable[object]) -> str:
    return "、".join(str(label) for label in labels)


def _object_choices() -> dict[str, str]:
    states = "；".join(f"{state.value} {state.label}" for state in RegState)
    return {"kind": _listed(ObjectKind.labels), "reg_state": f"数字或文字：{states}"}


def _inspector_choices() -> dict[str, str]:
    return {
        "sex": _listed(Sex.labels),
        "unit_level": _listed(UnitLevel.labels),
        "status": _listed(InspectorStatus.labels),
    }


def _regions(department: Department) -> Iterator[tuple[str, str]]:
    inside = Region.objects.filter(code__startswith=stem(department.region_id)).order_by("code")
    for code, name in inside.values_list("code", "name"):
        yield f"区划代码 {code}", name
