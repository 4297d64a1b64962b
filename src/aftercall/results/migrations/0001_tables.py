import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('results', '0001_initial'),
        ('results', '0002_series_breaks'),
        ('results', '0003_periods_and_sign_off'),
        ('results', '0004_modes'),
    ]

    dependencies = [
        ('programmes', '0001_tables'),
        ('questionnaires', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AnalysisRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_month', models.DateField()),
                ('last_month', models.DateField()),
                ('run_at', models.DateTimeField()),
                ('code_version', models.CharField(max_length=40)),
                ('data_digest', models.CharField(max_length=64)),
                ('design_text', models.TextField()),
                ('frame_size', models.PositiveIntegerField()),
                ('sampled', models.PositiveIntegerField()),
                ('respondents', models.PositiveIntegerField()),
                ('outcome_rates', models.JSONField()),
                ('weighting', models.JSONField()),
                ('modes', models.JSONField(blank=True, default=dict)),
                ('instruments', models.ManyToManyField(related_name='runs', to='questionnaires.instrumentversion')),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='runs', to='programmes.programme')),
                ('run_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('waves', models.ManyToManyField(related_name='runs', to='programmes.wave')),
            ],
            options={
                'ordering': ['-run_at'],
            },
        ),
        migrations.CreateModel(
            name='Figure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('population', models.CharField(choices=[('all', 'All victims'), ('crime', 'Victims of crime'), ('anti_social_behaviour', 'Victims of anti-social behaviour')], default='all', max_length=30)),
                ('measure', models.CharField(max_length=30)),
                ('breakdown', models.CharField(blank=True, max_length=30)),
                ('group', models.CharField(blank=True, max_length=100)),
                ('since', models.DateField(null=True)),
                ('base', models.PositiveIntegerField()),
                ('satisfied', models.PositiveIntegerField()),
                ('estimate', models.FloatField()),
                ('standard_error', models.FloatField()),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('degrees_of_freedom', models.PositiveIntegerField()),
                ('design_effect', models.FloatField(null=True)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='results.analysisrun')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('run', 'population', 'measure', 'breakdown', 'group'), name='one_figure_per_group')],
            },
        ),
        migrations.CreateModel(
            name='MeasureCounts',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=30)),
                ('counts', models.JSONField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='counts', to='results.analysisrun')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('run', 'measure'), name='counts_once_per_measure')],
            },
        ),
        migrations.CreateModel(
            name='PartImportance',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=30)),
                ('base', models.PositiveIntegerField()),
                ('importance', models.FloatField()),
                ('standard_error', models.FloatField()),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('performance', models.FloatField()),
                ('priority', models.CharField(max_length=20)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='importances', to='results.analysisrun')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('run', 'measure'), name='one_importance_per_part')],
            },
        ),
        migrations.CreateModel(
            name='SeriesStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=30)),
                ('month', models.DateField()),
                ('verdict', models.CharField(choices=[('comparable', 'Comparable'), ('series_break', 'Break in the series')], max_length=20)),
                ('reason', models.TextField()),
                ('decided', models.BooleanField()),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.instrumentversion')),
                ('later', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.instrumentversion')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='results.analysisrun')),
            ],
            options={
                'ordering': ['month', 'id'],
                'constraints': [models.UniqueConstraint(fields=('run', 'measure', 'month'), name='one_step_per_measure_and_month')],
            },
        ),
    ]
