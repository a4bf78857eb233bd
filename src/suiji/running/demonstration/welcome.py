"""Who may be tried in a demonstration."""

from collections.abc import Iterator

from suiji.organs.models import Installation

PASSWORD = "suiji-demo"  # noqa: S105 — printed on the screen of every demonstration

LOG_INS: tuple[tuple[str, str], ...] = (
    ("bgs", "联席会议办公室：受理公示计划、印发通报"),
    ("ga.jb", "市公安局经办人（宾馆旅店任务的发起部门）：开启抽取仪式"),
    ("ga.ku", "市公安局两库管理员（见证人）：更新确认两库"),
    ("wj.jb", "市卫健委经办人（参与部门）：会签、提交份额"),
    ("scjg.jb", "市市场监管局经办人：清单、录入结果、移送"),
    ("scjg.sh", "市市场监管局公示审核人：审核并公示结果"),
    ("scjg.fg", "市市场监管局分管负责人：同意人员调整"),
    ("scjg.zy", "市市场监管局主要负责人：签字更正结果"),
    ("sw.r1", "市商务局执法检查人员：今天的上门检查"),
    ("jw", "纪检监察：查看全部、重放抽取"),
    ("sfj", "市司法局：行政执法监督，发出监督文书"),
    ("sheng", "省市场监管局：查看本系统下级部门，发出指导意见"),
)
"""Log-in and what that person does; everybody's password is ``PASSWORD``."""


def welcome() -> Iterator[str]:
    """How to log in, in Chinese; nothing where the database is no demonstration."""
    if not Installation.objects.filter(demonstration=True).exists():
        return
    yield f"演示登录（密码都是 {PASSWORD}）："
    for name, what in LOG_INS:
        yield f"  {name:<8}{what}"
