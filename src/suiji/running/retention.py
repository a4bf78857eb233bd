"""保存期限 — which data about people lie where, for how long, and what ends them (个人信息保护法 Art. 19, 47; R182).

The one table of them: a test compares it with every sealed column of the house and with ``docs/security.md``.
"""

from dataclasses import dataclass
from datetime import timedelta

from suiji.accounts.services.entering import KEPT as LOG_INS
from suiji.libraries.services.retaining import LATE, SOON

DAY = timedelta(days=1)
NIGHTLY = "the worker at night"


@dataclass(frozen=True, slots=True)
class Kept:
    """One kind of data about people."""

    what: str
    columns: tuple[str, ...]
    """``table.column``, every one of them."""
    lies: str
    """How it lies in the house."""
    term: str
    ends: str
    """What ends it, in the house itself; nobody has to think of it."""


def _days(term: timedelta) -> str:
    return "thirty-six months" if term == LATE == LOG_INS else f"{term // DAY} days"


TABLE = (
    Kept("log-ins and failures: name, address, browser", ("axes_accesslog.ip_address", "axes_accesslog.user_agent",
         "axes_accessfailurelog.ip_address", "axes_accessfailurelog.user_agent", "axes_accessattempt.ip_address"),
         "clear; nobody but a function of the owner's changes or deletes", _days(LOG_INS) + " (R121)", NIGHTLY),
    Kept("sessions, counts of tries by address", ("usersessions_usersession.ip", "organs_sendingcount.key",
         "voices_attempt.key", "voices_passcode.digest"),
         "clear; fingerprints", "hours; a day", NIGHTLY),
    Kept("officers' identity numbers and telephones", ("libraries_inspector.identity_number",
         "libraries_inspector.identity_mark", "libraries_inspector.phone"),
         "sealed, masked on pages, opened one at a time for a reason, on record (R122)",
         f"while in post, and {_days(SOON)} after leaving", NIGHTLY),
    Kept("that an officer was ill", ("libraries_absence.kind",),
         "clear, to the officer's department", f"{_days(SOON)} after the return", NIGHTLY),
    Kept("whom an officer must not meet", ("libraries_recusal.party",), "sealed",
         f"{_days(LATE)} after its end, its withdrawal or the officer's leaving", NIGHTLY),
    Kept("representatives, liaisons and telephones of objects", ("libraries_inspectedobject.legal_rep",
         "libraries_inspectedobject.liaison", "libraries_inspectedobject.phone", "libraries_inspectedobject.prints"),
         "sealed, masked on pages, opened one at a time for a reason, on record (R122)",
         f"while in the library, and {_days(LATE)} after it was struck off or removed", NIGHTLY),
    Kept("what another department offers for a sealed field", ("libraries_conflict.sealed",), "sealed",
         f"{_days(SOON)} after the decision", NIGHTLY),
    Kept("uploaded lists, their rows, notes and what they changed", ("libraries_upload.path",
         "libraries_stagedrow.phone", "libraries_rownote.value", "libraries_change.before"),
         "files sealed under the vault's key (decision 0089); rows in the database, people's sealed",
         f"{_days(SOON)} after they are in use, undone, or left lying; {_days(LATE)} if never confirmed", NIGHTLY),
    Kept("officials' e-mail addresses", ("outbox_address.email", "outbox_delivery.address"), "clear, to their owner",
         f"until they leave; of a letter, {_days(SOON)} after it went", NIGHTLY),
    Kept("text messages: number and words", ("outbox_textmessage.phone", "outbox_textmessage.text"), "sealed",
         "until they have left", "wiped with the answer"),
    Kept("photographs, reports, letters of attorney, records", ("inspections_evidence.file",
         "inspections_mandate.file", "inspections_labreport.file", "inspections_assistancereport.file",
         "inspections_printjob.file", "disclosure_proof.file"),
         "files sealed under the vault's key (decision 0089)",
         "with the case file: 10 or 30 years, or for ever (R33)", "appraisal and destruction (R110)"),
    Kept("what a phone has not finished sending", ("inspections_phoneupload.received",), "sealed pieces, mode 0600",
         "60 days", NIGHTLY),
    Kept("a firm's documents kept ready", ("voices_prepared.sealed",), "sealed; opened to the visit's officers only",
         "until the firm withdraws them", "emptied at the withdrawal"),
    Kept("what a firm complained of, and the answer", ("voices_complaint.words", "voices_complaint.answer"),
         "sealed; opened to the supervisor and the firm itself",
         "for ever: the record is what the regulation asks for (Art. 5)", "nothing"),
    Kept("names of officials in the ledger and on papers", ("ledger_entry.actor_name",), "clear, signed",
         "for ever: the record is what the regulation asks for (Art. 5)", "nothing"),
)  # fmt: skip

NOT_OF_PEOPLE = frozenset({
    "api_eventhook.secret", "api_eventhook.former", "exchange_partner.token", "outbox_grouprobot.token",
    "outbox_grouprobot.secret",
})  # fmt: skip
"""Sealed columns that hold the house's own secrets: they end with what they open."""


def page() -> str:
    """The table as ``docs/security.md`` shows it."""
    head = "| data | how it lies | kept | ended by |\n| --- | --- | --- | --- |\n"
    return head + "".join(f"| {row.what} | {row.lies} | {row.term} | {row.ends} |\n" for row in TABLE)
