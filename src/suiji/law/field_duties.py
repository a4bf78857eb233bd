"""第四章 实施抽查, second part, and Article 21 — check points, notice, signature, transfer, proof."""

from datetime import date, datetime

from suiji.law.register import rule
from suiji.law.workdays import Calendar, Deadline, add_workdays

_SERVERS = 2
_LETTERS = 2
REFUSAL_SIGNATURES = 2
"""Officers who sign that the object would not (reading R20)."""


_STRICTER = "《国务院办公厅关于严格规范涉企行政检查的意见》（国办发〔2024〕54号）"
_TWO_OFFICERS = "《中华人民共和国行政处罚法》第四十二条"
_NOT_TO_BE_FOUND = "《企业经营异常名录管理暂行办法》第九条"


@rule(
    article=18,
    says="检查工作应当符合各部门行政执法程序规定",
    reading="R61",
    source=_STRICTER,
    advice="请由发起部门经办人提交行政检查审批，经分管负责人批准后再告知和上门。",
)
def visits_are_approved(*, approved: bool) -> bool:
    """Nobody is notified or visited before the deputy head has approved the check."""
    return approved


@rule(
    article=18,
    says="应当严格对照本部门随机抽查实施细则、抽查工作指引或业务标准开展检查活动",
    advice="请逐项填写必查的检查要点后再提交。",
)
def check_points_answered(*, unanswered: int) -> bool:
    """A record is handed in only with every mandatory check point answered."""
    return unanswered == 0


@rule(
    article=19,
    says="应当对被检查对象进行实地检查",
    reading="R18",
    advice="请补充实地检查记录；依法可以不到现场的，须有批准的非现场检查理由。",
)
def checked_on_site(*, on_site: bool, excused: bool) -> bool:
    """A joint check is made on the spot, unless excused for a reason the readings name."""
    return on_site or excused


@rule(
    article=19,
    says="可以委托专业机构开展审计、验资、评估、检验检测等第三方验证活动",
    reading="R18",
    source="《国务院办公厅关于严格规范涉企行政检查的意见》（国办发〔2024〕54号）",
    advice="第三方机构只能协助验证，请由执法检查人员签字。",
)
def third_party_never_signs(*, third_party: bool) -> bool:
    """A third party helps to verify; it never signs, leads or counts as an inspector."""
    return not third_party


@rule(
    article=19,
    says="应当对被检查对象进行实地检查，并可根据任务需要综合采取书面检查、网络监测等其它方法",
    reading="R63",
    source=_STRICTER,
    advice="只有事项清单写明可以书面检查或网络监测的事项，才能申请非现场检查；其余事项须到现场。",
)
def every_item_allows_the_desk(*, barred: int) -> bool:
    """A visit is replaced by a check from the desk only where every item of it may be checked so."""
    return barred == 0


@rule(
    article=19,
    says="可以委托专业机构开展审计、验资、评估、检验检测等第三方验证活动",
    reading="R63",
    source=_STRICTER,
    advice="请先登记在有效期内的委托书，再登记报告；没有委托的报告不能采用。",
)
def third_party_has_mandate(*, mandated: bool) -> bool:
    """A third party's report is taken only under a mandate of the department, for the task and the day."""
    return mandated


@rule(
    article=20,
    clause="一",
    says="通过查询国家企业信用信息公示系统（河南）、各部门业务应用系统和档案资料等，掌握被检查对象基本信息和动态状况",
    reading="R19",
)
def precheck_precedes_visit(*, opened: bool) -> bool:
    """The officer has read what is known of the object before going there. A warning; it blocks nothing."""
    return opened


@rule(
    article=20,
    clause="二",
    says="应当在现场检查前以书面或电话、传真等形式，告知被检查对象检查的时间及配合检查的要求",
    reading="R19",
    advice="请先送达告知书并登记送达情况；不宜告知的，须经发起部门分管负责人批准。",
)
def notice_precedes_visit(*, notified_at: datetime | None, arrived_at: datetime, unannounced: bool) -> bool:
    """The object is told before the officers arrive, unless the check is unannounced."""
    return unannounced or (notified_at is not None and notified_at < arrived_at)


@rule(
    article=20,
    clause="二",
    says="不宜告知的，不得向检查对象透露情况，不发放部门联合检查告知书",
    advice="本任务不宜告知，不能制作或送达告知书。",
)
def unannounced_gets_no_notice(*, unannounced: bool) -> bool:
    """Nobody is told of an unannounced check before it begins."""
    return not unannounced


@rule(
    article=20,
    clause="二",
    says="其中检查活动或检查事项不宜告知的，不得向检查对象透露情况",
    reading="R62",
    advice="全部事项都不宜告知的，应当在抽查方案中定为不宜告知的任务；请至少留一项可以告知的事项。",
)
def something_is_left_to_announce(*, announced: int) -> bool:
    """Silence about single items leaves at least one item to give notice of; otherwise the check is unannounced."""
    return announced > 0


@rule(
    article=20,
    clause="二",
    says="以书面或电话、传真等形式，告知被检查对象检查的时间及配合检查的要求",
    reading="R62",
    source=_TWO_OFFICERS,
    advice="当面送达和留置送达须有两名检查人员；留置送达还须写明见证人。",
)
def two_officers_serve(*, by_hand: bool, officers: int, left: bool, witnessed: bool) -> bool:
    """A paper handed over is handed over by two officers; one left behind has a witness as well."""
    return (not by_hand or officers >= _SERVERS) and (not left or witnessed)


@rule(
    article=5,
    says="全程运行透明、痕迹可查",
    reading="R61",
    source=_STRICTER,
    advice="未能扫码的，应当在规定期限内写明原因补登；超过期限不能补登。",
)
def scan_is_made_up_in_time(*, days_since: int, days: int, reason: str) -> bool:
    """A scan that could not be made on the spot is entered within the term, with its reason."""
    return 0 <= days_since <= days and bool(reason.strip())


@rule(
    article=20,
    clause="二",
    says="视情节采取制作现场笔录、初步提取证据、责令当事人停止违法活动、督促当事人整改等相应监管措施",
    reading="R64",
    advice="结果为“发现问题已责令改正”的，请先登记责令改正（书面、打印或口头），写明改正期限和复查日期。",
)
def correction_has_its_order(*, ordered: int, recorded: int) -> bool:
    """Who reports that a correction was ordered has the order on record, with its term and the day of recheck."""
    return recorded >= ordered


@rule(
    article=20,
    clause="二",
    says="要求被检查对象在市场监管领域部门联合抽查情况记录表签字或盖章。被检查对象拒绝签字或盖章的，由执法检查人员在市场监管领域部门联合抽查情况记录表上签字说明",
    reading="R20",
    advice="请由被检查对象签字或盖章；拒绝签字的，写明情况并由至少两名执法检查人员签字。",
)
def record_signed_or_refusal_noted(*, signed: bool, refusal_noted: bool, officers_signing: int) -> bool:
    """A visit ends with the object's signature, or with a note of its refusal signed by two officers."""
    return signed or (refusal_noted and officers_signing >= REFUSAL_SIGNATURES)


@rule(
    article=20,
    clause="三",
    says="填写市场监管领域部门联合抽查情况记录表，并签字确认",
    advice="请等待全部检查人员签字。",
)
def every_officer_signed(*, missing: int) -> bool:
    """A record becomes a result only when every officer of it has signed."""
    return missing == 0


@rule(
    article=20,
    clause="三",
    says="填写市场监管领域部门联合抽查情况记录表，并签字确认",
    reading="R60",
    advice="同一部门的两种写法还没有选定。请先选定一种，再签字。",
)
def one_wording_stands(*, undecided: int) -> bool:
    """A record is signed with one wording in every field; where two officers differ, one of them chooses first."""
    return undecided == 0


@rule(article=20, clause="三", says="应当在形成检查结果之日起7个工作日内移送（转办）有管辖权的部门处理")
def transfer_due(*, formed_on: date, calendar: Calendar, days: int) -> Deadline:
    """The last day on which a suspected violation is handed to the competent department."""
    return add_workdays(formed_on, days, calendar)


@rule(article=20, clause="三", says="移送（转办）有管辖权的部门处理", reading="R130")
def receipt_due(*, sent_on: date, calendar: Calendar, days: int) -> Deadline:
    """The day by which the competent department has signed for what was handed to it, or sent it back."""
    return add_workdays(sent_on, days, calendar)


@rule(
    article=20,
    clause="三",
    says="移送（转办）有管辖权的部门处理",
    reading="R21",
    advice="请选择本部门以外有管辖权的部门；移送名录以外的机关，须填写移送文号。",
)
def transfer_leaves_the_department(*, sender: int, receiver: int | None, document: str) -> bool:
    """A transfer goes to another department, or to an organ outside the directory under a document number."""
    if receiver is None:
        return bool(document.strip())
    return receiver != sender


@rule(
    article=20,
    clause="三",
    says="对被检查主体涉嫌违法行为如需移送（转办）的",
    reading="R21",
    advice="请至少列入一项证据材料。",
)
def transfer_has_evidence_list(*, entries: int) -> bool:
    """A transfer names the evidence it hands over."""
    return entries > 0


@rule(
    article=21,
    says="通过登记的住所（经营场所）无法联系……取得相关证据后直接形成相应的检查结果",
    reading="R22",
    advice="请上传登记地址的现场照片（带时间和位置），并登记至少一次电话或信函联系记录。",
)
def unreachable_is_proved(*, photos: int, contacts: int) -> bool:
    """Nobody is called unreachable without a located photo of the address and an attempt at contact."""
    return photos > 0 and contacts > 0


@rule(
    article=21,
    says="不予配合检查情节严重，致使无法开展实质性检查的，取得相关证据后直接形成相应的检查结果",
    reading="R22",
    advice="请上传录音录像或登记见证人，并由本部门分管负责人审核。",
)
def uncooperative_is_proved(*, recordings: int, witnesses: int, reviewed: bool) -> bool:
    """Nobody is called gravely uncooperative without a recording or a witness, and a second look."""
    return recordings + witnesses > 0 and reviewed


@rule(
    article=21,
    says="取得相关证据后直接形成相应的检查结果",
    reading="R65",
    source=_NOT_TO_BE_FOUND,
    advice="第二封核查信函应当在第一封寄出后十五日以上、三十日以内寄出。",
)
def letters_are_apart(*, days_between: int, least: int, most: int) -> bool:
    """The second letter to an address follows the first neither too soon nor too late."""
    return least <= days_between <= most


@rule(
    article=21,
    says="取得相关证据后直接形成相应的检查结果",
    reading="R65",
    source=_NOT_TO_BE_FOUND,
    advice="向登记机关移交列入经营异常名录线索，须有“无法联系”的结果和两次邮寄均无人签收的记录。",
)
def listing_is_proved(*, unreachable: bool, letters_unsigned: int) -> bool:
    """A hand-over for the list of abnormal operation rests on the result and on two letters nobody signed for."""
    return unreachable and letters_unsigned >= _LETTERS
