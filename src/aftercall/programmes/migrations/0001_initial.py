import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('questionnaires', '0001_initial'),
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
                ('calls_from', models.TimeField()),
                ('sunday_calls_from', models.TimeField()),
                ('calls_until', models.TimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Survey',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100)),
                ('force_name', models.CharField(max_length=100)),
                ('contact_email', models.EmailField(max_length=254)),
                ('lawful_basis', models.TextField()),
                ('retention_weeks', models.PositiveSmallIntegerField(default=12)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.instrumentversion')),
            ],
        ),
        migrations.CreateModel(
            name='Programme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sampling_fraction', models.DecimalField(decimal_places=3, max_digits=4)),
                ('repeat_contact_months', models.PositiveSmallIntegerField(default=12)),
                ('minimum_age', models.PositiveSmallIntegerField(default=16)),
                ('exclusion_rules', models.CharField(max_length=40)),
                ('calling', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='programme', to='programmes.callingrules')),
                ('survey', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='programme', to='programmes.survey')),
            ],
        ),
        migrations.CreateModel(
            name='Wave',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('state', models.CharField(choices=[('planned', 'Waiting for extract'), ('loaded', 'Extract loaded'), ('drawn', 'Sample drawn'), ('released', 'In fieldwork'), ('closed', 'Fieldwork closed'), ('returned', 'Results returned')], default='planned', max_length=20)),
                ('seed_commitment', models.CharField(max_length=64)),
                ('sealed_seed', models.BinaryField()),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waves', to='programmes.programme')),
            ],
            options={
                'ordering': ['month'],
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
                ('loaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='load', to='programmes.wave')),
            ],
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
