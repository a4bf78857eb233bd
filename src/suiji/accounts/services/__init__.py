"""What may be done with accounts: come in, choose a password, and what the three administrators do."""

from suiji.accounts.services.beginning import Chair, begin, rescue
from suiji.accounts.services.departments import register_department, rename_department
from suiji.accounts.services.entering import (
    bind,
    choose_password,
    enter,
    forget_old_entries,
    keep_alive,
    settle_debts,
)
from suiji.accounts.services.people import (
    delegate,
    end_role,
    enrol_person,
    give_password,
    give_role,
    let_go,
    take_back,
    take_factors,
)

__all__ = [
    "Chair",
    "begin",
    "bind",
    "choose_password",
    "delegate",
    "end_role",
    "enrol_person",
    "enter",
    "forget_old_entries",
    "give_password",
    "give_role",
    "keep_alive",
    "let_go",
    "register_department",
    "rename_department",
    "rescue",
    "settle_debts",
    "take_back",
    "take_factors",
]
