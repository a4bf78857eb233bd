"""清单的表头 — which column of an office's list means which field, and how its short words are read."""

from suiji.catalogue.models import Arrangement, CheckLevel, CheckMode, ItemClass
from suiji.papers import sheets

COLUMNS: dict[str, tuple[str, ...]] = {
    "code": ("事项编号", "编号", "检查事项编码", "抽查事项编码", "事项编码", "code"),
    "no": ("序号", "no"),
    "field": ("抽查领域", "领域", "抽查类别", "类别", "dept_class", "class"),
    "title": ("抽查事项", "抽查事项名称", "检查事项名称", "检查事项", "事项名称", "item"),
    "sub_title": ("抽查子项", "子项", "检查子项名称", "检查子项", "sub_item"),
    "content": ("抽查内容", "检查内容", "检查内容及要求"),
    "legal_basis": ("检查依据", "抽查依据", "法律依据", "依据", "legal_basis"),
    "inspecting_body": ("检查主体", "抽查主体", "inspecting_body"),
    "object_scope": ("检查对象", "抽查对象", "object"),
    "pools": ("专项库", "对象专项库", "检查对象专项库", "分类专项库", "object_pool"),
    "ratio_text": ("抽查比例", "检查比例", "比例", "抽查比例或户数", "ratio"),
    "frequency": ("抽查频次", "检查频次", "频次", "frequency"),
    "modes": ("检查方式", "抽查方式", "方式", "method"),
    "item_class": ("事项类别", "检查事项类别"),
    "officer_requirement": ("检查人员要求", "人员要求", "officer_requirement"),
    "qualifications": ("岗位资格资质", "资格资质要求"),
    "duty_entry": ("权责清单对应", "权责清单事项"),
    "standard": ("检查标准和工作指引", "检查标准", "工作指引"),
    "owner": ("发起部门", "牵头部门"),
    "partners": ("配合部门", "参与部门"),
    "levels": ("抽查层级", "检查层级", "实施层级"),
    "arrangement": ("实施模式",),
    "finish_by": ("完成时限",),
    "contact": ("联络科室", "联络处室", "责任处室"),
    "points": ("检查要点", "要点"),
    "special_focus": ("特殊重点领域",),
    "remark": ("备注", "remark"),
}
"""Field → headings, the first of which our own exports write."""
HEADINGS = {sheets.fold(heading): field for field, headings in COLUMNS.items() for heading in headings}
NEEDED = (("title",), ("legal_basis", "object_scope", "code", "pools"))
PLAIN = (
    "field", "title", "sub_title", "content", "legal_basis", "inspecting_body", "object_scope", "ratio_text",
    "frequency", "officer_requirement", "duty_entry", "standard", "finish_by", "contact", "remark",
)  # fmt: skip
"""Fields taken over word by word."""
LENGTHS = {
    "code": 32, "field": 100, "title": 200, "sub_title": 200, "inspecting_body": 200, "ratio_text": 300,
    "frequency": 100, "officer_requirement": 300, "duty_entry": 200, "finish_by": 100, "contact": 100,
}  # fmt: skip
_MODES = (
    (CheckMode.ON_SITE, ("现场", "实地")),
    (CheckMode.WRITTEN, ("书面", "书式", "档案")),
    (CheckMode.ONLINE, ("网络",)),
    (CheckMode.TEST, ("检验", "检测", "抽样")),
    (CheckMode.ENTRUSTED, ("委托", "第三方")),
)


def modes_in(words: str) -> list[str]:
    """The ways of checking that the words name."""
    return [mode.value for mode, signs in _MODES if any(sign in words for sign in signs)]


def levels_in(words: str) -> list[str]:
    """The levels whose organs check, by the words of 检查主体 or 层级."""
    plain = words.replace("市场", "")
    if "县级以上" in plain:
        return [CheckLevel.CITY.value, CheckLevel.COUNTY.value]
    signs = (
        (CheckLevel.PROVINCE, ("省",)),
        (CheckLevel.CITY, ("市",)),
        (CheckLevel.COUNTY, ("县", "区")),
        (CheckLevel.STATION, ("所",)),
    )
    return [level.value for level, marks in signs if any(mark in plain for mark in marks)]


def class_in(words: str) -> str:
    """重点 or 一般, where the words say so; empty where they do not."""
    if "重点" in words:
        return ItemClass.KEY.value
    return ItemClass.GENERAL.value if "一般" in words else ""


def yes_in(words: str) -> bool:
    """Whether a cell says yes."""
    return words.strip().lower() in {"是", "有", "√", "y", "yes", "1"}


def arrangement_in(words: str) -> str:
    """The arrangement by its name; empty where it is none we know."""
    return next((one.value for one in Arrangement if one.label == words.strip()), "")
