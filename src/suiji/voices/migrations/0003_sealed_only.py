from django.db import migrations, models

from suiji.vault.fields import well_sealed


class Migration(migrations.Migration):
    dependencies = [("voices", "0002_sealed_words")]

    operations = [
        migrations.AlterField(
            "passcode",
            "kind",
            models.CharField(
                choices=[
                    ("MESSAGE", "短信验证码"),
                    ("NOTICE", "告知书验证码"),
                    ("LETTER", "结果告知书验证码"),
                ],
                max_length=8,
                verbose_name="种类",
            ),
        ),
        migrations.RemoveField("prepared", "content"),
        migrations.AddConstraint(
            "complaint",
            models.CheckConstraint(condition=well_sealed("words", "answer"), name="complaint_is_sealed"),
        ),
        migrations.AddConstraint(
            "prepared",
            models.CheckConstraint(condition=well_sealed("sealed"), name="prepared_document_is_sealed"),
        ),
    ]
