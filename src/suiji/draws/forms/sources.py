"""How the sources of chance are read: what the freeze names, and what came out afterwards (protocol §3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from suiji.draws.models import Ceremony
from suiji.draws.queries.progress import (
    LOTTERIES,
    NUMBER_WAIT,
    Later,
    issue_named,
    later_sources,
    voided_freezes,
)
from suiji.sampling.beacon import read_beacon, round_after
from suiji.sampling.canonical import Unusable
from suiji.sampling.sources import Announced, Beacon, check_pattern, document
from suiji.sampling.strength import check_announced, lottery_of

TERMS = [("10", "10 分钟"), ("30", "30 分钟"), ("60", "1 小时"), ("240", "4 小时"), ("1440", "24 小时")]
NONE, DRAND, OTHER = "none", "drand", "other"
KINDS = [
    (NONE, "不加：只用各方份额"),
    (DRAND, "drand 随机信标：揭示截止后自动取得，可当场核验"),
    ("ssq", "福利彩票双色球开奖号码"),
    ("dlt", "体育彩票大乐透开奖号码"),
    (OTHER, "其他将要公布的号码"),
]
BEACON_MARGIN = 30
"""Seconds between ``reveal_by`` and the round, so that every reveal is in the log before it."""
LARGEST = 10_000


class Freezing(forms.Form):
    """Until when the parties reveal, and what else nobody can know beforehand."""

    minutes = forms.ChoiceField(
        label="揭示份额的时限",
        choices=TERMS,
        initial="30",
        help_text="没有加入公共来源的，逾期未揭示即作废；加入了的，逾期部门按空值计入并公开。",
    )
    kind = forms.ChoiceField(
        label="公共来源",
        choices=KINDS,
        initial=NONE,
        widget=forms.RadioSelect,
        help_text="在揭示截止以后才产生，任何一方都不能预知。只用份额时，最后揭示的一方先看到结果，强度较弱。",
    )
    issue = forms.RegexField(
        r"^[0-9]{5,8}$",
        label="期号",
        required=False,
        help_text="双色球、大乐透填写，例如 2026136。",
        error_messages={"invalid": "期号只写数字，例如 2026136。"},
    )
    what = forms.CharField(
        label="号码名称", required=False, max_length=100, help_text="写明由谁、何时、在哪里公布，哪几位。"
    )
    pattern = forms.CharField(
        label="号码格式",
        required=False,
        max_length=60,
        help_text="每一位的取值和位数，例如六位数字写 [0-9]{6}。",
    )
    announced_at = forms.DateTimeField(
        label="公布时间",
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        help_text="须在揭示截止以后、24 小时以内。到时一日后仍没有公布的，本次抽取作废。",
    )

    def __init__(self, data: QueryDict | None = None, *, ceremony: Ceremony, at: datetime) -> None:
        super().__init__(data)
        self.at = at
        self.again = voided_freezes(ceremony) > 0
        self.untold = ceremony.task.unannounced
        field = self.fields["kind"]
        assert isinstance(field, forms.ChoiceField)
        closed = {NONE: self.again, OTHER: self.untold}
        field.choices = [choice for choice in KINDS if not closed.get(choice[0])]
        if self.again:
            field.initial = DRAND
        if self.untold:
            for name in ("what", "pattern"):
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """A public source that is complete, and comes out when it should."""
        given: dict[str, Any] = super().clean() or {}
        kind = given.get("kind")
        if kind in LOTTERIES and not given.get("issue"):
            self.add_error("issue", "请填写期号。")
        if kind == OTHER:
            self._check_other(given)
        if kind not in {NONE, DRAND} and "minutes" in given:
            self._check_time(given.get("announced_at"))
        return given

    def _check_other(self, given: dict[str, Any]) -> None:
        if not given.get("what"):
            self.add_error("what", "请写明是什么号码、由谁公布。")
        try:
            check_pattern(given.get("pattern", ""))
        except Unusable:
            self.add_error("pattern", "请写成一组或几组方括号，例如 [0-9]{6}。")

    def _check_time(self, announced_at: datetime | None) -> None:
        reveal_by = self.reveal_by()
        if announced_at is None:
            self.add_error("announced_at", "请填写公布时间。")
        elif not reveal_by < announced_at <= reveal_by + NUMBER_WAIT:
            self.add_error("announced_at", "公布时间须在揭示截止以后、24 小时以内；请调整时限或换一期号码。")

    def reveal_by(self) -> datetime:
        """The instant by which every share must be open."""
        return self.at + timedelta(minutes=int(self.cleaned_data["minutes"]))

    def sources(self) -> list[dict[str, Any]]:
        """The public sources as the commitment names them."""
        given = self.cleaned_data
        kind = given["kind"]
        if kind == NONE:
            return []
        if kind == DRAND:
            return [document(round_after(int(self.reveal_by().timestamp()) + BEACON_MARGIN))]
        if kind in LOTTERIES:
            what, pattern = issue_named(kind, given["issue"]), LOTTERIES[kind][1].pattern
        else:
            what, pattern = given["what"], given["pattern"]
        announced_at = given["announced_at"].astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return [document(Announced(what, announced_at, pattern))]


def _later(ceremony: Ceremony, place: int) -> Later | None:
    return next((one for one in later_sources(ceremony) if one.place == place), None)


class Seeing(forms.Form):
    """A number as this witness read it, for themselves."""

    text = forms.CharField(label="公布的号码", max_length=200, strip=True)

    def __init__(self, data: QueryDict | None = None, *, ceremony: Ceremony, place: int) -> None:
        super().__init__(data)
        self.later = _later(ceremony, place)
        self.fields["text"].help_text = f"{self._form()}请按公布机构的公告录入，不要照抄他人录入的内容。"

    def _form(self) -> str:
        if self.later is None or isinstance(self.later.source, Beacon):
            return ""
        lottery = lottery_of(self.later.source)
        if lottery is None:
            return f"格式：{self.later.source.pattern}。"
        groups = "+".join(" ".join(f"{n:02}" for n in range(1, drawn + 1)) for drawn, _ in lottery.balls)
        return f"每个号码两位，从小到大，空格分开，后区用加号连接，例如 {groups}。"

    def clean_text(self) -> str:
        """A number in the form that was fixed before it was known."""
        value: str = self.cleaned_data["text"]
        if self.later is not None and isinstance(self.later.source, Announced):
            try:
                check_announced(self.later.source, value)
            except Unusable:
                raise forms.ValidationError("号码与冻结时约定的格式不符，请核对位数、顺序和间隔。") from None
        return value


class Beaconing(forms.Form):
    """A round of drand as the network serves it, brought as a file where the server cannot reach it."""

    file = forms.FileField(label="信标文件（JSON）", max_length=100)

    def __init__(
        self,
        data: QueryDict | None = None,
        files: Any = None,
        *,
        ceremony: Ceremony,
        place: int,
    ) -> None:
        super().__init__(data, files)
        self.later = _later(ceremony, place)

    def clean(self) -> dict[str, Any]:
        """The round that the commitment names, with a signature that the chain's key made."""
        given: dict[str, Any] = super().clean() or {}
        found = given.get("file")
        if found is None or self.later is None or not isinstance(self.later.source, Beacon):
            return given
        given["content"] = found.read(LARGEST)
        try:
            read_beacon(given["content"], self.later.source)
        except Unusable:
            number = self.later.source.round
            self.add_error("file", f"这不是第 {number} 轮信标，或签名核验不符。请重新下载这一轮的文件。")
        return given
