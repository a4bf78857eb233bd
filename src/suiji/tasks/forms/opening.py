"""How opening balances are read against the library of objects (Art. 10)."""

from dataclasses import replace
from typing import Any

from django import forms

from suiji.libraries.queries import codes_by_number
from suiji.plans.forms import BalanceForm
from suiji.plans.services import OpeningRow


class OpeningForm(BalanceForm):
    """A file of opening balances. Every number is the library's, or somebody has seen that it is not."""

    keep_unknown = forms.BooleanField(
        label="名录库里没有的代码，按原样导入",
        required=False,
        help_text="以后名录库里出现同一代码的对象时，次数才算数；写错的代码永远不算。先不勾选，看一看有哪些。",
    )

    def clean(self) -> dict[str, Any]:
        """An old registration number becomes the code the object is kept under; unknown ones are named."""
        given: dict[str, Any] = super().clean() or {}
        if self.balance is None or self.balance.troubles:
            return given
        numbers = {row.object_code for row in self.balance.rows if row.object_code}
        known = codes_by_number(numbers | {number.upper() for number in numbers})
        found = {number: known.get(number) or known.get(number.upper(), set()) for number in numbers}
        if several := sorted(number for number, codes in found.items() if len(codes) > 1):
            self.add_error(
                "file",
                f"注册号 {'、'.join(several[:20])} 在名录库中不止一户，请在文件里改用统一社会信用代码。",
            )
        unknown = sorted(number for number, codes in found.items() if not codes)
        if unknown and not given.get("keep_unknown"):
            self.add_error("file", _unknown(unknown))
        self.balance.rows[:] = [_resolved(row, found) for row in self.balance.rows]
        return given


def _unknown(numbers: list[str]) -> str:
    more = f"等 {len(numbers)} 个" if len(numbers) > 20 else f"，共 {len(numbers)} 个"
    return (
        f"名录库中没有这些代码：{'、'.join(numbers[:20])}{more}。没有对象，次数就算不到任何一户头上。"
        "请更正代码，或者先更新名录库；确实要先导入的，请勾选下面的“按原样导入”。"
    )


def _resolved(row: OpeningRow, found: dict[str, set[str]]) -> OpeningRow:
    codes = found.get(row.object_code)
    if not row.object_code:
        return row
    return replace(row, object_code=min(codes) if codes else row.object_code.upper())
