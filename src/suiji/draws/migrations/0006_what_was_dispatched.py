"""No release ever held draws without units, so nothing is carried over; a database of those days is refused."""

from typing import Any

from django.db import migrations

REFUSED = (
    "This database holds draws that were made before the first release, without executing units. "
    "They cannot be given any honestly: begin with an empty database."
)


def refuse_old_draws(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 — Django calls it so
    """Ceremonies without a host are nobody's; better no migration than an invented one."""
    if apps.get_model("draws", "Ceremony").objects.filter(host=None).exists():
        raise RuntimeError(REFUSED)


class Migration(migrations.Migration):

    dependencies = [
        ("draws", "0005_units_and_receipts"),
    ]

    operations = [migrations.RunPython(refuse_old_draws, migrations.RunPython.noop)]
