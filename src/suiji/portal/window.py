"""窗口 — the one way in which a public page reads: a database role of its own that sees only the views below.

The views bear the names of the tables behind them, in a schema of their own, so that every query of the house works
through the window unchanged and stops at the database where it asks for more (decision 0038).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.apps import apps
from django.db import InterfaceError, OperationalError, connections
from django.db.models import Model

from suiji.organs.replica import ALIAS as REPLICA
from suiji.organs.replica import watch

T = TypeVar("T")

ALIAS = "public"
"""Django's name of the connection."""
SCHEMA = "public_read"

_open: ContextVar[str] = ContextVar("the connection that the public's window opens on", default="")


@contextmanager
def window(alias: str = ALIAS) -> Iterator[None]:
    """Inside, whatever is read is read through the window: of the primary, or of a replica of it."""
    before = _open.set(alias)
    try:
        yield
    finally:
        _open.reset(before)


def through(answer: Callable[[], T], *, newest: bool) -> tuple[T, str]:
    """What ``answer`` makes through the window, and which connection it opened on.

    The replica's where that is near enough and nobody here has just written something (``newest``); where it fails in
    the midst of an answer, which only reads, the answer is made once more from the primary (decision 0091).
    """
    if not newest and watch.is_fit():
        try:
            with window(REPLICA):
                return answer(), REPLICA
        except (OperationalError, InterfaceError):
            connections[REPLICA].close()
            watch.distrust()
    with window():
        return answer(), ALIAS


@contextmanager
def inside() -> Iterator[None]:
    """For the few answers that only the house can compute, such as a leaf's salted hash (decision 0038)."""
    before = _open.set("")
    try:
        yield
    finally:
        _open.reset(before)


def through_window(lines: Iterable[Any], alias: str = ALIAS) -> Iterator[Any]:
    """A streamed answer's pieces, each made with the window open: the door has closed by then."""
    pieces = iter(lines)
    while True:
        with window(alias):
            try:
                piece = next(pieces)
            except StopIteration:
                return
        yield piece


class Router:
    """Reads go through the window while it is open; nothing else ever does."""

    def db_for_read(self, _model: type[Model], **_hints: Any) -> str | None:
        """The connection the window opens on, or no opinion."""
        return _open.get() or None

    def db_for_write(self, _model: type[Model], **_hints: Any) -> str | None:
        """Nobody writes through the window."""
        return None

    def allow_relation(self, _one: Model, _other: Model, **_hints: Any) -> bool:
        """One database, two ways of looking at it."""
        return True

    def allow_migrate(self, db: str, _app_label: str, **_hints: Any) -> bool | None:
        """The window has no tables of its own."""
        return False if db in (ALIAS, REPLICA) else None


@dataclass(frozen=True, slots=True)
class View:
    """What the public role sees of a table."""

    columns: str
    """Shown as they are, separated by spaces."""
    where: str = ""
    """Which rows ``t`` there are; empty: all."""
    instead: Mapping[str, str] = field(default_factory=dict)
    """Column → what is shown in its place."""
    whole: bool = False
    """True where queries load whole rows: every other column is there and empty."""


_ENDED = "SELECT 1 FROM public.inspections_visit w WHERE w.task_id = k.id"
WITHHELD = f"(k.unannounced AND (NOT EXISTS ({_ENDED}) OR EXISTS ({_ENDED} AND w.ended_at IS NULL)))"
"""Of a task ``k``: it must not be announced, and its visits are not all over (Art. 20(2))."""
_PUBLISHED = "p.state IN ('PUBLISHED', 'CORRECTED')"
_UNSIGNED = """EXISTS (SELECT 1 FROM public.draws_freeze f WHERE f.ceremony_id = c.id AND f.awaits_auditor
    AND NOT EXISTS (SELECT 1 FROM public.draws_attestation y WHERE y.ceremony_id = c.id AND y.verdict = 'confirmed'))"""
"""Of a ceremony ``c``: its names wait for an auditor's signature (R55)."""
_DRAWN_SHOWN = f"""(
    EXISTS (SELECT 1 FROM public.tasks_task k LEFT JOIN public.draws_ceremony c ON c.id = d.ceremony_id
            WHERE k.id = d.task_id AND (d.ceremony_id IS NULL OR c.state = 'RESULTED') AND NOT {WITHHELD}
            AND NOT {_UNSIGNED})
    OR EXISTS (SELECT 1 FROM public.inspections_visit v JOIN public.disclosure_publication p ON p.visit_id = v.id
               WHERE v.drawn_id = d.id AND {_PUBLISHED}))"""
"""Of a drawn row ``d``: it may be named, or a result of its visit is public."""
_TASK_TOLD = f"EXISTS (SELECT 1 FROM public.tasks_task k WHERE k.id = t.task_id AND NOT {WITHHELD})"
_LISTED = f"EXISTS (SELECT 1 FROM public.draws_drawnobject d WHERE d.object_id = t.id AND {_DRAWN_SHOWN})"
_ITEM_PUBLIC = "('PUBLISHED', 'SUSPENDED', 'SUPERSEDED', 'ABOLISHED')"
_SHARED = "t.kind IN ('ITEM', 'PLAN', 'RESULT')"
"""Of what is exchanged: it went to the publicity system. What officials of two platforms tell each other did not."""
_LINE_TOLD = (
    "EXISTS (SELECT 1 FROM public.plans_planline l WHERE l.id = t.{0} AND l.published_at IS NOT NULL"
    " AND NOT l.unannounced)"
)


def _told(*names: str) -> dict[str, str]:
    """Texts of a plan line that an unannounced one keeps to itself."""
    return {name: f"CASE WHEN t.unannounced THEN '' ELSE t.{name} END" for name in names}


def _told_number(*names: str) -> dict[str, str]:
    return {name: f"CASE WHEN t.unannounced THEN NULL ELSE t.{name} END" for name in names}


VIEWS: dict[str, View] = {
    "organs_installation": View("only demonstration founded_at"),
    "organs_region": View("code name level parent_id gone_since"),
    "organs_department": View("id code name short_name sign line level kind region_id joined_on"),
    "organs_calendarday": View("date name is_off notice_year"),
    "ledger_entry": View("id act subject_type subject_id at department_name body", "t.body IS NOT NULL"),
    "ledger_leaf": View("index entry_id hash"),
    "ledger_node": View("id level index hash"),
    "ledger_checkpoint": View("size root note at"),
    "ledger_cosignature": View("id checkpoint_id witness line at"),
    "catalogue_item": View("id code kind owner_id"),
    "catalogue_itemversion": View(
        "id state item_id number field title sub_title content legal_basis inspecting_body levels object_scope"
        " modes item_class ratio_text ratio_min_bp ratio_max_bp ratio_fixed_min ratio_fixed_max ratio_min_n"
        " ratio_steps ratio_by_plan frequency frequency_min frequency_max officer_requirement qualifications"
        " duty_entry standard scope_rule arrangement finish_by contact tests_products special_focus remark"
        " effective_from effective_until",
        f"t.state IN {_ITEM_PUBLIC}",
        whole=True,
    ),
    "catalogue_itempart": View(
        "id version_id department_id leads content own_items check_points point_notes",
        "EXISTS (SELECT 1 FROM public.catalogue_itemversion v"
        f" WHERE v.id = t.version_id AND v.state IN {_ITEM_PUBLIC})",
        whole=True,
    ),
    "plans_planline": View(
        "id state year version replaces_id kind unannounced submitted_late published_at batch_id",
        "t.published_at IS NOT NULL",
        _told("number", "change_reason", "title", "selection", "mode", "object_scope", "ratio_text", "frequency",
              "risk_note", "contact", "basis", "source_organ", "source_document", "withdrawn_because")
        | _told_number("object_count", "planned_count")
        | {
            # Whose it is stands in no public word of an unannounced line; a foreign key cannot be empty, though.
            "initiator_id": "CASE WHEN t.unannounced THEN (SELECT min(o.id) FROM public.organs_department o)"
            " ELSE t.initiator_id END",
            "period_from": "CASE WHEN t.unannounced THEN date_trunc('quarter', t.period_from)::date"
            " ELSE t.period_from END",
            "period_until": "CASE WHEN t.unannounced THEN (date_trunc('quarter', t.period_until)"
            " + interval '3 months - 1 day')::date ELSE t.period_until END",
        },
        whole=True,
    ),
    "plans_planline_items": View("id planline_id item_id", _LINE_TOLD.format("planline_id")),
    "plans_planpart": View("id line_id department_id", _LINE_TOLD.format("line_id"), whole=True),
    "plans_planbatch": View("id office_id year number snapshot sha256 published_at late", whole=True),
    # Of what was sent to the publicity system the public reads when it became public there, and nothing that was said.
    "exchange_exchangebatch": View("id state number kind department_id prepared_at", _SHARED, whole=True),
    "exchange_exchangerow": View(
        "id batch_id place kind key owner_id platform_at",
        _SHARED,
        instead={"values": "jsonb_build_object('version', t.values -> 'version')"},
        whole=True,
    ),
    "exchange_replyline": View(
        "id reply_id row_id accepted publicity_at",
        f"EXISTS (SELECT 1 FROM public.exchange_exchangerow r WHERE r.id = t.row_id AND {_SHARED.replace('t.', 'r.')})",
        whole=True,
    ),
    "tasks_task": View(
        "id state initiator_id",
        instead={
            "number": f"CASE WHEN {WITHHELD.replace('k.', 't.')} THEN '' ELSE t.number END",
            "title": f"CASE WHEN {WITHHELD.replace('k.', 't.')} THEN '' ELSE t.title END",
            "unannounced": WITHHELD.replace("k.", "t."),
            "plan_line_id": f"CASE WHEN {WITHHELD.replace('k.', 't.')} THEN NULL ELSE t.plan_line_id END",
        },
    ),
    "draws_ceremony": View(
        "id state task_id host_id kind ceremony opened_at reveal_by void_cause",
        instead={
            # Words, and what opens their hash in the log (R153), together with the task and not before.
            name: "CASE WHEN EXISTS (SELECT 1 FROM public.tasks_task k WHERE k.id = t.task_id"
            f" AND {WITHHELD}) THEN '' ELSE t.{name} END"
            for name in ("void_reason", "void_salt")
        },
    ),
    "draws_batch": View("id task_id number period_from period_until", _TASK_TOLD),
    "draws_batchobject": View(
        "id batch_id drawn_id",
        f"EXISTS (SELECT 1 FROM public.draws_drawnobject d WHERE d.id = t.drawn_id AND {_DRAWN_SHOWN})",
    ),
    "draws_share": View("id ceremony_id party_id party_name sha256 handed_in_at"),
    "draws_reveal": View("id share_id value revealed_at"),
    "draws_freeze": View("id ceremony_id commitment commitment_sha256 visibility frozen_at awaits_auditor"),
    "draws_attestation": View("id ceremony_id key_id verdict because sha256 signed_at"),
    "draws_auditorkey": View("id auditor public_key key_id registered_at"),
    "draws_auditorkeywithdrawal": View("id key_id withdrawn_at"),
    "draws_drawresult": View("id ceremony_id seed result_sha256 audited_at drawn_at"),
    "draws_drawnobject": View(
        "id ceremony_id task_id object_id year", _DRAWN_SHOWN.replace("d.", "t.")
    ),
    "tasks_broughtlist": View(
        "id task_id source organ document_number issued_on sha256",
        "t.source = 'DISPATCHED' AND EXISTS (SELECT 1 FROM public.tasks_task k"
        f" WHERE k.id = t.task_id AND NOT {WITHHELD})",
    ),
    "inspections_visit": View(
        "id state task_id drawn_id ended_at",
        f"EXISTS (SELECT 1 FROM public.tasks_task k WHERE k.id = t.task_id AND NOT {WITHHELD})"
        f" OR EXISTS (SELECT 1 FROM public.disclosure_publication p WHERE p.visit_id = t.id AND {_PUBLISHED})",
    ),
    "disclosure_publication": View(
        "id state visit_id department_id due_on due_provisional", _PUBLISHED.replace("p.", "t.")
    ),
    "disclosure_resulttally": View("id department_id year what number"),
    "disclosure_publicationversion": View(
        "id publication_id number results rows published_at reason",
        "NOT EXISTS (SELECT 1 FROM public.disclosure_publicationversion n"
        " WHERE n.publication_id = t.publication_id AND n.number > t.number)",
    ),
}  # fmt: skip
"""Table → what is public of it. Nothing of the class, of whose a lot is, of people's numbers, phones or names."""

_NATURAL = "t.kind = 'PERSON'"
MADE: dict[str, str] = {
    # A natural person's name is never in it. One SELECT: into a UNION PostgreSQL pushes no join, and reads it all.
    "libraries_inspectedobject": f"""
        SELECT t.id, t.code, t.kind,
            CASE WHEN {_NATURAL} THEN '' ELSE t.uscc END::varchar(18) AS uscc,
            CASE WHEN {_NATURAL} THEN left(t.name, 1) || '某（自然人）' ELSE t.name END::varchar(200) AS name
        FROM public.libraries_inspectedobject t WHERE {_LISTED}""",
    # The names that can be searched, by the pieces of them that are indexed; no natural person's.
    "portal_publicname": f"""
        SELECT t.id AS object_id, t.code, t.kind, t.name, t.name_grams
        FROM public.libraries_inspectedobject t WHERE NOT {_NATURAL} AND {_LISTED}""",
    # The credit codes of objects that have another code. What the index leaves out is said here: a prepared statement
    # is planned before its value is known, and would not see that the index holds all it asks for (decision 0085).
    "portal_creditcode": f"""
        SELECT t.id AS object_id, t.uscc, t.code, t.kind, t.name
        FROM public.libraries_inspectedobject t
        WHERE t.uscc <> '' AND t.uscc <> t.code AND NOT {_NATURAL} AND {_LISTED}""",
    # A published result as one row: flat, over the tables, because PostgreSQL plans a join of ten views for 50 ms.
    "portal_result": f"""
        SELECT v.id, v.publication_id, v.number, v.results, v.rows, v.published_at, v.reason, p.due_on,
            p.department_id, o.name AS department_name, i.ended_at, d.object_id, t.code, t.kind,
            CASE WHEN {_NATURAL} THEN left(t.name, 1) || '某（自然人）' ELSE t.name END::varchar(200) AS name,
            CASE WHEN {WITHHELD} THEN '' ELSE k.title END AS task_title,
            CASE WHEN {WITHHELD} THEN '' ELSE k.number END AS task_number,
            CASE WHEN {WITHHELD} THEN '' ELSE coalesce(c.ceremony, '') END AS ceremony,
            (SELECT f.published_at FROM public.disclosure_publicationversion f
                WHERE f.publication_id = v.publication_id AND f.number = 1) AS first_at,
            (SELECT min(a.publicity_at) FROM public.exchange_exchangerow r
                JOIN public.exchange_exchangebatch b ON b.id = r.batch_id AND b.state <> 'TAKEN_BACK'
                CROSS JOIN LATERAL (SELECT l.publicity_at FROM public.exchange_replyline l
                    WHERE l.row_id = r.id ORDER BY l.id DESC LIMIT 1) a
                WHERE r.kind = 'RESULT' AND r.key = 'JG-' || v.publication_id
                    AND r.values ->> 'version' = v.number::text) AS publicity_at
        FROM public.disclosure_publicationversion v
        JOIN public.disclosure_publication p ON p.id = v.publication_id
        JOIN public.organs_department o ON o.id = p.department_id
        JOIN public.inspections_visit i ON i.id = p.visit_id
        JOIN public.draws_drawnobject d ON d.id = i.drawn_id
        JOIN public.libraries_inspectedobject t ON t.id = d.object_id
        JOIN public.tasks_task k ON k.id = i.task_id
        LEFT JOIN public.draws_ceremony c ON c.id = d.ceremony_id
        WHERE {_PUBLISHED} AND NOT EXISTS (SELECT 1 FROM public.disclosure_publicationversion n
            WHERE n.publication_id = v.publication_id AND n.number > v.number)""",
    # A public list on which an object stands, as one row: flat for the same reason.
    "portal_listing": f"""
        SELECT d.id, t.code, t.kind,
            CASE WHEN {_NATURAL} THEN left(t.name, 1) || '某（自然人）' ELSE t.name END::varchar(200) AS name,
            k.title AS task_title, k.state AS task_state, o.name AS initiator_name,
            coalesce(c.ceremony, '') AS ceremony, e.drawn_at, i.state AS visit_state, i.ended_at
        FROM public.draws_drawnobject d
        JOIN public.libraries_inspectedobject t ON t.id = d.object_id
        JOIN public.tasks_task k ON k.id = d.task_id
        JOIN public.organs_department o ON o.id = k.initiator_id
        LEFT JOIN public.draws_ceremony c ON c.id = d.ceremony_id
        LEFT JOIN public.draws_drawresult e ON e.ceremony_id = c.id
        LEFT JOIN public.inspections_visit i ON i.drawn_id = d.id
        WHERE (d.ceremony_id IS NULL OR c.state = 'RESULTED') AND NOT {WITHHELD} AND NOT {_UNSIGNED}""",
    "portal_drawncount": """
        SELECT d.ceremony_id, count(*) AS drawn FROM public.draws_drawnobject d
        WHERE d.ceremony_id IS NOT NULL GROUP BY d.ceremony_id""",
    # From where in the log on an unannounced check is told: who keeps a cursor is given its rows once more (0116).
    "portal_tasktold": f"""
        SELECT k.id AS task_id, max(l.index) AS place
        FROM public.tasks_task k JOIN public.inspections_visit v ON v.task_id = k.id
        JOIN public.ledger_entry e ON e.subject_type = 'inspections.visit' AND e.subject_id = v.id::text
            AND e.act = 'inspections.signed'
        JOIN public.ledger_leaf l ON l.entry_id = e.id
        WHERE k.unannounced AND NOT {WITHHELD} GROUP BY k.id""",
    "portal_planfield": f"""
        SELECT i.planline_id AS line_id, min(v.field) AS field, v.field AS id
        FROM public.plans_planline_items i JOIN public.plans_planline l ON l.id = i.planline_id
        JOIN public.catalogue_itemversion v ON v.item_id = i.item_id AND v.state IN {_ITEM_PUBLIC}
        WHERE l.published_at IS NOT NULL GROUP BY i.planline_id, v.field""",
}
"""Views that are no table's likeness."""


def statements() -> Iterator[str]:
    """The schema made anew by the owner; run in one transaction with the grants."""
    yield f"DROP SCHEMA IF EXISTS {SCHEMA} CASCADE"
    yield f"CREATE SCHEMA {SCHEMA}"
    models = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    for table, view in VIEWS.items():
        yield f"CREATE VIEW {SCHEMA}.{table} AS {_select(table, view, models[table])}"
    for name, select in MADE.items():
        yield f"CREATE VIEW {SCHEMA}.{name} AS {select}"


def _select(table: str, view: View, model: type[Model]) -> str:
    shown = {name: f't."{name}"' for name in view.columns.split()} | dict(view.instead)
    if view.whole:
        shown |= {name: nothing for name, nothing in _empty_columns(model).items() if name not in shown}
    columns = ", ".join(f'{what} AS "{name}"' for name, what in shown.items())
    where = f" WHERE {view.where}" if view.where else ""
    return f"SELECT {columns} FROM public.{table} t{where}"


def _empty_columns(model: type[Model]) -> dict[str, str]:
    from django.db import connection

    fields = model._meta.local_concrete_fields
    return {str(f.column): _empty(str(f.db_type(connection)), f.get_default()) for f in fields}


def _empty(kind: str, default: object) -> str:
    """Nothing, of the column's type: whoever loads the whole row finds the column there and nothing in it."""
    if default in ([], {}):
        return f"'{default if kind == 'jsonb' else '{}'}'::{kind}"
    if kind.startswith(("varchar", "text")):
        return f"''::{kind}"
    return f"false::{kind}" if kind == "boolean" else f"NULL::{kind}"
