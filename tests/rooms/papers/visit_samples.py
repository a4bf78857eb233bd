"""One filled example of every paper of a visit, with rare characters on purpose."""

from datetime import timedelta

from suiji.papers.documents import Evidence, Officer
from suiji.papers.oversight_documents import Supervision
from suiji.papers.visit_documents import (
    EvidenceList,
    KeptEvidence,
    Letter,
    Order,
    SamplingRecord,
    ServiceReceipt,
    SiteNote,
    VisitDocument,
)
from tests.rooms.papers.samples import AT, CODE, DAY, FIRM, MARKET, OFFICERS, URL

HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
ADDRESS = "安阳市文峰区朝霞路 8 号"
TASK = "2026年餐饮单位部门联合抽查"

OWN_OFFICERS = (OFFICERS[0], Officer("李珺", "豫E0002-2026", MARKET))

SITE_NOTE = SiteNote(
    number="安市监抽笔〔2026〕3号",
    issuer=MARKET,
    issued_on=DAY,
    firm=FIRM,
    code=CODE,
    address=ADDRESS,
    place="营业厅、后厨和库房",
    begun_at=AT,
    ended_at=AT + timedelta(hours=1),
    present="店长 珺昇、厨师长 𠮷田䶮",
    task_name=TASK,
    task_number="RW-2026-0012",
    approval_number="安市监抽审〔2026〕5号",
    officers=OFFICERS,
    content=(
        "后厨冷藏柜内有散装熟食三盒，没有标注制作时间。",
        "进货台账登记到本月二十日，此后没有登记。",
    ),
    verify_url=URL,
)
ORDER = Order(
    title="责令改正通知书",
    number="安市监抽责改〔2026〕2号",
    issuer=MARKET,
    issued_on=DAY,
    recipient=FIRM,
    code=CODE,
    address=ADDRESS,
    inspected_on=DAY,
    task_name=TASK,
    task_number="RW-2026-0012",
    problem="进货台账自本月二十日起没有登记；散装熟食没有标注制作时间。",
    basis="《中华人民共和国食品安全法》第五十三条",
    demand="补齐进货台账；散装熟食逐盒标注制作时间。",
    due_on=DAY + timedelta(days=15),
    recheck_on=DAY + timedelta(days=18),
    officers=OWN_OFFICERS,
    contact="餐饮监管科",
    phone="0372-0000000",
    verify_url=URL,
)
RECEIPT = ServiceReceipt(
    number="安市监抽达〔2026〕9号",
    issuer=MARKET,
    issued_on=DAY,
    paper="部门联合检查告知书",
    paper_number="安市监抽告〔2026〕12号",
    recipient=FIRM,
    place=ADDRESS,
    way="直接送达",
    served_at=AT,
    receiver="李昇（店长）",
    witness="社区网格员 王珺",
    servers=OFFICERS,
    note="当面签收",
    verify_url=URL,
)
EVIDENCE_LIST = EvidenceList(
    number="安市监抽证〔2026〕4号",
    issuer=MARKET,
    issued_on=DAY,
    firm=FIRM,
    code=CODE,
    task_name=TASK,
    task_number="RW-2026-0012",
    pieces=(
        KeptEvidence(Evidence("后厨冷藏柜", "照片", digest=HASH), AT, "后厨", "市场监管"),
        KeptEvidence(Evidence("电话联系记录", "联系记录"), AT, "", "消防"),
    ),
    officers=OFFICERS,
    verify_url=URL,
)
SAMPLING = SamplingRecord(
    number="安市监抽样〔2026〕1号",
    issuer=MARKET,
    issued_on=DAY,
    firm=FIRM,
    code=CODE,
    address=ADDRESS,
    task_name=TASK,
    task_number="RW-2026-0012",
    item="餐饮具洁净度",
    sample="消毒餐碗",
    specification="直径 12 厘米",
    batch="2026年11月22日消毒",
    maker="安阳市昇洁餐具消毒中心",
    base="200 只",
    quantity="8 只",
    spare="4 只",
    place="消毒间",
    sealing="无菌袋封装，加贴封条，双方签名",
    laboratory="安阳市食品药品检验所",
    taken_at=AT,
    officers=OFFICERS,
    verify_url=URL,
)
LISTING = Letter(
    number="安市监抽列〔2026〕1号",
    issuer=MARKET,
    issued_on=DAY,
    recipient="安阳市文峰区市场监督管理局",
    firm=FIRM,
    code=CODE,
    address=ADDRESS,
    visited_on=DAY,
    task_name=TASK,
    task_number="RW-2026-0012",
    visit_words="大门上锁，邻近商户称已数月没有营业。",
    letters=(
        ("第一次", "2026年11月24日", "XA00000001141", "无人签收，退回"),
        ("第二次", "2026年12月14日", "XA00000002141", "无人签收，退回"),
    ),
    evidence=(Evidence("登记住所大门", "照片", digest=HASH),),
    contact="信用监管科",
    phone="0372-0000000",
    verify_url=URL,
)

SUPERVISION = Supervision(
    title="行政执法监督通知书",
    subject="关于䶮记商行检查结果逾期公示的问题",
    number="安司法督〔2026〕3号",
    issuer="安阳市司法局",
    issued_on=DAY,
    recipient=MARKET,
    paragraphs=("检查结果逾期 4 个工作日公示，没有说明原因。", "请核查原因，补正有关记录，防止再次发生。"),
    task=f"RW-2026-0012《{TASK}》",
    basis="《行政执法监督条例》",
    due_on=DAY + timedelta(days=10),
    contact="李祎",
)

VISIT_PAPERS: tuple[VisitDocument | Supervision, ...] = (
    SITE_NOTE, ORDER, RECEIPT, EVIDENCE_LIST, SAMPLING, LISTING, SUPERVISION,
)  # fmt: skip
