"""A file whose term has run out, and a list on its way to the end."""

from dataclasses import dataclass
from datetime import UTC, datetime

from suiji.archive import services
from suiji.archive.models import CaseFile, DestructionList, Retention, Verdict
from suiji.archive.services import Opinion
from suiji.ledger import Actor
from suiji.organs.models import Department
from suiji.organs.roles import Role
from tests.factories.archive import a_case_file, a_complete_visit
from tests.factories.followup import Scene, a_clerk
from tests.factories.organs import an_actor, the_person

SEALED_LONG_AGO = datetime(2015, 6, 10, 2, 0, tzinfo=UTC)
"""Kept ten years: until the last day of 2025."""
NOW = datetime(2026, 6, 20, 2, 0, tzinfo=UTC)


def an_old_file(scene: Scene | None = None, *, retention: Retention = Retention.TEN) -> CaseFile:
    """A sealed file of long ago."""
    scene = scene or a_complete_visit()
    case_file = a_case_file(scene, at=SEALED_LONG_AGO)
    services.archive(case_file=case_file, retention=retention, actor=a_clerk(scene.lead), at=SEALED_LONG_AGO)
    return CaseFile.objects.get(pk=case_file.pk)


@dataclass(frozen=True)
class Hands:
    """Everybody a destruction needs."""

    clerk: Actor
    group: tuple[Actor, ...]
    watchers: tuple[Actor, ...]
    head: Actor


def hands(department: Department) -> Hands:
    """A clerk, two more who appraise, two who watch, and the principal head."""

    def somebody(role: Role, name: str) -> Actor:
        return an_actor(role, department=department, name=name)

    return Hands(
        clerk=somebody(Role.CLERK, "经办"),
        group=(somebody(Role.REVIEWER, "鉴甲"), somebody(Role.DEPUTY_HEAD, "鉴乙")),
        watchers=(somebody(Role.LIBRARIAN, "监甲"), somebody(Role.INSPECTOR, "监乙")),
        head=somebody(Role.PRINCIPAL_HEAD, "主任"),
    )


def a_list(*files: CaseFile, by: Hands, at: datetime = NOW) -> DestructionList:
    """A list just begun."""
    return services.begin_appraisal(
        case_files=files,
        group=[the_person(one) for one in by.group],
        watchers=[the_person(one) for one in by.watchers],
        actor=by.clerk,
        at=at,
    )


def appraised(destruction: DestructionList, *, by: Hands, opinion: Opinion | None = None) -> DestructionList:
    """Every file with its opinion, signed by the whole group."""
    said = opinion or Opinion(Verdict.DESTROY, "已无查考和凭证价值。")
    opinions = {line.pk: said for line in destruction.lines.all()}
    services.write_opinions(destruction=destruction, opinions=opinions, actor=by.clerk, at=NOW)
    for one in (by.clerk, *by.group):
        services.sign_appraisal(destruction=destruction, actor=one, at=NOW)
    return destruction


def approved(destruction: DestructionList, *, by: Hands) -> DestructionList:
    """Handed in and approved."""
    services.submit(destruction=destruction, actor=by.clerk, at=NOW)
    return services.approve(destruction=destruction, opinion="同意销毁。", actor=by.head, at=NOW)


def ready_to_go(*files: CaseFile, by: Hands) -> DestructionList:
    """Appraised, approved and compared by both watchers."""
    destruction = approved(appraised(a_list(*files, by=by), by=by), by=by)
    for one in by.watchers:
        services.check_off(destruction=destruction, actor=one, at=NOW)
    return destruction
