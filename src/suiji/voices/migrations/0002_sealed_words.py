import base64
import uuid
from typing import Any

import django.contrib.postgres.functions
from django.db import migrations, models

import suiji.vault.fields
from suiji.vault.fields import sealed_text


def seal(apps: Any, schema_editor: Any) -> None:  # noqa: ARG001 — as Django calls it
    """What lies here in clear: complaints, their answers, and documents kept ready, one at a time."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("SELECT uid, words, answer FROM voices_complaint")
        for uid, words, answer in cursor.fetchall():
            texts = [
                sealed_text(text, f"voices_complaint.{column}:{uid}") if text else ""
                for column, text in (("words", words), ("answer", answer))
            ]
            cursor.execute("UPDATE voices_complaint SET words = %s, answer = %s WHERE uid = %s", [*texts, uid])
        cursor.execute("SELECT uid FROM voices_prepared WHERE length(content) > 0")
        for (uid,) in cursor.fetchall():
            cursor.execute("SELECT content FROM voices_prepared WHERE uid = %s", [uid])
            text = base64.b64encode(bytes(cursor.fetchone()[0])).decode()
            sealed = sealed_text(text, f"voices_prepared.sealed:{uid}")
            cursor.execute("UPDATE voices_prepared SET sealed = %s WHERE uid = %s", [sealed, uid])


def _uid() -> Any:
    return models.UUIDField(
        default=uuid.uuid4, db_default=django.contrib.postgres.functions.RandomUUID(), unique=True
    )


class Migration(migrations.Migration):
    dependencies = [("voices", "0001_initial")]

    operations = [
        migrations.AddField("complaint", "uid", _uid()),
        migrations.AddField("prepared", "uid", _uid()),
        migrations.AddField(
            "prepared",
            "sealed",
            suiji.vault.fields.SealedTextField(
                blank=True, bound_to="uid", db_default="", default="", verbose_name="内容（已加密）"
            ),
        ),
        migrations.AlterField(
            "complaint",
            "words",
            suiji.vault.fields.SealedTextField(bound_to="uid", verbose_name="投诉内容"),
        ),
        migrations.AlterField(
            "complaint",
            "answer",
            suiji.vault.fields.SealedTextField(
                blank=True, bound_to="uid", default="", verbose_name="答复"
            ),
        ),
        migrations.RunPython(seal, migrations.RunPython.noop),
    ]
