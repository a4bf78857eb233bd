"""监督确认 — how a result stands with the auditor: waiting, late, confirmed or refused; whose keys count (R55)."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from suiji import law
from suiji.draws.models import Attestation, AuditorKey, Ceremony, DrawKind, Verdict
from suiji.draws.states import CeremonyState
from suiji.law.workdays import Calendar, Deadline, add_workdays
from suiji.ledger import Actor
from suiji.ledger.leaf import instant
from suiji.ledger.models import Entry
from suiji.ledger.queries import history
from suiji.organs.days import day_of
from suiji.organs.queries import calendar
from suiji.sampling.canonical import sha256

CONFIRM_WITHIN = 3
"""Working days after the draw in which the auditor signs (R55)."""
REPLAYED, CONFIRMED, REFUSED = "draw.replayed", "draw.confirmed", "draw.confirmation_refused"
LATE = "draw.confirmation_late"
CODED_REFUSALS = (
    "重做抽取，结果不一致。",
    "名单与签号不一致。",
    "冻结的名单与确认过的名录库不一致。",
    "纳入或者排除没有依据。",
    "应当回避的人员参与了抽取。",
    "抽取程序不合规定，详见核验记录。",
)
"""What an auditor may say of an unannounced task's list: the signed words are public at once (R153)."""
KEY_REGISTERED, KEY_WITHDRAWN = "draw.auditor_key_registered", "draw.auditor_key_withdrawn"


def names_wait_here() -> bool:
    """True where this installation has an auditor, whose signature names wait for."""
    return bool(settings.ENVIRONMENT.auditor == "required")


def confirmed(ceremony: str) -> Q:
    """True of rows whose names the auditor has opened, or that wait for none. ``ceremony`` leads to the ceremony."""
    path = f"{ceremony}__" if ceremony else ""
    yes = Attestation.objects.filter(ceremony=OuterRef(ceremony or "pk"), verdict=Verdict.CONFIRMED)
    return Q(**{f"{path}freeze__awaits_auditor": False}) | Q(Exists(yes))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a result stands with the auditor."""

    demanded: bool
    newest: Attestation | None
    due: Deadline | None
    """By when the auditor signs; None before there is a result, or where nobody signs."""

    @property
    def is_confirmed(self) -> bool:
        """True once an auditor has signed for the result."""
        return self.newest is not None and self.newest.verdict == Verdict.CONFIRMED

    @property
    def is_refused(self) -> bool:
        """True while the auditor's last word is no."""
        return self.newest is not None and self.newest.verdict == Verdict.REFUSED

    @property
    def names_open(self) -> bool:
        """True when names may be shown."""
        return law.draw_proof.names_follow_confirmation(demanded=self.demanded, confirmed=self.is_confirmed)

    @property
    def waits(self) -> bool:
        """True while nobody has signed."""
        return self.demanded and self.due is not None and self.newest is None

    def is_late(self, today: date) -> bool:
        """True once the term is over and nobody has signed."""
        return self.waits and self.due is not None and today > self.due.on


def standing_of(ceremony: Ceremony) -> Standing:
    """The ceremony's standing; its freeze and result should be at hand."""
    freeze, result = getattr(ceremony, "freeze", None), getattr(ceremony, "result", None)
    if freeze is None or not freeze.awaits_auditor:
        return Standing(False, None, None)
    newest = ceremony.confirmations.select_related("key").order_by("-pk").first()
    return Standing(True, newest, None if result is None else due_after(result.drawn_at))


def due_after(drawn_at: datetime, days: Calendar | None = None) -> Deadline:
    """The last day for the auditor's signature on a list of that moment."""
    return add_workdays(day_of(drawn_at), CONFIRM_WITHIN, days or calendar())


def unsigned() -> QuerySet[Ceremony]:
    """Drawn lists that wait for an auditor's yes, refused ones among them, the oldest first."""
    waiting = Ceremony.objects.filter(
        ~confirmed(""), state=CeremonyState.RESULTED, kind=DrawKind.OBJECTS, freeze__awaits_auditor=True
    )
    return waiting.select_related("task__initiator", "freeze", "result").order_by("pk")


def keys_in_use() -> QuerySet[AuditorKey]:
    """Keys that confirm today, the oldest first."""
    return AuditorKey.objects.filter(withdrawal=None).order_by("pk")


def every_key() -> QuerySet[AuditorKey]:
    """All keys there ever were, the newest first."""
    return AuditorKey.objects.select_related("person", "withdrawal").order_by("-pk")


def keys_to_withdraw(actor: Actor) -> QuerySet[AuditorKey]:
    """The keys of this auditor's own organ that still confirm."""
    return keys_in_use().filter(person__department_id=actor.department_id).select_related("person")


def keys_of(actor: Actor) -> list[AuditorKey]:
    """The keys this auditor may sign with."""
    return list(keys_in_use().filter(person_id=actor.id))


def last_check(ceremony: Ceremony) -> Entry | None:
    """The newest replay of the draw that is on record."""
    return history(ceremony).filter(act=REPLAYED).order_by("-pk").first()


def statement_of(
    ceremony: Ceremony, key: AuditorKey, check: Entry, *, verdict: str, because: str, at: datetime
) -> dict[str, str]:
    """What an auditor signs: every member is a text."""
    return {
        "auditor": key.auditor,
        "because": because,
        "ceremony": ceremony.ceremony,
        "commitment_sha256": ceremony.freeze.commitment_sha256,
        "report_sha256": report_sha256(check),
        "result_sha256": ceremony.result.result_sha256,
        "signed_at": instant(at),
        "verdict": verdict,
    }


def report_sha256(check: Entry) -> str:
    """The hash of a check's own words."""
    return sha256(str(check.facts["words"]).encode()).hex()
