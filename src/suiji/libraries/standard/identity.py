"""公民身份号码 (GB 11643) — what a number says of itself, and why one is refused. A fault never repeats the number."""

import re
from dataclasses import dataclass
from datetime import date

from stdnum import numdb
from stdnum.cn import ric
from stdnum.exceptions import InvalidComponent

from suiji.libraries.standard.cells import Fault

_FORM = re.compile(r"\d{17}[\dX]")
_OLD = re.compile(r"\d{15}")
_MOBILE = re.compile(r"1[3-9]\d{9}")
_LANDLINE = re.compile(r"(0\d{2,3})-?(\d{7,8})")
MALE, FEMALE = "1", "2"
YOUNGEST, OLDEST = 16, 100


@dataclass(frozen=True, slots=True)
class Identity:
    """A number that is sound."""

    number: str
    birthplace: str
    """Six digits; the division may have been abolished long ago."""
    born_on: date
    sex: str


def identity(text: str, *, today: date) -> Identity:
    """The number with the date and sex it states; raises ``Fault``."""
    number = text.replace(" ", "").upper()
    if _OLD.fullmatch(number):
        raise Fault("是 15 位的旧号码，2013 年起已停用，请填 18 位的公民身份号码")
    if not _FORM.fullmatch(number):
        raise Fault("不是 18 位的公民身份号码；单元格若为数字格式，末几位会变成 0，请改为文本")
    try:
        born_on = ric.get_birth_date(number)
    except InvalidComponent:
        raise Fault("公民身份号码中的出生日期不存在") from None
    if number[-1] != ric.calc_check_digit(number):
        raise Fault("公民身份号码的校验码不符（GB 11643），请核对是否抄错")
    if not YOUNGEST <= (today - born_on).days // 365 <= OLDEST:
        raise Fault("公民身份号码中的出生日期不合常理，请核对")
    return Identity(number, number[:6], born_on, MALE if int(number[16]) % 2 else FEMALE)


def birthplace_is_known(code: str, regions: frozenset[str]) -> bool:
    """True for a division of our table, or of any earlier one.

    A number keeps the code of the day it was given, which may be long after the birth and before a merger. So the
    years that python-stdnum compares with the birth are not asked, only whether there ever was such a division.
    """
    return code in regions or any("county" in facts for _, facts in numdb.get("cn/loc").info(code))


def phone(text: str) -> str:
    """A mobile number, or a landline with its area code; raises ``Fault``."""
    number = re.sub(r"[\s()（）]", "", text).removeprefix("+86")
    if _MOBILE.fullmatch(number):
        return number
    if found := _LANDLINE.fullmatch(number):
        return found[1] + found[2]
    raise Fault("不是手机号码，也不是带区号的固定电话；单元格若为数字格式，请改为文本")
