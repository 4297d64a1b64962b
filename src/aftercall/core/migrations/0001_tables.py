from django.db import migrations, models

from aftercall.core import audit_triggers


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('core', '0001_initial'),
        ('core', '0002_authenticated_entries'),
        ('core', '0003_journal_and_installed_versions'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='InstalledVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=30, unique=True)),
                ('installed_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='JournalEntry',
            fields=[
                ('number', models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=30)),
                ('payload', models.JSONField()),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='AuditEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('actor', models.CharField(max_length=60)),
                ('role', models.CharField(max_length=30)),
                ('action', models.CharField(max_length=60)),
                ('subject', models.CharField(max_length=80)),
                ('details', models.JSONField(default=dict)),
                ('leaf_hash', models.CharField(max_length=64)),
                ('mac', models.CharField(max_length=64)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['action'], name='core_audite_action_377a60_idx'), models.Index(fields=['subject'], name='core_audite_subject_ce36b5_idx')],
            },
        ),
        migrations.CreateModel(
            name='KeyTombstone',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ring', models.CharField(max_length=80)),
                ('slot', models.PositiveIntegerField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('destroyed_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(condition=models.Q(('destroyed_at__isnull', True)), fields=['id'], name='tombstone_pending')],
            },
        ),
        migrations.CreateModel(
            name='ScheduledRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('job', models.CharField(max_length=40)),
                ('slot', models.CharField(max_length=20)),
                ('due_at', models.DateTimeField()),
                ('task_id', models.UUIDField(unique=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting'), ('running', 'Running'), ('done', 'Done'), ('failed', 'Failed')], default='waiting', max_length=10)),
                ('started_at', models.DateTimeField(null=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('changed', models.PositiveIntegerField(null=True)),
                ('fault_kind', models.CharField(default='', max_length=100)),
                ('fault_place', models.CharField(default='', max_length=200)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('job', 'slot'), name='one_run_per_slot')],
            },
        ),
        migrations.RunPython(
            lambda apps, schema_editor: audit_triggers.switch_on(schema_editor),
            lambda apps, schema_editor: audit_triggers.switch_off(schema_editor),
        ),
    ]
