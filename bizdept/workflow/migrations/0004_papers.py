import bizdept.workflow.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def give_each_its_own(apps, schema_editor):
    """A default is asked once for all rows, and this one must differ."""
    for version in apps.get_model("workflow", "Version").objects.filter(trace=None):
        version.trace = bizdept.workflow.models.new_trace()
        version.save(update_fields=["trace"])


class Migration(migrations.Migration):

    dependencies = [
        ('workflow', '0003_movelog_workflow_mo_at_138600_idx'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='version',
            name='trace',
            field=models.CharField(max_length=8, null=True),
        ),
        migrations.RunPython(give_each_its_own, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='version',
            name='trace',
            field=models.CharField(default=bizdept.workflow.models.new_trace, max_length=8, unique=True),
        ),
        migrations.CreateModel(
            name='Paper',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('contract', 'approved text'), ('negotiation', 'negotiation copy, not reviewed'), ('review', 'review form')], max_length=16)),
                ('sha256', models.CharField(max_length=64)),
                ('issued_at', models.DateTimeField()),
                ('issued_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='papers', to='workflow.version')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('version', 'sha256'), name='paper_once')],
            },
        ),
    ]
