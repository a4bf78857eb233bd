"""How the two libraries are shown, filled and searched. No page shows a class (Art. 25)."""

from suiji.libraries.views.files import home, import_inspectors, run, template
from suiji.libraries.views.inspectors import (
    absence,
    amend,
    cancel_absence,
    certificates,
    export_inspectors,
    inspector,
    inspectors,
    number,
    status,
)
from suiji.libraries.views.objects import detail, export, objects, ratings
from suiji.libraries.views.recusals import mine, recusals, recuse, withdraw

__all__ = [
    "absence",
    "amend",
    "cancel_absence",
    "certificates",
    "detail",
    "export",
    "export_inspectors",
    "home",
    "import_inspectors",
    "inspector",
    "inspectors",
    "mine",
    "number",
    "objects",
    "ratings",
    "recusals",
    "recuse",
    "run",
    "status",
    "template",
    "withdraw",
]
