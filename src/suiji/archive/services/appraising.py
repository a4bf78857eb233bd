"""鉴定 — a group says of every file on a list whether it is worth keeping (Art. 27, reading R110)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from suiji.archive.models import Appraiser, CaseFile, DestructionList, ListedFile, Verdict, Watcher
from suiji.archive.queries import appraisal_of, kept_until
from suiji.archive.queries.destroying import UNDER_WAY
from suiji.archive.states import CaseFileState, DestructionState
from suiji.inspections.queries import lead_of
from suiji.law import require
from suiji.law.confidence import (
    appraised_by_a_group,
    destruction_is_watched,
    file_is_at_rest,
    term_has_run_out,
)
from suiji.law.general import steps_in_order
from suiji.ledger import Actor, NotYours, Stale
from suiji.ledger.services import hold, lock, move, record
from suiji.organs.days import day_of
from suiji.organs.doors import require_role
from suiji.organs.models import Department, Person
from suiji.organs.roles import Role


@dataclass(frozen=True, slots=True)
class Opinion:
    """What the group says of one file."""

    verdict: Verdict
    words: str
    keep_until: date | None = None


@transaction.atomic
def begin_appraisal(
    *,
    case_files: Iterable[CaseFile],
    group: Iterable[Person],
    watchers: Iterable[Person],
    actor: Actor,
    at: datetime,
) -> DestructionList:
    """A list of files whose terms have run out, with its group and its watchers; the clerk is of the group."""
    require_role(actor, Role.CLERK)
    files = [_ripe(case_file, actor, at) for case_file in case_files]
    require(steps_in_order, allowed=bool(files))
    people = {actor.id} | {person.pk for person in _own(group, actor)}
    watching = {person.pk for person in _own(watchers, actor)} - {actor.id}
    require(appraised_by_a_group, members=len(people))
    require(destruction_is_watched, watchers=len(watching))
    destruction = DestructionList.objects.create(
        state=DestructionList.machine.initial,
        department_id=actor.department_id,
        number=_number(actor, at),
        clerk_id=actor.id,
        opened_at=at,
    )
    ListedFile.objects.bulk_create(ListedFile(destruction=destruction, case_file=row) for row in files)
    Appraiser.objects.bulk_create(Appraiser(destruction=destruction, person_id=pk) for pk in sorted(people))
    Watcher.objects.bulk_create(Watcher(destruction=destruction, person_id=pk) for pk in sorted(watching))
    record(
        destruction,
        "archive.appraisal_begun",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}对 {len(files)} 卷到期案卷开始鉴定，编制{destruction}。",
        facts={"files": [row.number for row in files], "group": len(people), "watchers": len(watching)},
    )
    return destruction


def _ripe(case_file: CaseFile, actor: Actor, at: datetime) -> CaseFile:
    case_file = lock(case_file)
    require_role(actor, Role.CLERK, department_id=lead_of(case_file.visit).pk)
    require(steps_in_order, allowed=case_file.state == CaseFileState.ARCHIVED)
    require(term_has_run_out, keep_until=kept_until(case_file), on=day_of(at))
    if case_file.appraisals.filter(destruction__state__in=UNDER_WAY).exists():
        raise Stale(f"{case_file}已经列在另一份正在办理的销毁清册上。")
    return case_file


def _own(people: Iterable[Person], actor: Actor) -> list[Person]:
    found = list(people)
    if any(person.department_id != actor.department_id for person in found):
        raise NotYours("鉴定组成员和监销人由本部门人员担任。")
    return found


def _number(actor: Actor, at: datetime) -> str:
    # Lists of one department are numbered one after the other; the department's row keeps two clerks apart.
    Department.objects.select_for_update(of=("self",)).get(pk=actor.department_id)
    year = day_of(at).year
    mine = DestructionList.objects.filter(department_id=actor.department_id)
    return f"档销〔{year}〕{mine.filter(number__startswith=f'档销〔{year}〕').count() + 1}号"


@transaction.atomic
def write_opinions(
    *, destruction: DestructionList, opinions: Mapping[int, Opinion], actor: Actor, at: datetime
) -> DestructionList:
    """The group's opinion of each file, by line. A word that changes lets the signatures under the old ones lapse."""
    destruction = lock(destruction)
    require_role(actor, Role.CLERK, department_id=destruction.department_id)
    require(steps_in_order, allowed=destruction.state == DestructionState.APPRAISING)
    for line in destruction.lines.filter(pk__in=opinions).select_related("case_file"):
        said = opinions[line.pk]
        kept = said.verdict == Verdict.KEEP
        # A file is kept beyond today and beyond its old term; otherwise "kept" would mean nothing.
        later = said.keep_until is not None and said.keep_until > day_of(at)
        require(steps_in_order, allowed=later or not kept)
        line.verdict, line.opinion = said.verdict, said.words.strip()
        line.keep_until = said.keep_until if kept else None
        line.save(update_fields=["verdict", "opinion", "keep_until"])
    record(
        destruction,
        "archive.appraised",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}写入{destruction}的鉴定意见 {len(opinions)} 卷。",
        facts={"sha256": appraisal_of(destruction).sha256},
    )
    return destruction


@transaction.atomic
def sign_appraisal(*, destruction: DestructionList, actor: Actor, at: datetime) -> Appraiser:
    """One of the group signs every opinion as it stands."""
    destruction = lock(destruction)
    place = destruction.appraisers.filter(person_id=actor.id).first()
    if place is None:
        raise NotYours("鉴定意见由鉴定组成员签署。")
    appraisal = appraisal_of(destruction)
    require(steps_in_order, allowed=destruction.state == DestructionState.APPRAISING and appraisal.is_written)
    place.signed_sha256, place.signed_at = appraisal.sha256, at
    place.save(update_fields=["signed_sha256", "signed_at"])
    record(
        destruction,
        "archive.appraisal_signed",
        actor=actor,
        at=at,
        sentence=f"{actor.department_name}{actor.name}签署{destruction}的鉴定意见。",
        facts={"sha256": appraisal.sha256},
    )
    return place


@transaction.atomic
def submit(*, destruction: DestructionList, actor: Actor, at: datetime) -> DestructionList:
    """To the principal head, once every file has its opinion and the whole group has signed it."""
    destruction = hold(destruction)
    require_role(actor, Role.CLERK, department_id=destruction.department_id)
    appraisal = appraisal_of(destruction)
    members = len(appraisal.signed) if appraisal.all_signed and appraisal.is_written else 0
    require(appraised_by_a_group, members=members)
    require(file_is_at_rest, open_matters=sum(len(row.obstacles) for row in appraisal.obstructed))
    destruction.content_sha256 = appraisal.sha256
    destruction.save(update_fields=["content_sha256"])
    move(destruction, DestructionState.SUBMITTED, actor=actor, at=at, facts={"sha256": appraisal.sha256})
    return destruction


@transaction.atomic
def withdraw(*, destruction: DestructionList, because: str, actor: Actor, at: datetime) -> DestructionList:
    """The list is given up; its files stay as they are and may be appraised anew."""
    destruction = hold(destruction)
    require_role(actor, Role.CLERK, Role.PRINCIPAL_HEAD, department_id=destruction.department_id)
    move(destruction, DestructionState.WITHDRAWN, actor=actor, at=at, because=because.strip())
    return destruction
