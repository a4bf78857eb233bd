"""Headings of inspectors and of classes: the standard's own first, then what files really have, by field (Art. 11)."""

INSPECTOR_FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("姓名", "人员姓名", "name"),
    "staff_number": ("工号", "staff_number"),
    "code": ("人员编号", "编号", "code"),
    "sex": ("性别", "sex"),
    "born_in": ("出生年月", "出生日期", "born_in"),
    "identity_number": ("身份证号", "身份证号码", "公民身份号码", "身份证件号码", "居民身份证号"),
    "phone": ("手机", "手机号", "手机号码", "联系电话", "电话", "移动电话"),
    "unit_level": ("单位层级", "层级", "unit_level"),
    "inner_office": ("内设机构", "科室", "所属科室", "内设机构名称", "部门", "inner_office"),
    "position": ("职务", "职务职级", "position"),
    "post_class": ("岗位大类", "岗位类别", "岗位", "post_class"),
    "education": ("学历", "文化程度", "education"),
    "major": ("专业", "所学专业", "major"),
    "title": ("职称", "技术职称", "title"),
    "certificate_number": ("执法证号", "执法证件号", "执法证编号", "行政执法证号", "certificate_number"),
    "certificate_until": ("执法证有效期至", "有效期至", "证件有效期至", "certificate_until"),
    "certificate_issuer": ("发证机关", "执法证发证机关", "certificate_issuer"),
    "trade_certificate_number": ("部门执法证号", "行业执法证号", "trade_certificate_number"),
    "trade_certificate_until": ("部门执法证有效期至", "行业执法证有效期至", "trade_certificate_until"),
    "qualifications": ("岗位资质", "资质", "检查资质", "qualifications"),
    "specialities": ("专长", "业务专长", "specialities"),
    "is_expert": ("专家", "是否专家", "专家标识", "is_expert"),
    "item_codes": ("可检查事项", "事项编号", "执法类别", "执法事项范围", "item_codes"),
    "regions": ("管辖区划", "管辖片区", "所属区域", "regions"),
    "status": ("状态", "在岗状态", "人员状态", "status"),
    "username": ("登录名", "登录账号", "username"),
}
RATING_FIELDS: dict[str, tuple[str, ...]] = {
    "code": ("统一社会信用代码", "社会信用代码", "对象代码", "代码", "uscc", "code"),
    "value": ("信用风险类别", "风险类别", "信用风险等级", "风险等级", "类别", "等级"),
}
CONFIDENTIAL = (
    "信用风险",
    "风险类别",
    "风险等级",
    "风险分类",
    "身份证",
    "手机",
    "电话",
    "法定代表人",
    "负责人",
)
"""Columns that never enter by a library file: the class has its own way in, the rest is not needed."""


def label(fields: dict[str, tuple[str, ...]], field: str) -> str:
    """The Chinese name of a field, as refusals and templates write it."""
    return fields[field][0]
