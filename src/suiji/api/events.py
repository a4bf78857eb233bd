"""事件 — which acts of the ledger other systems are told of, under which scope; all else happens unheard."""

from collections.abc import Mapping
from dataclasses import dataclass

from suiji.api.scopes import Scope


@dataclass(frozen=True, slots=True)
class Kind:
    """An act that is told."""

    label: str
    scope: Scope
    subject: str
    """What the ledger calls its subject."""

    @property
    def resource(self) -> str:
        """The list in which its subject is read."""
        return "exchange/batches" if self.scope is Scope.EXCHANGE else self.scope.value.partition(":")[0]

    def href(self, key: int) -> str:
        """The address under which its subject is read."""
        within = "plans/lines" if self.scope is Scope.PLANS else self.resource
        return f"/api/v1/{within}/{key}"


def _kinds(scope: Scope, subject: str, **acts: str) -> dict[str, Kind]:
    return {act.replace("__", "."): Kind(label, scope, subject) for act, label in acts.items()}


KINDS: Mapping[str, Kind] = {
    **_kinds(
        Scope.ITEMS,
        "catalogue.itemversion",
        catalogue__published="公布抽查事项",
        catalogue__suspended="暂停抽查事项",
        catalogue__resumed="恢复抽查事项",
        catalogue__abolished="废止抽查事项",
    ),
    **_kinds(Scope.PLANS, "plans.planline", plans__published="公示抽查计划", plans__withdrawn="撤回抽查计划"),
    **_kinds(
        Scope.TASKS,
        "tasks.task",
        tasks__countersigned="方案会签完成",
        tasks__confirmed="两库确认完成",
        tasks__objects_drawn="抽取检查对象",
        tasks__dispatched="派发名单",
        tasks__inspectors_drawn="抽取检查人员",
        tasks__voided="任务作废",
    ),
    **_kinds(
        Scope.DRAWS,
        "draws.ceremony",
        draw__committed="冻结名单并承诺",
        draw__resulted="抽取结果",
        draw__confirmed="纪检监察机关签名确认",
        draw__voided="抽取作废",
    ),
    **_kinds(
        Scope.RESULTS,
        "disclosure.publication",
        disclosure__published="公示检查结果",
        disclosure__corrected="更正检查结果",
    ),
    **_kinds(
        Scope.TRANSFERS,
        "followup.followup",
        followup__sent="移送",
        followup__received="签收移送",
        followup__returned="退回移送",
        followup__closed="办结移送",
    ),
    **_kinds(
        Scope.EXCHANGE,
        "exchange.exchangebatch",
        exchange__handed_out="导出交换批次",
        exchange__settled="批次全部有了回执",
        exchange__taken_back="收回交换批次",
    ),
}
"""Act → what it is."""
TOLD = tuple(dict.fromkeys(kind.scope for kind in KINDS.values()))
"""Scopes that have events."""
