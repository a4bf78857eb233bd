"""What an officer's phone holds: the open visits, and what is still to be chosen or signed in them."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta

from django.db.models import Prefetch, Q, QuerySet

from suiji.catalogue.models import Guide
from suiji.catalogue.queries import guides_of, with_size
from suiji.inspections.models import (
    Divergence,
    Evidence,
    Finding,
    OtherFinding,
    PhoneAct,
    PreCheck,
    Review,
    Sample,
    Scan,
    Sheet,
    Signature,
    Visit,
)
from suiji.inspections.queries.whose import teams_of, visits_of
from suiji.inspections.states import VisitState
from suiji.ledger import Actor
from suiji.organs.days import SHANGHAI
from suiji.tasks.states import TaskState

KEPT_DAYS = 2
"""A signed visit stays on the phone so long, for the officer to see that everything arrived."""
MOST = 400
"""Visits that a phone is given at once."""


def open_divergences(visit: Visit) -> QuerySet[Divergence]:
    """Wordings between which nobody has chosen yet."""
    return visit.divergences.filter(choice__isnull=True)


def for_the_phone(actor: Actor, *, today: date, only: Collection[int] | None = None) -> QuerySet[Visit]:
    """Today's and coming visits of the actor's teams, or some of them, with all that stands there, in few queries."""
    since = datetime.combine(today - timedelta(days=KEPT_DAYS), time(), SHANGHAI)
    open_states = (VisitState.ASSIGNED, VisitState.NOTIFIED, VisitState.ON_SITE)
    fresh = Q(state__in=open_states) | Q(state=VisitState.SIGNED, ended_at__gte=since)
    # Asked for first: among so many joined tables PostgreSQL would look for the teams last, in every open visit.
    teams = list(teams_of(actor).values_list("pk", flat=True))
    chosen = visits_of(actor, teams).exclude(task__state=TaskState.VOID).filter(fresh)
    if only is not None:
        chosen = chosen.filter(pk__in=only)
    findings = Finding.objects.select_related("department", "item_version", "part", "filled_by").order_by(
        "-part__leads", "department__code", "item_version_id"
    )
    waiting = Divergence.objects.filter(choice__isnull=True).select_related("standing_by", "person")
    return (
        chosen.select_related("notice")
        .prefetch_related(
            Prefetch("findings", findings),
            Prefetch("findings__item_version__guides", with_size(Guide.objects.all())),
            Prefetch("findings__samples", Sample.objects.only("finding_id")),
            Prefetch("scans", Scan.objects.only("visit_id", "kind")),
            Prefetch("signatures", Signature.objects.select_related("inspector").defer("drawing")),
            Prefetch("sheets", Sheet.objects.defer("drawing")),
            Prefetch("evidence", Evidence.objects.select_related("department").order_by("pk")),
            Prefetch("divergences", waiting.order_by("pk")),
            Prefetch("pre_checks", PreCheck.objects.all()),
            Prefetch("reviews", Review.objects.all()),
            Prefetch("phone_acts", PhoneAct.objects.only("visit_id", "kind", "captured_at")),
        )
        .order_by("scheduled_on", "pk")[:MOST]
    )


def guides_open_to(actor: Actor) -> QuerySet[Guide]:
    """The guides by which this officer's department works in the officer's own visits (Art. 18)."""
    own = Finding.objects.filter(visit__in=visits_of(actor).values("pk"), department_id=actor.department_id)
    return Guide.objects.filter(department_id=actor.department_id, version__findings__in=own).distinct()


def guides_for(finding: Finding | OtherFinding) -> QuerySet[Guide]:
    """The guides by which the finding's department works on its item."""
    return guides_of(finding.item_version, finding.department_id)


def earlier_by_object(objects: set[int]) -> dict[int, list[Visit]]:
    """The signed visits to each object, the newest first: the pre-check's history (Art. 20(1))."""
    rows = (
        Visit.objects.filter(drawn__object_id__in=objects, state=VisitState.SIGNED)
        .select_related("task", "drawn")
        .prefetch_related(Prefetch("findings", Finding.objects.select_related("department", "item_version")))
        .order_by("-ended_at")
    )
    found: dict[int, list[Visit]] = {}
    for row in rows:
        found.setdefault(row.drawn.object_id, []).append(row)
    return found
