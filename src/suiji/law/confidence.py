"""第六章 其他, with Article 3 — who stays out of inspections, secrecy of the class, archive, report."""

from datetime import date

from suiji.law.register import rule

APPRAISERS = 3
"""鉴定组 — how many appraise at least (reading R110)."""
WATCHERS = 2
"""监销人 — how many compare the list and watch."""


@rule(
    article=3,
    says="协调解决工作推进过程中遇到的具体问题",
    reading="R29",
    source="《国务院办公厅关于严格规范涉企行政检查的意见》（国办发〔2024〕54号）",
    advice="联席会议办公室只负责汇总、协调和通报，请由有执法权的部门实施。",
)
def office_never_inspects(*, is_office: bool) -> bool:
    """The office of the joint conference neither draws nor inspects."""
    return not is_office


@rule(
    article=25,
    says="应当依法依规使用市场主体和执法检查人员信息",
    reading="R80",
    source="《信息安全技术 网络安全等级保护基本要求》（GB/T 22239-2019）第三级",
    advice="系统、安全、审计三个管理员岗位由三个人分别担任，也不兼任业务岗位。",
)
def administrators_apart(*, roles: frozenset[str], chairs: frozenset[str]) -> bool:
    """Who sits in one administrator's chair sits in no other, and does no business."""
    return not roles & chairs or len(roles) == 1


@rule(
    article=25,
    says="应当依法依规使用市场主体和执法检查人员信息",
    reading="R80",
    source="《信息安全技术 网络安全等级保护基本要求》（GB/T 22239-2019）第三级",
    advice="自己的账号和岗位请由另一名管理员办理。",
)
def hands_apart(*, own: bool) -> bool:
    """No administrator acts on their own account."""
    return not own


@rule(
    article=16,
    says="经本部门分管负责人同意后，可调整更换",
    reading="R163",
    advice="代行的职责不能再转托。请由分管负责人本人另行委托，或者请安全管理员授予岗位。",
)
def lent_office_stays_where_it_was_lent(*, own_office: bool) -> bool:
    """Who only stands in for the deputy head lends the office to nobody else."""
    return own_office


@rule(
    article=25,
    says="应当依法依规使用市场主体和执法检查人员信息",
    reading="R124",
    advice="请写明要用的权限，有效期不超过一年；到期前可以另签一个令牌替换。",
)
def machine_key_is_bounded(*, days: int, longest: int, scopes: int) -> bool:
    """A machine's key opens what was named, and ends by itself."""
    return 0 < days <= longest and scopes > 0


@rule(
    article=27,
    says="应当将抽查检查过程中形成的文字和音像资料进行立卷、归档和保管",
    advice="请补齐所列缺少的材料后再归档。",
)
def file_is_complete(*, missing: int) -> bool:
    """A file is archived only with every mandatory piece in it."""
    return missing == 0


@rule(
    article=27,
    says="立卷、归档和保管",
    advice="案卷已归档，不能改动；新的材料请另立补充卷。",
)
def archive_unchanged(*, archived_sha256: str, current_sha256: str) -> bool:
    """An archived file is still what was archived."""
    return bool(archived_sha256) and archived_sha256 == current_sha256


@rule(
    article=27,
    says="具体归档保存方式由各级市场监管领域有关部门按照档案管理有关规定自行确定",
    reading="R33",
)
def retention_ends(*, sealed_on: date, years: int) -> date:
    """The last day of a file's term, which is counted from the first day of the year after sealing."""
    return date(sealed_on.year + years, 12, 31)


@rule(
    article=27,
    says="具体归档保存方式由各级市场监管领域有关部门按照档案管理有关规定自行确定",
    reading="R110",
    source="《机关档案管理规定》（国家档案局令第13号）",
    advice="保管期限还没有届满，不能鉴定销毁。请等期满以后再办理。",
)
def term_has_run_out(*, keep_until: date | None, on: date) -> bool:
    """A file may be destroyed only after the last day of its term; one without a last day never."""
    return keep_until is not None and on > keep_until


@rule(
    article=27,
    says="具体归档保存方式由各级市场监管领域有关部门按照档案管理有关规定自行确定",
    reading="R110",
    source="《机关档案管理规定》（国家档案局令第13号）",
    advice="案卷还有没有办结的事项，或者有暂缓销毁的要求。请先移出清册。",
)
def file_is_at_rest(*, open_matters: int) -> bool:
    """Nothing about the file is open: no follow-up, objection, correction, and no order to keep it."""
    return open_matters == 0


@rule(
    article=27,
    says="具体归档保存方式由各级市场监管领域有关部门按照档案管理有关规定自行确定",
    reading="R110",
    source="《机关档案管理规定》（国家档案局令第13号）",
    advice="鉴定由三人以上的鉴定组进行，每一卷写明意见，全体签署以后才能送审。",
)
def appraised_by_a_group(*, members: int) -> bool:
    """Not one person but a group says of every file whether it is worth keeping."""
    return members >= APPRAISERS


@rule(
    article=27,
    says="具体归档保存方式由各级市场监管领域有关部门按照档案管理有关规定自行确定",
    reading="R110",
    source="《机关档案管理规定》（国家档案局令第13号）",
    advice="请由没有参加鉴定的主要负责人审批。",
)
def destruction_approved_by_another(*, in_group: bool) -> bool:
    """The head who approves the list did not appraise it."""
    return not in_group


@rule(
    article=27,
    says="具体归档保存方式由各级市场监管领域有关部门按照档案管理有关规定自行确定",
    reading="R110",
    source="《机关档案管理规定》（国家档案局令第13号）",
    advice="须由两名监销人按销毁清册清点核对。监销人不能是经办人或审批人。",
)
def destruction_is_watched(*, watchers: int) -> bool:
    """Two who did not order it compare list and files, and see the destruction."""
    return watchers >= WATCHERS


@rule(
    article=27,
    says="具体归档保存方式由各级市场监管领域有关部门按照档案管理有关规定自行确定",
    reading="R110",
    source="《机关档案管理规定》（国家档案局令第13号）",
    advice="案卷已按销毁清册销毁，只保留卷内目录、校验值和销毁清册。",
)
def file_was_not_destroyed(*, destroyed: bool) -> bool:
    """What was destroyed is not given out; its list of papers and its hashes stay."""
    return not destroyed


@rule(
    article=28,
    says="上级部门应当加强对联合抽查活动的指导管理",
    reading="R30",
    advice="上级部门可以查看和指导；请由作出记录的部门自行修改。",
)
def upper_level_only_reads(*, is_upper: bool) -> bool:
    """An upper department guides and reads; it never writes what the lower one answers for."""
    return not is_upper


@rule(
    article=29,
    says="要以“省级平台”和国家企业信用信息公示系统(河南)的数据情况为基准",
    reading="R31",
    advice="通报数据由平台自动生成，不能手工改动；请用附注说明情况。",
)
def figure_comes_from_platform(*, overridden: bool) -> bool:
    """A figure of the report is counted, never typed in."""
    return not overridden


@rule(
    article=29,
    says="部门未在规定时间内录入数据的，视为未完成任务",
    reading="R31",
)
def entered_in_time(*, entered_on: date | None, due: date) -> bool:
    """What was entered by the last day counts as done; later it counts as not done. An indicator."""
    return entered_on is not None and entered_on <= due


@rule(
    article=3,
    says="负责研究解决全市部门联合抽查工作中的重大问题",
    reading="R29",
    advice="重大问题要先提请联席会议研究，登记会议纪要和决议后再办结。",
)
def major_issue_has_a_decision(*, major: bool, decided: bool) -> bool:
    """A major issue is closed only on a decision of the conference that is on record."""
    return decided or not major


@rule(
    article=3,
    says="联席会议各成员单位要及时向联席会议办公室反映工作推进过程中存在的问题",
    reading="R29",
    advice="问题和建议由成员单位向联席会议办公室提出。",
)
def issue_comes_from_a_member(*, is_office: bool) -> bool:
    """Problems come from the members; the office takes them up and does not raise them to itself."""
    return not is_office


@rule(
    article=29,
    says="开展情况通报",
    reading="R31",
    advice="征求意见期届满、逐条答复以后再印发。",
)
def comments_are_heard(*, period_over: bool, unanswered: int) -> bool:
    """A report goes out when its period for comments is over and every comment has its answer."""
    return period_over and unanswered == 0


@rule(
    article=25,
    says="不得用于本细则规定以外的其他用途",
    reading="R69",
    advice="请写明导出以后用在哪里。",
)
def export_says_what_for(*, purpose: str) -> bool:
    """Whoever takes data of objects or officers out says what for."""
    return bool(purpose.strip())


@rule(
    article=25,
    says="不得用于本细则规定以外的其他用途",
    reading="R122",
    advice="请写明查看这些信息办什么事。",
)
def looking_says_what_for(*, purpose: str) -> bool:
    """Whoever looks at a person's data, or goes through a library page by page, says what for."""
    return bool(purpose.strip())


@rule(
    article=25,
    says="应当依法依规使用市场主体和执法检查人员信息",
    reading="R69",
    advice="请由本部门分管负责人审批，申请人不能审批自己的申请。",
)
def export_approved_by_another(*, applicant: int, approver: int) -> bool:
    """A head who did not ask for the export approves it."""
    return applicant != approver


@rule(
    article=25,
    says="应当依法依规使用市场主体和执法检查人员信息",
    reading="R69",
    advice="导出须先申请，经本部门分管负责人批准；批准一次，导出一次。",
)
def export_is_approved(*, approved: bool) -> bool:
    """A file leaves by an approval of its own, which is then used up."""
    return approved
