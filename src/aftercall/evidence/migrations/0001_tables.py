import aftercall.core.references
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('evidence', '0001_initial'),
        ('evidence', '0002_superseded'),
        ('evidence', '0003_runs_of_files'),
    ]

    dependencies = [
        ('publication', '0001_tables'),
        ('results', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ControlledFile',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=aftercall.core.references.new_reference, max_length=10, unique=True)),
                ('kind', models.CharField(choices=[('return', 'Evidence return'), ('export', 'Export for analysts')], max_length=10)),
                ('state', models.CharField(choices=[('waiting', 'Waiting for approval'), ('refused', 'Refused'), ('released', 'Released'), ('superseded', 'Superseded'), ('ended', 'Erased')], default='waiting', max_length=10)),
                ('purpose', models.TextField()),
                ('recipient', models.TextField()),
                ('microdata', models.BooleanField()),
                ('requested_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('refusal', models.TextField(blank=True)),
                ('superseded_at', models.DateTimeField(null=True)),
                ('superseded_because', models.CharField(blank=True, choices=[('answers', 'Somebody withdrew their answers'), ('results', 'The results were withdrawn')], max_length=10)),
                ('ends_on', models.DateField()),
                ('ring', models.CharField(max_length=60, unique=True)),
                ('sealed_content', models.BinaryField()),
                ('digest', models.CharField(max_length=64)),
                ('size', models.PositiveIntegerField()),
                ('summary', models.JSONField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publication', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='controlled_files', to='publication.publication')),
                ('requested_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('runs', models.ManyToManyField(related_name='controlled_files', to='results.analysisrun')),
            ],
            options={
                'ordering': ['-requested_at', '-id'],
            },
        ),
    ]
