"""Word 空白文书 — the shipped form of every paper that an office may replace: the words and the order of its PDF.

A form is a page whose words hold the names of the paper's values (``word_names``); docxtpl fills them.
"""

from collections.abc import Callable

from suiji.papers.word_page import CENTRE, ERHAO, RIGHT, SANHAO, SIHAO, TITLE, WUHAO, XIAOSI, Page

CLOSE = (25, 24, 28, 28)
"""Margins of a sheet that is filled in on the spot."""
BY_HAND = "　　年　　月　　日"
SIGNED = "签名或者盖章："
EVERY = "{%% for one in %s %%}%s{%% if not loop.last %%}、{%% endif %%}{%% endfor %%}"
OFFICERS = EVERY % ("officers", "{{ one.name }}（执法证号：{{ one.certificate }}）")
SERVERS = EVERY % ("servers", "{{ one.name }}（{{ one.department }}，{{ one.certificate }}）")


def blank(paper: str) -> bytes:
    """The shipped form of this paper."""
    return FORMS[paper]().content()


def _letter(*, size: float = SANHAO) -> Page:
    """A paper that goes out: who issues it, what it is, its number, to whom."""
    page = Page(size=size)
    _head(page, SANHAO + 2)
    return page


def _sheet() -> Page:
    """A paper that is filled in on the spot."""
    page = Page(size=SIHAO, margins=CLOSE)
    _head(page, SANHAO)
    return page


def _head(page: Page, issuer: float) -> None:
    page.line("{{ issuer }}", TITLE, issuer, at=CENTRE)
    page.line("{{ title }}", TITLE, ERHAO, at=CENTRE, before=4, after=2)
    page.line("{{ number }}", at=CENTRE, after=8)


def _closing(page: Page) -> None:
    page.line("{{ issuer }}（印章）", at=RIGHT, before=24)
    page.line("{{ issued_on }}", at=RIGHT)
    _checked(page)


def _hands(page: Page) -> None:
    """Where the officers sign, and who made the paper when."""
    page.line(f"检查人员：{OFFICERS}", before=6)
    page.line(f"签名：　　　　　　　　　　　　　　{BY_HAND}", before=6)
    page.line("制发：{{ issuer }}　{{ issued_on }}", before=6)
    _checked(page)


def _checked(page: Page) -> None:
    page.line("核验真伪：{{ verify_url }}", size=WUHAO, before=10)


def notice() -> Page:
    """部门联合检查告知书."""
    page = _letter()
    page.line("{{ recipient }}（统一社会信用代码：{{ code }}）：")
    page.text(
        "根据{{ basis }}，决定对你单位（住所：{{ address }}）开展部门联合抽查。"
        "检查对象和执法检查人员均由公开随机抽取产生。现将有关事项告知如下："
    )
    page.heading("一、检查任务")
    page.text(
        "{{ task_name }}（任务编号：{{ task_number }}）。"
        "检查时间为{{ starts_on }}{% if ends_on != starts_on %}至{{ ends_on }}{% endif %}，"
        "检查方式为{{ methods }}。{% if approval %}本次检查经批准实施，审批文号：{{ approval }}。{% endif %}"
    )
    page.heading("二、检查部门和事项")
    what = "{{ row.item }}{% if row.content %}：{{ row.content }}{% endif %}"
    page.each("assignments", [("检查部门", "{{ row.department }}", 1), ("检查事项", what, 2)])
    page.heading("三、请提前准备的资料")
    page.text(
        "{% for one in materials %}{{ loop.index }}．{{ one }}{% if loop.last %}。{% else %}；{% endif %}{% endfor %}"
    )
    _who_comes(page)
    _rights(page)
    page.line("{%p if door %}")
    page.text("你单位的网上入口（送达后打开，六十日内有效，请妥善保管）：{{ door }}")
    page.line("{%p endif %}")
    page.text("联系人：{{ contact }}{% if phone %}，联系电话：{{ phone }}{% endif %}。")
    _closing(page)
    return page


def _who_comes(page: Page) -> None:
    page.heading("四、检查人员")
    page.line("{%p if officers %}")
    name = "{{ row.name }}{% if row.is_leader %}（组长）{% endif %}"
    page.each(
        "officers",
        [
            ("姓名", name, 3),
            ("所在部门", "{{ row.department }}", 5),
            ("执法证号", "{{ row.certificate }}", 4),
        ],
    )
    page.line("{%p else %}")
    page.text("检查人员到达时主动出示执法证件，人数不少于两人。未出示的，你单位有权拒绝检查。")
    page.line("{%p endif %}")
    page.text("检查人员到达后出示检查码，你单位扫码即可核对检查人员身份、检查事项和审批文号。")


def _rights(page: Page) -> None:
    page.heading("五、你单位的权利和义务")
    page.text("（一）认为检查人员与检查有直接利害关系的，有权申请回避。")
    page.text(
        "（二）对检查结果有权陈述、申辩；对检查人员的违法违纪行为有权投诉、举报，渠道：{{ complaint }}。"
    )
    page.text(
        "（三）本年度你单位已接受部门联合抽查{{ visits_this_year }}次，同一年度一般不超过{{ visits_cap }}次。"
    )
    page.text(
        "（四）请予以配合并如实提供资料。不予配合、情节严重，致使无法开展实质性检查的，"
        "将直接形成相应的检查结果，并向社会公示。"
    )


def record() -> Page:
    """市场监管领域部门联合抽查情况记录表."""
    page = Page(size=WUHAO, margins=(22, 20, 24, 25))
    page.line("{{ title }}", TITLE, ERHAO - 2, at=CENTRE, after=4)
    page.line("任务：{{ task_name }}（{{ task_number }}）　　检查编号：{{ visit_number }}", after=2)
    _firm(page)
    _found(page)
    _answers(page)
    page.each(
        "signatures",
        [
            ("检查人员", "{{ row.role }}", 3),
            ("姓名", "{{ row.name }}", 3),
            ("执法证号", "{{ row.certificate }}", 4),
            ("签名和时间", "{{ row.signed_at }}", 5),
        ],
        size=WUHAO,
    )
    page.facts(
        [("组长审核", "{{ leader_review }}\n"), ("公示审批", "{{ publication_approval }}\n")],
        size=WUHAO,
        label=0.15,
    )
    _checked(page)
    return page


def _firm(page: Page) -> None:
    page.table(
        [
            ("被检查单位", "{{ firm }}", "统一社会信用代码", "{{ code }}"),
            ("法定代表人", "{{ representative }}", "电话", "{{ representative_phone }}"),
            ("联络员", "{{ liaison }}", "电话", "{{ liaison_phone }}"),
        ],
        (2, 5, 2, 4),
        size=WUHAO,
        labels=True,
    )
    page.facts(
        [
            ("住所", "{{ address }}"),
            ("检查时间", f"{{{{ started_at or '{BY_HAND}' }}}}　至　{{{{ ended_at or '{BY_HAND}' }}}}"),
            ("检查地点", "{{ place }}{% if position %}（定位：{{ position }}）{% endif %}"),
            ("核查方式", "{{ methods | join('、') }}"),
        ],
        size=WUHAO,
        label=0.15,
    )


def _found(page: Page) -> None:
    page.each(
        "findings",
        [
            ("部门", "{{ row.department }}", 4),
            ("抽查事项", "{{ row.item }}", 4),
            ("检查要点", "{{ row.check_point }}", 5),
            ("发现问题情况", "{{ row.found }}", 5),
            ("处置情况", "{{ row.handling }}", 4),
            ("检查结果", "{{ row.result }}", 4),
        ],
        size=WUHAO,
    )


def _answers(page: Page) -> None:
    page.facts(
        [
            ("采取措施", "{{ measures | join('、') }}\n方式：{{ measure_form }}"),
            ("后续处置", "{{ aftercare }}"),
            (
                "被检查单位意见",
                f"{{{{ opinion }}}}\n\n{SIGNED}　　　　　　　　{{{{ firm_signed_at or '{BY_HAND}' }}}}",
            ),
            ("拒绝签字说明", "{{ refusal }}"),
        ],
        size=WUHAO,
        label=0.15,
    )


def site_note() -> Page:
    """现场检查笔录."""
    page = _sheet()
    approved = "{% if approval_number %}　审批文号：{{ approval_number }}{% endif %}"
    page.facts(
        [
            ("当事人", "{{ firm }}"),
            ("代码", "{{ code }}"),
            ("住所", "{{ address }}"),
            ("检查时间", "{{ begun_at }}　至　{{ ended_at }}"),
            ("检查场所", "{{ place }}"),
            ("在场人员", "{{ present }}"),
            ("检查任务", f"{{{{ task_name }}}}（任务编号：{{{{ task_number }}}}）{approved}"),
        ]
    )
    page.text(f"检查人员{OFFICERS}出示执法证件，告知当事人陈述、申辩和申请回避的权利。现场检查情况如下：")
    page.line("{%p for line in content %}")
    page.text("{{ line }}")
    page.line("{%p endfor %}")
    page.line("（以下空白）", after=6)
    page.facts(
        [
            (
                "当事人意见",
                f"是否申请回避：□否　□是　　笔录已经阅看，记录属实：□是　□否\n\n{SIGNED}　　　{BY_HAND}",
            ),
            ("见证人", f"（签名）　　　　　　　　　{BY_HAND}"),
        ]
    )
    _hands(page)
    return page


def order() -> Page:
    """责令改正通知书."""
    page = _letter()
    page.line("{{ recipient }}（统一社会信用代码：{{ code }}，住所：{{ address }}）：")
    page.text(
        "{{ inspected_on }}，我单位在{{ task_name }}（任务编号：{{ task_number }}）中，"
        "对你单位进行检查，发现存在下列问题："
    )
    page.text("{{ problem }}")
    page.text("上述行为违反了{{ basis }}的规定。现责令你单位：")
    page.text("{{ demand }}")
    page.text(
        "改正期限：于{{ due_on }}前改正完毕。我单位将于{{ recheck_on }}复查。逾期不改正的，将依法处理。"
    )
    page.text(f"检查人员：{OFFICERS}。")
    page.text(
        "你单位对本通知有异议的，有权陈述、申辩；也可以依法申请行政复议或者提起行政诉讼。"
        "联系人：{{ contact }}{% if phone %}，联系电话：{{ phone }}{% endif %}。"
    )
    _closing(page)
    return page


def receipt() -> Page:
    """送达回证."""
    page = _letter()
    page.facts(
        [
            ("送达文书", "《{{ paper }}》{{ paper_number }}"),
            ("受送达人", "{{ recipient }}"),
            ("送达地点", "{{ place }}"),
            ("送达方式", "{{ way }}"),
            ("送达时间", "{{ served_at or '　　　　年　　月　　日　　时　　分' }}"),
            ("签收人", f"{{{{ receiver }}}}\n{SIGNED}　　　{BY_HAND}"),
            ("代收理由", "\n"),
            ("见证人", "{{ witness }}（签名）"),
            ("送达人", f"{SERVERS}\n（签名，两人）"),
            ("备注", "{{ note }}\n"),
        ],
        size=SIHAO,
    )
    page.line("制发：{{ issuer }}　{{ issued_on }}", size=SIHAO)
    _checked(page)
    return page


def evidence_list() -> Page:
    """证据清单."""
    page = Page(size=XIAOSI, margins=CLOSE)
    page.line("{{ title }}", TITLE, ERHAO, at=CENTRE)
    page.line("{{ number }}", at=CENTRE, after=6)
    page.facts(
        [("当事人", "{{ firm }}（{{ code }}）"), ("检查任务", "{{ task_name }}（{{ task_number }}）")],
        size=WUHAO,
    )
    page.each(
        "pieces",
        [
            ("序号", "{{ loop.index }}", 1),
            ("名称", "{{ row.evidence.name }}{% if row.by %}（{{ row.by }}）{% endif %}", 4),
            ("种类", "{{ row.evidence.kind }}", 2),
            ("取证时间和地点", "{{ row.taken_at }}{% if row.place %}　{{ row.place }}{% endif %}", 4),
            ("SHA-256 指纹", "{{ row.evidence.digest or '仅文字记录' }}", 5),
        ],
        size=WUHAO,
    )
    page.line("以上共{{ pieces | length }}件，文件收到时计算指纹，此后不能增删改动。", after=4)
    page.facts([("当事人确认", f"{SIGNED}　　　　　　　　　{BY_HAND}")])
    _hands(page)
    return page


def sampling() -> Page:
    """抽样记录."""
    page = _sheet()
    page.facts(
        [
            ("被抽样单位", "{{ firm }}（{{ code }}）"),
            ("住所", "{{ address }}"),
            ("检查任务", "{{ task_name }}（{{ task_number }}）"),
            ("检查事项", "{{ item }}"),
            ("样品名称", "{{ sample }}"),
        ]
    )
    page.table(
        [
            ("规格型号", "{{ specification }}", "批号、日期", "{{ batch }}"),
            ("抽样基数", "{{ base }}", "抽样数量", "{{ quantity }}"),
            ("备样数量", "{{ spare }}", "抽样时间", "{{ taken_at }}"),
        ],
        (3, 5, 3, 5),
        labels=True,
    )
    page.facts(
        [
            ("标称生产者", "{{ maker }}"),
            ("抽样地点", "{{ place }}"),
            ("封样情况", "{{ sealing }}"),
            ("检验机构", "{{ laboratory or '本部门自行检验' }}"),
            (
                "被抽样单位确认",
                f"样品在我单位在场人员见证下抽取、封样，情况属实。\n\n{SIGNED}　　　{BY_HAND}",
            ),
        ]
    )
    _hands(page)
    return page


def result_letter() -> Page:
    """部门联合检查结果告知书."""
    page = _letter()
    page.line("{{ recipient }}（统一社会信用代码：{{ code }}）：")
    page.text(
        "{{ inspected_on }}，检查小组对你单位开展了{{ task_name }}（任务编号：{{ task_number }}）。检查结果如下："
    )
    result = "{{ row.result }}{% if row.explanation %}（{{ row.explanation }}）{% endif %}"
    page.each(
        "results",
        [("检查部门", "{{ row.department }}", 4), ("检查事项", "{{ row.item }}", 4), ("检查结果", result, 5)],
    )
    page.line("{%p if aftercare %}")
    page.text("后续处理：{{ aftercare }}")
    page.line("{%p endif %}")
    page.text(
        "上述结果将在{{ publish_due }}前通过国家企业信用信息公示系统（河南）向社会公示。检查结果是你单位在本次抽查时"
        "实际情况的客观体现，一经公示不得擅自改变；确有错误的，经检查部门主要负责人签字确认后予以更正。"
    )
    page.text(
        "如有异议，{{ objection }}。联系人：{{ contact }}{% if phone %}，联系电话：{{ phone }}{% endif %}。"
    )
    _closing(page)
    return page


def approval() -> Page:
    """审批表: one shape for every act that needs a named hand."""
    page = Page(size=SIHAO)
    page.line("{{ title }}", TITLE, ERHAO, at=CENTRE, after=8)
    page.line("申请部门：{{ department }}　　　　{{ number }}", after=4)
    page.facts([("申请人", "{{ applicant }}　　{{ applied_on }}")], size=SIHAO)
    page.each("facts", [("申请事项", "{{ row[0] }}", 0.21), ("内容", "{{ row[1] }}", 0.79)], size=SIHAO)
    page.facts([("理由", "{{ reason }}\n"), ("依据", "{{ basis }}")], size=SIHAO)
    signed = f"{{{{ row.opinion }}}}\n\n签名：{{{{ row.signed_by }}}}　　　　{{{{ row.signed_on or '{BY_HAND}' }}}}"
    page.each("opinions", [("审批人", "{{ row.department }}", 0.21), ("意见", signed, 0.79)], size=SIHAO)
    _checked(page)
    return page


FORMS: dict[str, Callable[[], Page]] = {
    form.__name__: form
    for form in (notice, record, site_note, order, receipt, evidence_list, sampling, result_letter, approval)
}
"""Paper → its shipped form."""
