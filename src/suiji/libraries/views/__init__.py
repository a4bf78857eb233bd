"""How the two libraries are shown, filled and searched. No page shows a class (Art. 25)."""

from suiji.libraries.views.files import home, import_inspectors, import_objects, run, template
from suiji.libraries.views.inspectors import inspectors, recusals, recuse
from suiji.libraries.views.objects import detail, export, objects, ratings

__all__ = [
    "detail",
    "export",
    "home",
    "import_inspectors",
    "import_objects",
    "inspectors",
    "objects",
    "ratings",
    "recusals",
    "recuse",
    "run",
    "template",
]
