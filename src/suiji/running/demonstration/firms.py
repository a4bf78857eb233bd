"""Firms: the real register where one is named, and plainly fictional ones whose codes no real firm can hold."""

import csv
import hashlib
import io
from collections.abc import Iterator

from stdnum.cn import uscc

HEADINGS = ("name", "uscc", "registration_date", "type", "registered_capital", "business_scope", "province", "city", "address", "reg_div_code")  # fmt: skip
DISTRICTS = ("410502", "410503", "410505", "410506", "410522", "410523", "410526", "410527", "410581")
TRADES: tuple[tuple[str, str], ...] = (
    ("宾馆", "住宿服务；正餐服务"), ("酒店", "住宿；餐饮服务"), ("网吧", "互联网上网服务"), ("书店", "图书、报刊零售"),
    ("加油站", "汽油、柴油零售"), ("大药房", "药品零售；医疗器械销售"), ("超市", "食品、日用百货零售"), ("面粉加工厂", "小麦粉加工、销售"),
    ("印刷厂", "包装装潢印刷品印刷"), ("保安服务公司", "门卫、巡逻、守护服务"), ("旅行社", "国内旅游业务"), ("养老院", "养老服务"),
    ("汽车修理厂", "二类机动车维修"), ("驾校", "普通机动车驾驶员培训"), ("化工公司", "化工产品销售（危险化学品凭许可证经营）"), ("建筑公司", "房屋建筑工程施工"),
    ("房地产经纪公司", "房地产经纪服务"), ("人力资源公司", "人力资源服务；劳务派遣"), ("物流公司", "普通货物运输；物流服务"), ("园林公司", "园林绿化工程施工"),
    ("培训学校", "教育咨询；文化培训"), ("消毒服务公司", "餐饮具集中消毒"), ("农资经营部", "化肥、种子、农药零售"), ("美容诊所", "医疗美容服务"),
    ("机械厂", "机械零部件加工"), ("商贸公司", "建材、五金批发零售"), ("科技公司", "软件开发；信息技术服务"), ("食品厂", "糕点生产、销售"),
)  # fmt: skip
WORDS = ("晨星", "青禾", "远山", "白鹭", "秋实", "明溪", "北辰", "云杉", "南枝", "清和", "长风", "澄江", "春野", "雨石", "松间", "月湾", "䶮泉", "禾木", "听涛", "望岳")  # fmt: skip


def fictional_code(number: int) -> str:
    """A code that GB 32100 accepts and GB 11714 refuses: its organisation part ends in a wrong check character."""
    division = DISTRICTS[number % len(DISTRICTS)]
    body = f"MYT{number:05d}"
    right = _organisation_check(body)
    wrong = "0" if right != "0" else "1"
    base = f"91{division}{body}{wrong}"
    return base + str(uscc.calc_check_digit(base))


def _organisation_check(body: str) -> str:
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(weight * int(character, 36) for weight, character in zip(weights, body, strict=True))
    return "0123456789X"[(11 - total % 11) % 11]


def fictional_rows(count: int) -> Iterator[dict[str, str]]:
    """Made-up firms, the same at every call; every name says 演示."""
    for number in range(count):
        trade, scope = TRADES[number % len(TRADES)]
        word = WORDS[number // len(TRADES) % len(WORDS)]
        year = 1995 + number * 7 % 29
        yield {
            "name": f"演示{word}{number:04d}号{trade}",
            "uscc": fictional_code(number),
            "registration_date": f"{year}-{number % 12 + 1:02d}-{number % 28 + 1:02d}",
            "type": "有限责任公司（演示虚构）",
            "registered_capital": "N/A",
            "business_scope": scope,
            "province": "河南",
            "city": "安阳",
            "address": f"安阳市演示区虚构路{number + 1}号",
            "reg_div_code": DISTRICTS[number % len(DISTRICTS)],
        }


def fictional_csv(count: int) -> bytes:
    """The made-up firms as a file, in the form of the real registers."""
    out = io.StringIO()
    writer = csv.DictWriter(out, HEADINGS)
    writer.writeheader()
    writer.writerows(fictional_rows(count))
    return out.getvalue().encode()


def made_up_class(code: str, *, skewed: bool) -> str:
    """A made-up risk class that says nothing about the firm: it depends on a hash of the code alone.

    ``skewed``: made-up firms among real ones are rated worse, so that some are drawn and findings can be shown.
    """
    point = int.from_bytes(hashlib.sha256(f"demonstration class {code}".encode()).digest()[:4], "big") % 100
    if skewed and is_fictional(code):
        return "A" if point < 20 else "B" if point < 45 else "C" if point < 70 else "D"
    return "A" if point < 70 else "B" if point < 90 else "C" if point < 97 else "D"


def is_fictional(code: str) -> bool:
    """True for a code of ours: GB 11714 refuses its organisation part, which holds our mark."""
    return code[8:11] == "MYT"
