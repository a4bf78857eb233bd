"""What PostgreSQL itself holds of a draw, whoever writes: the house's own role as well (Art. 15)."""

import pgtrigger

from suiji.draws.states import CEREMONY

FIXED = ("task", "kind", "unit", "host", "ceremony", "operator", "witness", "notary", "opened_at")

CEREMONY_TRIGGERS = [
    pgtrigger.FSM(
        name="forward_or_void",
        field="state",
        transitions=[(edge.source, edge.target) for edge in CEREMONY.edges],
    ),
    pgtrigger.ReadOnly(name="fixed_at_opening", fields=list(FIXED)),
    pgtrigger.Trigger(
        name="term_set_once",
        when=pgtrigger.Before,
        operation=pgtrigger.UpdateOf("reveal_by"),  # type: ignore[no-untyped-call]  # its own code has no types
        condition=pgtrigger.Q(old__reveal_by__isnull=False)
        & pgtrigger.Q(old__reveal_by__df=pgtrigger.F("new__reveal_by")),
        func="RAISE EXCEPTION 'the term of the shares is fixed by the freeze';",
    ),
    # At commit: a state that the log does not know of cannot come about, by whatever statement.
    pgtrigger.Trigger(
        name="state_is_logged",
        when=pgtrigger.After,
        operation=pgtrigger.UpdateOf("state"),  # type: ignore[no-untyped-call]  # its own code has no types
        timing=pgtrigger.Deferred,
        condition=pgtrigger.Q(old__state__df=pgtrigger.F("new__state")),
        func="""
            IF NOT EXISTS (
                SELECT 1 FROM ledger_entry e
                WHERE e.subject_type = 'draws.ceremony' AND e.subject_id = NEW.id::text AND e.to_state = NEW.state
            ) THEN
                RAISE EXCEPTION 'no entry of the log moves ceremony % to %', NEW.id, NEW.state;
            END IF;
            RETURN NULL;
        """,
    ),
]

LIST_TRIGGERS = [
    pgtrigger.Trigger(
        name="stamp",
        when=pgtrigger.Before,
        operation=pgtrigger.Insert,
        func="NEW.made_in = txid_current(); RETURN NEW;",
    ),
    # 检查对象名单一经产生不得更改: a task's list comes about in one transaction, and nobody adds to it afterwards.
    pgtrigger.Trigger(
        name="made_at_once",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert,
        referencing=pgtrigger.Referencing(new="fresh"),  # type: ignore[no-untyped-call]  # its own code has no types
        func="""
            IF EXISTS (
                SELECT 1 FROM draws_drawnobject d
                WHERE d.task_id IN (SELECT f.task_id FROM fresh f) AND d.made_in IS DISTINCT FROM txid_current()
            ) THEN
                RAISE EXCEPTION 'a drawn list is never added to';
            END IF;
            RETURN NULL;
        """,
    ),
]
