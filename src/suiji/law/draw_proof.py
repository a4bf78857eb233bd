"""Who vouches for a draw: the auditor's signature before names appear; who may open a sealed key (Art. 5, 15)."""

from suiji.law.register import rule


@rule(
    article=5,
    says="全程运行透明、痕迹可查",
    reading="R55",
    advice="请等待纪检监察机关核验并签名确认；确认以前不公布名单。",
)
def names_follow_confirmation(*, demanded: bool, confirmed: bool) -> bool:
    """Where the frozen list announced it, names appear only after the auditor has signed."""
    return confirmed or not demanded


@rule(
    article=5,
    says="全程运行透明、痕迹可查",
    reading="R55",
    advice="请由没有操作、见证本次抽取，也不在发起部门任职的纪检监察人员签名。",
)
def auditor_is_independent(*, auditor: int, hands: frozenset[int], same_department: bool) -> bool:
    """Who confirms a draw neither operated nor witnessed it and does not sit in the department that led it."""
    return auditor not in hands and not same_department


@rule(
    article=5,
    says="痕迹可查、效果可评",
    reading="R55",
    advice="请先重放整次抽取；重放一致才能签名确认，不一致的请签名拒绝并写明理由。",
)
def confirmation_follows_check(*, confirms: bool, holds: bool | None) -> bool:
    """An auditor signs after a check on record: yes only where it held, no whatever it found."""
    return holds is not None and (holds or not confirms)


@rule(
    article=5,
    says="责任可追",
    reading="R55",
    advice="拒绝确认须写明理由；理由会公开，请不要写入企业类别等内部信息。",
)
def refusal_has_reason(*, confirms: bool, reason: str) -> bool:
    """An auditor who refuses a result says why, in public."""
    return confirms or bool(reason.strip())


@rule(
    article=20,
    says="不得向检查对象透露情况",
    reading="R153",
    advice="本任务不宜告知，会立即公开的内容只能选用系统列出的说法；双色球、大乐透和 drand 以外的号码不能作为来源。",
)
def untold_words_are_coded(*, unannounced: bool, coded: bool) -> bool:
    """What becomes public at once of a task that must not be announced are coded words, never somebody's own."""
    return coded or not unannounced


@rule(
    article=15,
    says="派发至承担具体检查工作的有关部门",
    reading="R55",
    advice="纪检监察机关拒绝确认本次抽取结果，名单不能派发；请查明原因，或申请任务整体作废。",
)
def refused_list_is_not_dispatched(*, refused: bool) -> bool:
    """A list that the auditor refused goes nowhere."""
    return not refused


@rule(
    article=25,
    says="应当依法依规使用市场主体和执法检查人员信息",
    reading="R56",
    advice="请指定三个不同机构的人员分持密钥。",
)
def keepers_are_of_three_organs(*, organs: frozenset[int]) -> bool:
    """The three shares of a sealed key lie with three different organs."""
    return len(organs) == 3


@rule(
    article=25,
    says="应当依法依规使用市场主体和执法检查人员信息",
    reading="R56",
    advice="密钥由三方分持，请两名持有人先在“我的密钥分片”交回分片。",
)
def split_key_needs_two_keepers(*, kept_here: bool, returned: int) -> bool:
    """A key of which the house keeps no copy is used only once two keepers have brought their shares."""
    return kept_here or returned >= 2
