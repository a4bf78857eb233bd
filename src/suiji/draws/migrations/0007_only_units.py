import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('draws', '0006_what_was_dispatched'),
        ('organs', '0002_reference_tables'),
        ('tasks', '0004_execution_and_people'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='dispatch',
            name='department',
        ),
        migrations.AlterField(
            model_name='ceremony',
            name='host',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hosted', to='organs.department', verbose_name='主持部门'),
        ),
        migrations.AlterField(
            model_name='dispatch',
            name='unit',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispatches', to='tasks.executingunit'),
        ),
        migrations.AddConstraint(
            model_name='ceremony',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'VOID'), _negated=True), fields=('task', 'kind', 'unit', 'host'), name='one_ceremony_a_draw', nulls_distinct=False),
        ),
        migrations.AddConstraint(
            model_name='dispatch',
            constraint=models.UniqueConstraint(fields=('drawn', 'unit'), name='one_dispatch_a_unit'),
        ),
    ]
