"""核验说明 — what the independent check says, line by line, in the words of those who must understand it."""

import re

LINES = (
    (r"Task (.+), ceremony (\w+), commitment (\w{16})\w*\.", "任务 {0}，仪式编号 {1}，承诺 {2}……"),
    (r"Source: drand round (\d+), 256 bits\.", "来源：随机信标 drand 第 {0} 轮，256 位，签名核验无误。"),
    (r"Source: (.+) DEFAULTED and counts as nothing\.", "来源：{0}没有揭示份额，按空值计入。"),
    (r"Source: the share of (.+), 256 bits\.", "来源：{0}的份额，256 位，与事先提交的校验值相符。"),
    (r"Source: (.+), (?:by its pattern at most )?(\d+) bits\.", "来源：{0}，至多 {1} 位。"),
    (r"Weaker level: .+", "强度较弱：只用了各方份额，最后揭示的一方先看到结果。"),
    (r"The seed follows from its sources\.", "种子确由这些来源算出。"),
    (r"The (\d+) names are those whose hash .+", "{0} 个名字与抽取时登记的校验值相符。"),
    (r"The assignment of inspectors is sealed; .+", "人员分组是密封的，凭密钥核对的结果见后。"),
    (r"The draw was repeated over (\d+) lots in (\d+) strata: the same (\d+) are drawn\.",
     "在 {0} 个签号、{1} 个分组上重抽一遍，抽出的 {2} 个签号相同。"),
    (r"The lots are sealed; .+ of (\d+) in the frame\.", "签号是密封的，名单 {0} 户；凭密钥核对的结果见后。"),
    (r"Opened, committed, revealed, drawn, in this order in the log (.+): .+",
     "开启、承诺、揭示、抽取在公开日志里依次发生。日志的验证公钥 {0}，请与您手上的核对。"),
    (r"The order of events is unproven: .+", "没有公开日志的证明，先后次序无从核对。"),
    (r"The auditor has not signed yet; .+", "这次重放不涉及签名；签名确认以前，名单不公布。"),
    (r"Confirmed by (.+), key (\w+).*", "{0}已经签名确认，公钥 {1}。"),
    (r"Audit: key, (\d+) members, exclusions, quotas, lots and (\d+) names agree\.",
     "凭密钥核对：名单 {0} 户、排除、名额、签号和抽中的 {1} 户全部一致。"),
    (r"Audit: staffing, bands and assignment of (\d+) teams agree\.",
     "凭密钥核对：{0} 个小组可以参加的人员、负荷的上下限和分组全部一致。"),
    (r"Verified \(.+\)\.", "核验通过。"),
    (r"(组长依据的.+)", "{0}"),
)  # fmt: skip
"""What the check says, and what it means. The check itself speaks English, as it does to everybody."""


def in_chinese(words: str) -> list[str]:
    """The lines of a check that are understood here; what else it says stands in its own words beside them."""
    return [meant for said in words.splitlines() if (meant := _meant(said))]


def _meant(said: str) -> str:
    """By the first line that fits: the general ones stand after the particular."""
    found = ((re.fullmatch(line, said), meant) for line, meant in LINES)
    return next((meant.format(*match.groups()) for match, meant in found if match), "")
