import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('publication', '0001_initial'),
        ('publication', '0002_suppression_reason'),
        ('publication', '0003_correction'),
        ('publication', '0004_series_breaks'),
        ('publication', '0005_periods_and_sign_off'),
        ('publication', '0006_carry_over'),
        ('publication', '0007_no_single_sign_off'),
        ('publication', '0008_thresholds_by_policy'),
    ]

    dependencies = [
        ('programmes', '0001_tables'),
        ('results', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportedSeries',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('supplier', models.CharField(max_length=100)),
                ('method', models.TextField()),
                ('digest', models.CharField(max_length=64)),
                ('imported_at', models.DateTimeField()),
                ('imported_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imported_series', to='programmes.programme')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('checked', 'Waiting for approval'), ('approved', 'Approved'), ('published', 'Published'), ('corrected', 'Corrected'), ('withdrawn', 'Withdrawn')], default='draft', max_length=20)),
                ('commentary', models.TextField(blank=True)),
                ('prepared_at', models.DateTimeField()),
                ('written_after', models.PositiveBigIntegerField(default=0)),
                ('publish_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('correction', models.TextField(blank=True)),
                ('withdrawal', models.TextField(blank=True)),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='results.analysisrun')),
                ('supersedes', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='superseded_by', to='publication.publication')),
            ],
            options={
                'ordering': ['-published_at'],
            },
        ),
        migrations.CreateModel(
            name='PublicationEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('action', models.CharField(choices=[('prepare', 'prepare'), ('edit', 'edit'), ('write', 'write'), ('check', 'check'), ('refuse', 'refuse'), ('approve', 'approve'), ('take_back', 'take_back'), ('publish', 'publish'), ('correct', 'correct'), ('withdraw', 'withdraw'), ('discard', 'discard')], max_length=20)),
                ('at', models.DateTimeField()),
                ('reason', models.TextField(blank=True)),
                ('snapshot', models.JSONField(null=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='publication.publication')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PublishedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_month', models.DateField()),
                ('last_month', models.DateField()),
                ('population', models.CharField(choices=[('all', 'All victims'), ('crime', 'Victims of crime'), ('anti_social_behaviour', 'Victims of anti-social behaviour')], default='all', max_length=30)),
                ('measure', models.CharField(max_length=30)),
                ('breakdown', models.CharField(blank=True, max_length=30)),
                ('group', models.CharField(blank=True, max_length=100)),
                ('mark', models.CharField(blank=True, choices=[('', ''), ('c', 'not shown, to protect people'), ('low', 'rounds to 0 but is not 0'), ('u', 'based on few answers, so unreliable'), ('x', 'not available'), ('z', 'not applicable')], max_length=4)),
                ('suppression', models.CharField(blank=True, choices=[('few_people', 'Not shown: too few people answered'), ('few_answers', 'Not shown: it could identify someone'), ('protects_another', 'Not shown: withheld to protect another group'), ('few_changed', 'Not shown: the correction rests on too few people')], max_length=20)),
                ('base', models.PositiveIntegerField(null=True)),
                ('percent', models.FloatField(null=True)),
                ('standard_error', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('reliability', models.CharField(default='sound', max_length=20)),
                ('statement', models.TextField(blank=True)),
                ('precision', models.TextField(blank=True)),
                ('break_note', models.TextField(blank=True)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='publication.publication')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='ImportedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_month', models.DateField()),
                ('last_month', models.DateField()),
                ('population', models.CharField(choices=[('all', 'All victims'), ('crime', 'Victims of crime'), ('anti_social_behaviour', 'Victims of anti-social behaviour')], default='all', max_length=30)),
                ('measure', models.CharField(max_length=30)),
                ('base', models.PositiveIntegerField()),
                ('percent', models.FloatField()),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('series', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='publication.importedseries')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('series', 'first_month', 'last_month', 'population', 'measure'), name='imported_once')],
            },
        ),
        migrations.CreateModel(
            name='PublishedChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('population', models.CharField(choices=[('all', 'All victims'), ('crime', 'Victims of crime'), ('anti_social_behaviour', 'Victims of anti-social behaviour')], max_length=30)),
                ('measure', models.CharField(max_length=30)),
                ('comparison', models.CharField(choices=[('period_before', 'the period before'), ('year_before', 'the same period a year before')], max_length=20)),
                ('earlier_first_month', models.DateField()),
                ('earlier_last_month', models.DateField()),
                ('earlier_percent', models.FloatField(null=True)),
                ('difference', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('p_value', models.FloatField(null=True)),
                ('direction', models.CharField(choices=[('rose', 'Rose'), ('fell', 'Fell'), ('no_clear_change', 'No clear change'), ('not_comparable', 'Cannot be compared')], max_length=20)),
                ('statement', models.TextField()),
                ('imported', models.BooleanField(default=False)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='publication.publication')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('publication', 'population', 'measure', 'comparison'), name='one_change_per_comparison')],
            },
        ),
    ]
