"""Headings of the object library, by field: the standard's own first, then what offices really write (Art. 11)."""

PARTICULARS = (
    "规格型号", "批次", "执行标准", "强制性认证证书编号", "建设单位", "施工单位", "监理单位", "施工许可证号",
    "工程进度", "行为类别", "发生时间", "线索编号",
)  # fmt: skip
"""What only products, projects and behaviours have."""
OBJECT_FIELDS: dict[str, tuple[str, ...]] = {
    "name": ("名称", "企业名称", "企业(机构)名称", "单位名称", "主体名称", "市场主体名称", "经营主体名称",
             "检查对象名称", "对象名称", "单位全称", "企业全称", "字号名称", "产品名称", "项目名称", "name"),
    "uscc": ("统一社会信用代码", "社会信用代码", "信用代码", "统一代码", "统一社会信用代码/注册号", "uscc"),
    "code": ("对象代码", "对象编号", "代码", "编号", "项目代码", "产品编号", "code"),
    "kind": ("对象类别", "主体类别", "检查对象类别", "kind"),
    "reg_no": ("注册号", "工商注册号", "营业执照注册号", "reg_no"),
    "entity_id": ("主体身份代码", "pripid"),
    "entity_type": ("市场主体类型", "经营主体类型", "主体类型", "企业类型", "企业(机构)类型", "类型", "type"),
    "address": ("住所（经营场所）", "住所", "住所地址", "企业地址", "地址", "详细地址", "工程地址", "address"),
    "business_place": ("经营场所", "经营地址", "实际经营地址", "生产经营地址"),
    "longitude": ("经度", "lng", "longitude"),
    "latitude": ("纬度", "lat", "latitude"),
    "coordinates": ("坐标系", "坐标系统", "coordinates"),
    "region": ("区划代码", "行政区划代码", "行政区划", "登记机关区划代码", "区划码", "reg_div_code"),
    "city": ("城市", "市", "所在市", "city"),
    "industry": ("行业代码", "国民经济行业代码", "industry"),
    "industry_name": ("行业名称", "行业", "国民经济行业", "所属行业"),
    "industry_edition": ("行业分类版本", "行业代码版本"),
    "business_scope": ("经营范围", "经营范围及方式", "业务范围", "business_scope"),
    "established_on": ("成立日期", "登记日期", "注册日期", "成立时间", "注册时间", "registration_date"),
    "reg_state": ("登记状态", "经营状态", "主体状态", "企业状态", "reg_state"),
    "reg_organ": ("登记机关", "发照机关"),
    "station": ("属地监管所", "管辖单位", "监管所", "市场监管所"),
    "grid": ("责任区", "网格", "监管网格", "片区"),
    "abnormal_on": ("列入经营异常名录日期", "列异日期"),
    "serious_on": ("列入严重违法失信名单日期", "列严日期"),
    "needs": ("检查人员资质要求", "专业资格资质要求"),
    "legal_rep": ("法定代表人（负责人）", "法定代表人", "负责人", "经营者", "投资人"),
    "liaison": ("联络员", "联系人"),
    "phone": ("联系电话", "电话", "手机", "手机号码", "联络员电话", "法定代表人电话"),
    "responsible": ("责任主体代码", "责任主体统一社会信用代码", "生产者统一社会信用代码", "建设单位统一社会信用代码"),
    "tags": ("标签", "分类标签", "监管标签", "tags"),
    "pools": ("专项库", "专项库名称", "专项检查对象库"),
    "licence_name": ("许可证名称", "许可证件名称", "许可文件名称"),
    "licence_number": ("许可证编号", "许可证号", "许可证件编号"),
    "licence_from": ("核准日期", "发证日期", "许可证核准日期"),
    "licence_until": ("许可证有效期至", "有效期至", "许可有效期至"),
    "licence_issuer": ("发证机关", "许可机关"),
    **{f"particulars:{word}": (word,) for word in PARTICULARS},
}  # fmt: skip
CONFIDENTIAL = ("信用风险", "风险类别", "风险等级", "风险分类", "身份证", "证件号码")
"""Columns that can be mapped to nothing: the class has its own way in, identity numbers are not needed."""
SEALED = ("legal_rep", "liaison", "phone")
"""Fields that rest in the vault and are told by their fingerprint."""
HELPERS = ("city", "industry_name", "industry_edition")
"""Columns that only help to read another one."""
NEEDED = (("name",), ("uscc", "code", "reg_no"))


def is_confidential(heading: str) -> bool:
    """Whether a column must not enter by a library file at all."""
    return any(word in heading for word in CONFIDENTIAL)
