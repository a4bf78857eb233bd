"""Tasks dispatched before there were units: the initiator's own level carries them out, and has accepted them."""

from typing import Any

from django.db import migrations


def give_units(apps: Any, schema_editor: Any) -> None:
    """One unit a task, one dispatch an object; the append-only rows are put into their new form once."""
    dispatches, receipts = apps.get_model("draws", "Dispatch"), apps.get_model("draws", "DispatchReceipt")
    ceremonies = apps.get_model("draws", "Ceremony")
    units, members = apps.get_model("tasks", "ExecutingUnit"), apps.get_model("tasks", "UnitMember")
    tasks = apps.get_model("tasks", "Task")
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    schema_editor.execute("ALTER TABLE draws_dispatch DISABLE TRIGGER USER")
    for task in tasks.objects.filter(drawn__dispatches__isnull=False).distinct().select_related("initiator"):
        unit = units.objects.create(task=task, region_id=task.initiator.region_id, lead=task.initiator)
        members.objects.bulk_create(
            members(unit=unit, part=part, department_id=part.department_id) for part in task.parts.all()
        )
        rows = dispatches.objects.filter(drawn__task=task, department_id=task.initiator_id)
        dispatches.objects.filter(drawn__task=task).exclude(department_id=task.initiator_id).delete()
        rows.update(unit=unit)
        receipts.objects.bulk_create(
            receipts(dispatch=row, verdict="ACCEPTED", at=row.dispatched_at) for row in rows
        )
        ceremonies.objects.filter(task=task, kind="inspectors").update(unit=unit)
    schema_editor.execute("ALTER TABLE draws_dispatch ENABLE TRIGGER USER")
    for ceremony in ceremonies.objects.filter(host=None).select_related("task"):
        ceremonies.objects.filter(pk=ceremony.pk).update(host=ceremony.task.initiator_id)


class Migration(migrations.Migration):

    dependencies = [
        ("draws", "0005_units_and_receipts"),
    ]

    operations = [migrations.RunPython(give_units, migrations.RunPython.noop)]
