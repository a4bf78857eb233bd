"""抽查比例 — the words of a list read into a rule, or a question where they do not say how many.

Nothing is guessed: words that hold more than was understood become a question, and the words themselves stay.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

WHOLE = 10_000

Times = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class Step:
    """One stretch of a ratio that depends on how many there are."""

    up_to: int | None
    """The last size of the frame it holds for; None for every larger one."""
    min_bp: int | None = None
    min_n: int | None = None


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many are drawn: basis points of the frame, numbers of objects, or steps by the size of the frame."""

    min_bp: int | None = None
    max_bp: int | None = None
    fixed_min: int | None = None
    fixed_max: int | None = None
    min_n: int | None = None
    """At least so many, whatever the ratio gives."""
    steps: tuple[Step, ...] = ()
    by_plan: bool = False
    """The department decided that each plan says how many."""

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "Ratio":
        """A rule as it was stored."""
        given = dict(document)
        return cls(**{**given, "steps": tuple(Step(**step) for step in given.get("steps", ()))})

    def document(self) -> dict[str, Any]:
        """As it is stored: only what it says."""
        plain = {
            name: getattr(self, name)
            for name in ("min_bp", "max_bp", "fixed_min", "fixed_max", "min_n", "by_plan")
            if getattr(self, name) not in (None, False)
        }
        steps = [{"up_to": s.up_to, "min_bp": s.min_bp, "min_n": s.min_n} for s in self.steps]
        return plain | ({"steps": steps} if steps else {})

    def columns(self) -> dict[str, Any]:
        """As the fields of a draft are named."""
        names = ("min_bp", "max_bp", "fixed_min", "fixed_max", "min_n", "by_plan")
        plain = {f"ratio_{name}": getattr(self, name) for name in names}
        return plain | {"ratio_steps": self.document().get("steps", [])}

    @property
    def says_something(self) -> bool:
        """True of a rule that a plan can be held to."""
        return bool(self.document())

    def words(self) -> str:
        """The rule in plain words."""
        if self.by_plan:
            return "由年度抽查计划确定"
        if self.steps:
            return "；".join(_step_words(step) for step in self.steps)
        parts = [
            _between(self.min_bp, self.max_bp, _percent),
            _between(self.fixed_min, self.fixed_max, _firms),
        ]
        parts.append(f"不少于 {self.min_n} 户" if self.min_n else "")
        return "，".join(part for part in parts if part)

    def least(self, frame: int) -> int:
        """The fewest to be drawn of a frame of this size; a part of one counts as one."""
        for step in self.steps:
            if step.up_to is None or frame <= step.up_to:
                return min(frame, max(_ceiling(frame, step.min_bp), step.min_n or 0))
        return min(frame, max(_ceiling(frame, self.min_bp), self.fixed_min or 0, self.min_n or 0))


@dataclass(frozen=True, slots=True)
class Question:
    """Words that do not say how many, and what was understood of them."""

    words: str
    why: str
    understood: str = ""


def _ceiling(frame: int, bp: int | None) -> int:
    return 0 if bp is None else -(-frame * bp // WHOLE)


def _percent(bp: int) -> str:
    whole, rest = divmod(bp, 100)
    return f"{whole}.{rest:02d}".rstrip("0") + " %" if rest else f"{whole} %"


def _firms(number: int) -> str:
    return f"{number} 户"


def _between(least: int | None, most: int | None, show: Callable[[int], str]) -> str:
    if least is None:
        return "" if most is None else f"不超过 {show(most)}"
    if most is None:
        return "全部" if show is _percent and least == WHOLE else f"不低于 {show(least)}"
    return show(least) if least == most else f"{show(least)} 至 {show(most)}"


def _step_words(step: Step) -> str:
    amount = " 且 ".join(
        word
        for word in (
            f"不低于 {_percent(step.min_bp)}" if step.min_bp is not None else "",
            f"不少于 {step.min_n} 户" if step.min_n is not None else "",
        )
        if word
    )
    return f"{step.up_to} 户及以下{amount}" if step.up_to is not None else f"超过的{amount}"


_NUMBER = r"(\d+(?:\.\d+)?)"
_SHARE = _NUMBER + r"([%‰])"
_UNIT = r"(?:家|户|所|个|批次|批|处|台|座|件|人|辆)"
_LEAST = r"(?:不低于|不少于|不得低于|不得少于|至少|大于等于|≥|>=)"
_MOST = r"(?:不超过|不高于|不得超过|不多于|至多|小于等于|≤|<=)"
_FILLER = re.compile(
    r"抽查比例|检查比例|抽取比例|抽查|抽取|抽|检查|比例|按照|按|总数的|总户数的|辖区内?|本辖区|全市|"
    r"(?:省|市|县|区)级?局|的|为|每年度?|年度|对象|[:,。;、\s]"
)
_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Ratio]], ...] = (
    (re.compile(rf"^{_NUMBER}[%]?-{_SHARE}$"), lambda m: Ratio(_bp(m[1], m[3]), _bp(m[2], m[3]))),
    (re.compile(rf"^{_NUMBER}‰-{_NUMBER}(‰)$"), lambda m: Ratio(_bp(m[1], m[3]), _bp(m[2], m[3]))),
    (re.compile(rf"^{_LEAST}{_SHARE}{_MOST}{_SHARE}$"), lambda m: Ratio(_bp(m[1], m[2]), _bp(m[3], m[4]))),
    (
        re.compile(rf"^{_LEAST}?{_SHARE}(?:且|并且)?{_LEAST}(\d+){_UNIT}$"),
        lambda m: Ratio(_bp(m[1], m[2]), min_n=int(m[3])),
    ),
    (re.compile(rf"^{_LEAST}{_SHARE}(?:以上)?$"), lambda m: Ratio(_bp(m[1], m[2]))),
    (re.compile(rf"^{_SHARE}以上$"), lambda m: Ratio(_bp(m[1], m[2]))),
    (re.compile(rf"^{_MOST}{_SHARE}$"), lambda m: Ratio(max_bp=_bp(m[1], m[2]))),
    (re.compile(rf"^{_SHARE}(?:以下|以内)$"), lambda m: Ratio(max_bp=_bp(m[1], m[2]))),
    (re.compile(rf"^{_SHARE}$"), lambda m: Ratio(_bp(m[1], m[2]))),
    (re.compile(r"^(?:100%)?全(?:覆盖|部)$"), lambda _: Ratio(WHOLE)),
    (re.compile(rf"^(\d+){_UNIT}?-(\d+){_UNIT}$"), lambda m: Ratio(fixed_min=int(m[1]), fixed_max=int(m[2]))),
    (re.compile(rf"^{_LEAST}(\d+){_UNIT}$"), lambda m: Ratio(min_n=int(m[1]))),
    (re.compile(rf"^{_MOST}(\d+){_UNIT}$"), lambda m: Ratio(fixed_max=int(m[1]))),
    (re.compile(rf"^(\d+){_UNIT}$"), lambda m: Ratio(fixed_min=int(m[1]), fixed_max=int(m[1]))),
)
_STEPS = re.compile(
    rf"^(\d+){_UNIT}?(?:及|\(含\)|含)?以下{_LEAST}?(?:{_SHARE}|(\d+){_UNIT})"
    rf"(?:超过|大于|多于)\1{_UNIT}?(?:以上)?{_LEAST}?(?:{_SHARE}|(\d+){_UNIT})$"
)


def read_ratio(words: str) -> Ratio | Question:
    """The rule that the words state, or a question. The same words always give the same answer."""
    plain = _plain(words)
    if not plain:
        return Question(words, "没有填写抽查比例")
    if re.fullmatch(r"0?\.\d+|1(?:\.0+)?", plain):
        return Question(words, "没有写明单位，可能是百分比被表格存成了小数")
    bare = _FILLER.sub("", plain)
    if found := _STEPS.match(bare):
        return _steps(found)
    for pattern, rule in _PATTERNS:
        if found := pattern.match(bare):
            return _possible(rule(found), words)
    return Question(
        words, "没有写明比例或户数" if not re.search(r"\d", plain) else "文字中还有别的条件", _part(bare)
    )


def _plain(words: str) -> str:
    text = unicodedata.normalize("NFKC", words).strip()
    text = text.replace("﹪", "%").replace("百分之百", "100%").replace("千分之", "‰之")
    text = re.sub(r"百分之(\d+(?:\.\d+)?)", r"\1%", text)
    text = re.sub(r"‰之(\d+(?:\.\d+)?)", r"\1‰", text)
    return re.sub(r"\s*(?:[-–—~～―]|至|到)+\s*(?=\d)", "-", text)


def _bp(number: str, mark: str) -> int:
    whole, _, rest = number.partition(".")
    digits = int(whole + (rest + "00")[:2])
    return digits if mark == "%" else digits // 10


def _steps(found: re.Match[str]) -> Ratio:
    size, share, mark, number, more_share, more_mark, more = found.groups()
    return Ratio(
        steps=(
            Step(int(size), _bp(share, mark) if share else None, int(number) if number else None),
            Step(None, _bp(more_share, more_mark) if more_share else None, int(more) if more else None),
        )
    )


def _possible(rule: Ratio, words: str) -> Ratio | Question:
    shares = [bp for bp in (rule.min_bp, rule.max_bp) if bp is not None]
    numbers = [n for n in (rule.fixed_min, rule.fixed_max) if n is not None]
    if any(bp > WHOLE for bp in shares) or shares != sorted(shares) or numbers != sorted(numbers):
        return Question(words, "比例超过 100 %，或者下限高于上限")
    return rule


def _part(bare: str) -> str:
    found = re.search(rf"{_LEAST}{_SHARE}", bare) or re.search(rf"{_MOST}{_SHARE}", bare)
    return found[0] if found else ""


_TIMES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Times]], ...] = (
    (re.compile(rf"^每年{_LEAST}(\d+)次$"), lambda m: (int(m[1]), None)),
    (re.compile(rf"^每年{_MOST}(\d+)次$"), lambda m: (None, int(m[1]))),
    (re.compile(r"^每年(\d+)-(\d+)次$"), lambda m: (int(m[1]), int(m[2]))),
    (re.compile(r"^每年(\d+)次$"), lambda m: (int(m[1]), int(m[1]))),
    (re.compile(r"^(\d+)-(\d+)次/?(?:每)?年$"), lambda m: (int(m[1]), int(m[2]))),
    (re.compile(r"^(\d+)次/?(?:每)?年$"), lambda m: (int(m[1]), int(m[1]))),
    (re.compile(r"^每(?:季度|季)(\d+)次$"), lambda m: (4 * int(m[1]), 4 * int(m[1]))),
    (re.compile(r"^每半年(\d+)次$"), lambda m: (2 * int(m[1]), 2 * int(m[1]))),
    (re.compile(r"^每月(\d+)次$"), lambda m: (12 * int(m[1]), 12 * int(m[1]))),
)
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")


def read_frequency(words: str) -> Times:
    """Least and most times a year, as far as the words say it; both None where they do not."""
    text = _plain(words).replace("两次", "2次").replace("—", "-")
    text = re.sub(r"([一二三四五六七八九])(?=次)", lambda m: m[1].translate(_DIGITS), text)
    text = re.sub(r"组织|抽查|检查|开展|进行|[\s。,;]", "", text).replace("年度", "年")
    for pattern, times in _TIMES:
        if found := pattern.match(text):
            return times(found)
    return None, None
