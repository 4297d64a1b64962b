import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('questionnaires', '0001_initial'),
        ('questionnaires', '0002_append_only'),
        ('questionnaires', '0003_drafts_and_series'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='InstrumentVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('title', models.TextField()),
                ('document', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('stored_at', models.DateTimeField()),
            ],
            options={
                'verbose_name': 'version of an instrument',
                'ordering': ['name', 'version'],
                'constraints': [models.UniqueConstraint(fields=('name', 'version'), name='one_document_per_version')],
            },
        ),
        migrations.CreateModel(
            name='QuestionnaireDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=40)),
                ('version', models.PositiveIntegerField()),
                ('title', models.TextField()),
                ('document', models.JSONField()),
                ('digest', models.CharField(max_length=64)),
                ('file_name', models.CharField(max_length=200)),
                ('findings', models.JSONField(default=list)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Waiting for approval'), ('approved', 'Approved')], default='draft', max_length=20)),
                ('uploaded_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('sent_back', models.TextField(blank=True)),
                ('approved_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('version_stored', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='made_from', to='questionnaires.instrumentversion')),
            ],
            options={
                'ordering': ['name', 'version'],
            },
        ),
        migrations.CreateModel(
            name='DraftDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=30)),
                ('verdict', models.CharField(choices=[('comparable', 'Comparable'), ('series_break', 'Break in the series')], max_length=20)),
                ('reason', models.TextField()),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.instrumentversion')),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='questionnaires.questionnairedraft')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SeriesDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=30)),
                ('verdict', models.CharField(choices=[('comparable', 'Comparable'), ('series_break', 'Break in the series')], max_length=20)),
                ('reason', models.TextField()),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('earlier', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.instrumentversion')),
                ('later', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.instrumentversion')),
            ],
            options={
                'verbose_name': 'decision about a series',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='TermRelease',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('term', models.CharField(max_length=100)),
                ('reason', models.TextField()),
                ('released_at', models.DateTimeField()),
                ('draft', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='questionnaires.questionnairedraft')),
                ('released_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['term'],
            },
        ),
        migrations.AddConstraint(
            model_name='questionnairedraft',
            constraint=models.UniqueConstraint(fields=('name', 'version'), name='one_draft_per_version'),
        ),
        migrations.AddConstraint(
            model_name='draftdecision',
            constraint=models.UniqueConstraint(fields=('draft', 'earlier', 'measure'), name='one_decision_per_draft_and_measure'),
        ),
        migrations.AddConstraint(
            model_name='termrelease',
            constraint=models.UniqueConstraint(fields=('draft', 'term'), name='one_release_per_term'),
        ),
    ]
