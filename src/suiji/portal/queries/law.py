"""规则对照 — the 31 articles beside the rules that hold them and the answer the house gives for each."""

from dataclasses import dataclass
from functools import cache

from suiji.law import ARTICLES, Article, rules_of
from suiji.law.duties import Duty, all_duties
from suiji.law.register import Rule

STATUS = {
    "coded": ("由程序保证", "good"),
    "record": ("由页面和记录落实", "good"),
    "declaratory": ("宣示性条文", "neutral"),
    "open": ("部分落实", "soon"),
}
STRENGTH = {"must": "必须遵守", "normally": "一般应当；例外要记录理由、依据、批准人和备案"}
ROOMS = {
    "law": "规则", "ledger": "总账", "organs": "机构与人员", "papers": "文书", "messages": "消息",
    "catalogue": "抽查事项清单", "plans": "抽查计划", "libraries": "两库", "tasks": "抽查任务",
    "draws": "随机抽取", "inspections": "实施检查", "disclosure": "公示与更正", "followup": "后续处理",
    "archive": "立卷归档", "oversight": "通报与监督", "desk": "工作台", "portal": "公众门户", "field": "现场",
    "api": "机器接口", "exchange": "对外交换", "vault": "保险柜", "accounts": "登录与账号",
    "firms": "企业页面", "voices": "企业的声音",
    "sampling": "抽取算法", "running": "系统运行",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """How the house answers for an article."""

    status: str
    tone: str
    rooms: str
    reason: str
    missing: str


@dataclass(frozen=True, slots=True)
class Held:
    """A rule of the register in words for the public."""

    name: str
    says: str
    strength: str
    reading: str
    advice: str
    unverified: str
    """The newer law behind it, whose text we do not hold."""


@dataclass(frozen=True, slots=True)
class Ruled:
    """An article with everything that answers for it."""

    number: int
    heading: str
    chapter: str
    paragraphs: tuple[str, ...]
    rules: tuple[Held, ...]
    answers: tuple[Answer, ...]


@cache
def articles() -> tuple[Ruled, ...]:
    """The 31 articles in their order."""
    return tuple(_ruled(number) for number in range(1, ARTICLES + 1))


def article(number: int) -> Ruled | None:
    """One article, or None for a number outside the regulation."""
    return articles()[number - 1] if 1 <= number <= ARTICLES else None


def count_of_rules() -> int:
    """How many rules the register holds."""
    return sum(len(one.rules) for one in articles())


def _ruled(number: int) -> Ruled:
    own = Article(number)
    return Ruled(
        number=number,
        heading=own.heading,
        chapter=own.chapter_title,
        paragraphs=tuple(own.text.splitlines()),
        rules=tuple(_held(rule) for rule in rules_of(number)),
        answers=tuple(_answer(duty) for duty in all_duties() if duty.article == number),
    )


def _held(rule: Rule) -> Held:
    return Held(
        name=f"{rule.module}.{rule.name}",
        says=rule.says,
        strength=STRENGTH[rule.strength],
        reading=rule.reading or "",
        advice=rule.advice or "",
        unverified=rule.source or "",
    )


def _answer(duty: Duty) -> Answer:
    status, tone = STATUS[duty.status]
    rooms = "、".join(ROOMS[room] for room in duty.rooms)
    return Answer(status, tone, rooms, duty.reason, duty.missing)
