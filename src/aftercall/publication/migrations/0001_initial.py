import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('results', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Publication',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=150)),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('prepared_at', models.DateTimeField()),
                ('published_at', models.DateTimeField(null=True)),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='publication', to='results.analysisrun')),
                ('signed_off_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-published_at'],
            },
        ),
        migrations.CreateModel(
            name='PublishedFigure',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('measure', models.CharField(max_length=30)),
                ('breakdown', models.CharField(blank=True, max_length=30)),
                ('group', models.CharField(blank=True, max_length=100)),
                ('suppressed', models.BooleanField()),
                ('base', models.PositiveIntegerField(null=True)),
                ('percent', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('reliability', models.CharField(default='sound', max_length=20)),
                ('statement', models.TextField(blank=True)),
                ('precision', models.TextField(blank=True)),
                ('change', models.TextField(blank=True)),
                ('direction', models.CharField(blank=True, choices=[('rose', 'Rose'), ('fell', 'Fell'), ('no_clear_change', 'No clear change')], max_length=20)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='figures', to='publication.publication')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
    ]
