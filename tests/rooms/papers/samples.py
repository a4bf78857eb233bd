"""One filled example of every paper, with rare characters on purpose."""

from datetime import UTC, date, datetime

from suiji.papers.documents import (
    Approval,
    Assignment,
    Countersignature,
    DepartmentLine,
    Document,
    Evidence,
    Finding,
    ItemResult,
    Notice,
    Officer,
    Problem,
    Record,
    Report,
    ResultLetter,
    Scheme,
    Share,
    Signature,
    Transfer,
)
from suiji.papers.draw_documents import (
    DrawDocument,
    DrawnMember,
    DrawnObject,
    DrawnTeam,
    DrawRecord,
    SeedShare,
    StaffingRecord,
)

OFFICE = "安阳市部门联合“双随机、一公开”监管工作联席会议办公室"
MARKET = "安阳市市场监督管理局"
FIRE = "安阳市消防救援支队"
FIRM = "安阳市𠮷祥餐饮管理有限公司"
CODE = "91410500MA00000A1J"
URL = "https://suiji.example/v/4f2a9c"
DAY = date(2026, 11, 23)
AT = datetime(2026, 11, 23, 6, 5, tzinfo=UTC)
BASIS = "《安阳市市场监管领域全面推行部门联合“双随机、一公开”抽查实施细则》（安双随机办〔2022〕8号）"
ASSIGNMENTS = (
    Assignment(MARKET, "食品经营监督检查", "许可证、进货查验、从业人员健康证明"),
    Assignment(FIRE, "消防安全监督检查", "疏散通道、灭火器材、用火用电"),
    Assignment("安阳市生态环境局", "油烟净化设施检查"),
)
OFFICERS = (
    Officer("王䶮", "豫E0001-2026", MARKET, is_leader=True),
    Officer("赵昇", "豫E0107-2025", FIRE),
)

SCHEME = Scheme(
    number="安市监抽案〔2026〕12号",
    name="2026年餐饮单位部门联合抽查",
    task_number="RW-2026-0012",
    issuer=MARKET,
    issued_on=DAY,
    basis=BASIS,
    source="2026年度联合抽查计划第7项",
    scope="全市持有食品经营许可证、状态为存续的餐饮服务单位",
    population=1284,
    sample=64,
    assignments=ASSIGNMENTS,
    starts_on=date(2026, 12, 1),
    ends_on=date(2026, 12, 25),
    methods="实地检查，结合网络监测",
    inspector_draw="由承担检查工作的部门分别抽取，每部门2人",
    leader_rule="发起部门的执法检查人员为组长",
    notice_rule="检查前3个工作日发放部门联合检查告知书",
    third_party="油烟排放委托有资质的检测机构检测",
    shares=(Share("A（低风险）", 900, 100, 9), Share("D（高风险）", 84, 2000, 17)),
    discipline=("严禁接受被检查单位宴请、礼品", "严禁泄露信用风险分类结果"),
    countersignatures=(Countersignature(MARKET, "同意", "李祎", DAY), Countersignature(FIRE)),
    verify_url=URL,
)
NOTICE = Notice(
    number="安市监抽告〔2026〕12号",
    issuer=MARKET,
    issued_on=DAY,
    recipient=FIRM,
    code=CODE,
    address="安阳市文峰区中华路18号",
    basis=BASIS,
    task_name="2026年餐饮单位部门联合抽查",
    task_number="RW-2026-0012",
    assignments=ASSIGNMENTS,
    starts_on=date(2026, 12, 1),
    ends_on=date(2026, 12, 25),
    methods="实地检查",
    materials=("营业执照、食品经营许可证", "近三个月进货查验记录", "消防设施维护保养记录"),
    officers=OFFICERS,
    contact="王䶮",
    phone="0372-0000001",
    complaint="12345政务服务便民热线",
    visits_this_year=0,
    visits_cap=2,
    verify_url=URL,
)
RECORD = Record(
    task_name="2026年餐饮单位部门联合抽查",
    task_number="RW-2026-0012",
    visit_number="JC-2026-0031",
    firm=FIRM,
    code=CODE,
    address="安阳市文峰区中华路18号",
    representative="钱喆",
    representative_phone="0372-0000002",
    liaison="孙珺",
    liaison_phone="0372-0000003",
    started_at=AT,
    ended_at=datetime(2026, 11, 23, 8, 40, tzinfo=UTC),
    place="经营场所",
    position="36.0976N，114.3924E",
    findings=(
        Finding(
            MARKET,
            "食品经营监督检查",
            "进货查验记录是否完整",
            "11月12日购入的食用油未留存供货者许可证复印件",
            "责令当场改正",
            "发现问题已责令改正",
        ),
        Finding(FIRE, "消防安全监督检查", "疏散通道是否畅通", "", "", "未发现问题"),
    ),
    methods=("实地检查", "书面检查"),
    measures=("现场笔录", "督促整改"),
    measure_form="书面",
    aftercare="7日内复查进货查验记录",
    opinion="情况属实",
    refusal="法定代表人不在现场，受托人拒绝盖章，检查人员已向其宣读记录。",
    signatures=(
        Signature("组长", "王䶮", "豫E0001-2026", AT),
        Signature("组员", "赵昇", "豫E0107-2025", AT),
    ),
    leader_review="内容完整，同意。",
    publication_approval="同意公示。",
    verify_url=URL,
)
TRANSFER = Transfer(
    number="安市监抽移〔2026〕3号",
    issuer=MARKET,
    issued_on=DAY,
    recipient="安阳市公安局文峰分局",
    party=FIRM,
    code=CODE,
    address="安阳市文峰区中华路18号",
    origin="我单位在2026年餐饮单位部门联合抽查（任务编号：RW-2026-0012）中",
    facts="在后厨发现标签涂改的食用油12桶，当事人不能说明来源。",
    basis="《实施细则》第二十条第（三）项",
    evidence=(
        Evidence("现场笔录", "文书", 3, "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"),
        Evidence(
            "食用油照片", "照片", None, "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752"
        ),
    ),
    formed_on=DAY,
    due_on=date(2026, 12, 2),
    contact="王䶮",
    phone="0372-0000001",
    verify_url=URL,
)
REPORT = Report(
    number="安双随机办通报〔2026〕2号",
    title="关于2026年第三季度部门联合“双随机、一公开”抽查情况的通报",
    issuer=OFFICE,
    issued_on=DAY,
    recipients="各县（市、区）联席会议办公室，市联席会议各成员单位",
    data_until=AT,
    definitions=("完成率＝已公示数÷应检查数。", "按期率＝检查结束之日起20个工作日内公示数÷应公示数。"),
    overall=("第三季度全市共组织部门联合抽查12次，抽取检查对象768户，已公示742户，完成率96.61%。",),
    lines=(
        DepartmentLine("市市场监督管理局", 4, 320, 320, 318, 9937, 9720, 10000, 10000, 1, 0, 0, floor=3),
        DepartmentLine("市应急管理局", 2, 96, 96, 84, 8750, 8005, 9000, None, 0, 1, 0, floor=3),
    ),
    problems=(Problem("市应急管理局12户检查结果逾期未公示，视为未完成任务。", "RW-2026-0009"),),
    requirements=("逾期未公示的，于12月10日前完成录入，并书面说明原因。",),
    copied_to="市政府办公室",
)
DRAW_RECORD = DrawRecord(
    number="安市监抽取〔2026〕12号",
    issuer=MARKET,
    task_name="2026年餐饮单位部门联合抽查",
    task_number="RW-2026-0012",
    drawn_at=AT,
    place="市民之家二楼大厅",
    operator="李祎",
    operator_department=MARKET,
    witness="周璟",
    witness_department="市纪委监委派驻纪检监察组",
    frozen_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
    frame_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    population=1284,
    drawn=30,
    algorithm="suiji-draw/1",
    seed="60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    seed_shares=(
        SeedShare(MARKET, "a" * 64, "b" * 64),
        SeedShare("公众信标 drand", "c" * 64, "d" * 64, "第4711轮"),
    ),
    objects=(
        DrawnObject(1, FIRM, CODE, "文峰区"),
        *(
            DrawnObject(place, f"演示餐饮店{place}号", "92410502MA00000B2K", "北关区")
            for place in range(2, 41)
        ),
    ),
    certificate_hash="2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    verify_url=URL,
    notary="白求真（安阳市公证处）",
)
STAFFING_RECORD = StaffingRecord(
    number="00112233445566778899aabbccddeeff",
    issuer=MARKET,
    task_name="2026年餐饮单位部门联合抽查",
    task_number="RW-2026-0012",
    region="林州市",
    drawn_at=AT,
    place=MARKET,
    operator="李祎",
    operator_department=MARKET,
    witness="周璟",
    witness_department=MARKET,
    frozen_at=datetime(2026, 11, 20, 1, 0, tzinfo=UTC),
    frame_hash="9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    pool=((MARKET, 12), ("安阳市消防救援支队", 9)),
    algorithm="suiji-draw/1",
    seed="60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    seed_shares=(SeedShare(MARKET, "a" * 64, "b" * 64),),
    teams=(
        DrawnTeam(
            "01",
            4,
            (
                DrawnMember("王䶮", MARKET, "16050012", leads=True),
                DrawnMember("赵敏", "安阳市消防救援支队", "16050013", leads=False),
            ),
        ),
    ),
    certificate_hash="2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae",
    verify_url=URL,
)
RESULT_LETTER = ResultLetter(
    number="安市监抽结〔2026〕31号",
    issuer=MARKET,
    issued_on=DAY,
    recipient=FIRM,
    code=CODE,
    task_name="2026年餐饮单位部门联合抽查",
    task_number="RW-2026-0012",
    inspected_on=DAY,
    results=(
        ItemResult(MARKET, "食品经营监督检查", "发现问题已责令改正", "食用油进货查验记录不完整"),
        ItemResult(FIRE, "消防安全监督检查", "未发现问题"),
    ),
    aftercare="7日内复查进货查验记录。",
    publish_due=date(2026, 12, 21),
    objection="请在收到本告知书之日起5个工作日内向检查部门书面提出陈述、申辩，并附证据材料",
    contact="王䶮",
    phone="0372-0000001",
    verify_url=URL,
)
APPROVAL = Approval(
    title="执法检查人员调整审批表",
    number="安市监抽审〔2026〕5号",
    department=MARKET,
    applicant="李祎",
    applied_on=DAY,
    facts=(
        ("任务", "RW-2026-0012"),
        ("调出人员", "赵昇（豫E0107-2025）"),
        ("调入人员", "钱喆（豫E0108-2025）"),
    ),
    reason="健康状况：住院治疗，无法继续履行检查任务。",
    basis="《实施细则》第十六条",
    opinions=(Countersignature("分管负责人意见", "同意调整。", "吴璟", DAY), Countersignature("备注")),
    verify_url=URL,
)

PAPERS: tuple[Document | DrawDocument, ...] = (
    SCHEME,
    NOTICE,
    RECORD,
    TRANSFER,
    REPORT,
    DRAW_RECORD,
    STAFFING_RECORD,
    RESULT_LETTER,
    APPROVAL,
)
