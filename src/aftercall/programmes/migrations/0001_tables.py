import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('programmes', '0001_initial'),
        ('programmes', '0002_versions'),
        ('programmes', '0003_first_versions'),
        ('programmes', '0004_only_versions'),
        ('programmes', '0005_changes_frame'),
        ('programmes', '0006_numbers_abroad'),
        ('programmes', '0007_lawful_basis'),
        ('programmes', '0008_end_of_retention'),
        ('programmes', '0009_rewritten_contacts'),
        ('programmes', '0010_survey_modules'),
        ('programmes', '0011_incident_categories'),
        ('programmes', '0012_disclosure_thresholds'),
        ('programmes', '0013_web_door'),
    ]

    dependencies = [
        ('questionnaires', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CallingRules',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency_name', models.CharField(max_length=100)),
                ('agency_phone', models.CharField(max_length=30)),
                ('window_opens_weeks', models.PositiveSmallIntegerField(default=8)),
                ('window_closes_weeks', models.PositiveSmallIntegerField(default=12)),
                ('maximum_attempts', models.PositiveSmallIntegerField(default=6)),
                ('weekday_calls_from', models.TimeField()),
                ('weekday_calls_until', models.TimeField()),
                ('saturday_calls_from', models.TimeField(null=True)),
                ('saturday_calls_until', models.TimeField(null=True)),
                ('sunday_calls_from', models.TimeField(null=True)),
                ('sunday_calls_until', models.TimeField(null=True)),
                ('calls_on_bank_holidays', models.BooleanField(default=False)),
                ('web_door', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'set of calling rules',
            },
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=40, unique=True)),
                ('name', models.CharField(max_length=100)),
                ('created_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ProgrammeDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('settings', models.JSONField()),
                ('changed_at', models.DateTimeField()),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='draft', to='programmes.programme')),
            ],
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('force_name', models.CharField(max_length=100)),
                ('force_phone', models.CharField(max_length=30)),
                ('policing_body', models.CharField(max_length=100)),
                ('contact_email', models.EmailField(max_length=254)),
                ('basis', models.CharField(default='public_task', max_length=30)),
                ('lawful_basis', models.TextField()),
                ('retention_weeks', models.PositiveSmallIntegerField(default=12)),
                ('modules', models.JSONField(default=list)),
                ('incident_categories', models.JSONField(default=list)),
                ('minimum_base', models.PositiveSmallIntegerField(default=30)),
                ('minimum_count', models.PositiveSmallIntegerField(default=3)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.instrumentversion')),
            ],
            options={
                'verbose_name': 'survey',
            },
        ),
        migrations.CreateModel(
            name='ProgrammeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('takes_effect_on', models.DateField()),
                ('created_at', models.DateTimeField()),
                ('sampling_fraction', models.DecimalField(decimal_places=3, max_digits=4)),
                ('repeat_contact_months', models.PositiveSmallIntegerField(default=12)),
                ('minimum_age', models.PositiveSmallIntegerField(default=16)),
                ('categories', models.JSONField(default=list)),
                ('numbers_abroad', models.BooleanField(default=False)),
                ('exclusion_rules', models.CharField(max_length=40)),
                ('exclusions', models.TextField(default='')),
                ('mapping', models.TextField(default='')),
                ('calling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.callingrules')),
                ('created_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='programmes.programme')),
                ('survey', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.survey')),
            ],
            options={
                'verbose_name': 'version of a programme',
                'ordering': ['programme', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('reference', models.CharField(max_length=60, unique=True)),
                ('state', models.CharField(choices=[('planned', 'Waiting for extract'), ('loaded', 'Extract loaded'), ('drawn', 'Sample drawn'), ('released', 'In fieldwork'), ('closed', 'Fieldwork closed'), ('returned', 'Results returned')], default='planned', max_length=20)),
                ('seed_commitment', models.CharField(max_length=64)),
                ('sealed_seed', models.BinaryField()),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='programmes.programme')),
                ('version', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='programmes.programmeversion')),
            ],
            options={
                'ordering': ['month', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='Sample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('drawn_at', models.DateTimeField()),
                ('size', models.PositiveIntegerField()),
                ('certificate', models.JSONField()),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='sample', to='programmes.wave')),
            ],
        ),
        migrations.CreateModel(
            name='MatchDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('pair', models.CharField(max_length=24)),
                ('crime_ref_a', models.CharField(max_length=64)),
                ('victim_ref_a', models.CharField(max_length=64)),
                ('crime_ref_b', models.CharField(max_length=64)),
                ('victim_ref_b', models.CharField(max_length=64)),
                ('verdict', models.CharField(choices=[('same', 'The same person'), ('different', 'Two different people'), ('none', 'Leave as it is')], max_length=10)),
                ('applied', models.CharField(choices=[('same', 'The same person'), ('different', 'Two different people'), ('none', 'Leave as it is')], default='none', max_length=10)),
                ('changes_frame', models.BooleanField(default=True)),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='match_decisions', to='programmes.wave')),
            ],
        ),
        migrations.CreateModel(
            name='LoadJob',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('started_at', models.DateTimeField()),
                ('folder', models.CharField(max_length=60, unique=True)),
                ('state', models.CharField(choices=[('running', 'In progress'), ('done', 'Loaded'), ('failed', 'Not loaded'), ('stopped', 'Stopped')], default='running', max_length=20)),
                ('step', models.PositiveSmallIntegerField(default=0)),
                ('steps', models.PositiveSmallIntegerField()),
                ('error', models.TextField(default='')),
                ('report', models.JSONField(null=True)),
                ('started_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='load_jobs', to='programmes.wave')),
            ],
            options={
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='ExtractLoad',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('loaded_at', models.DateTimeField()),
                ('file_digest', models.CharField(max_length=64)),
                ('folder', models.CharField(max_length=60, unique=True)),
                ('flow', models.JSONField()),
                ('possible_matches', models.PositiveIntegerField(default=0)),
                ('contacts_ring', models.CharField(max_length=100)),
                ('digest_seen', models.PositiveBigIntegerField(default=0)),
                ('cooled_seen', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('loaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='load', to='programmes.wave')),
            ],
        ),
        migrations.AddConstraint(
            model_name='programmeversion',
            constraint=models.UniqueConstraint(fields=('programme', 'number'), name='one_version_per_number'),
        ),
        migrations.AddConstraint(
            model_name='wave',
            constraint=models.UniqueConstraint(fields=('programme', 'month'), name='one_wave_per_month'),
        ),
        migrations.AddConstraint(
            model_name='matchdecision',
            constraint=models.UniqueConstraint(fields=('wave', 'pair'), name='one_decision_per_pair'),
        ),
        migrations.AddConstraint(
            model_name='loadjob',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'running')), fields=('wave',), name='one_load_of_a_wave_at_a_time'),
        ),
    ]
