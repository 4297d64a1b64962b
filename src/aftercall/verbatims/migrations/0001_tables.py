import aftercall.core.references
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('verbatims', '0001_initial'),
        ('verbatims', '0002_who_settled'),
    ]

    dependencies = [
        ('fieldwork', '0001_tables'),
        ('programmes', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CodebookDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('document', models.JSONField()),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='codebook_draft', to='programmes.programme')),
            ],
        ),
        migrations.CreateModel(
            name='CodebookVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveIntegerField()),
                ('confirmed_at', models.DateTimeField()),
                ('document', models.JSONField()),
                ('confirmed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='codebooks', to='programmes.programme')),
            ],
            options={
                'ordering': ['programme_id', 'number'],
            },
        ),
        migrations.CreateModel(
            name='CodingRound',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opened_at', models.DateTimeField()),
                ('codebook', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rounds', to='verbatims.codebookversion')),
                ('opened_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='coding', to='programmes.wave')),
            ],
        ),
        migrations.CreateModel(
            name='Verbatim',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=aftercall.core.references.new_reference, max_length=10, unique=True)),
                ('place', models.PositiveIntegerField()),
                ('sealed_question', models.BinaryField()),
                ('state', models.CharField(choices=[('to_code', 'To code'), ('to_settle', 'Differences to settle'), ('settled', 'Settled'), ('gone', 'Erased before it was settled')], default='to_code', max_length=10)),
                ('sealed_codes', models.BinaryField(default=b'')),
                ('leased_until', models.DateTimeField(null=True)),
                ('coding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='texts', to='verbatims.codinground')),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='verbatims', to='fieldwork.interview')),
                ('leased_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('settled_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['place'],
            },
        ),
        migrations.CreateModel(
            name='Quotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=aftercall.core.references.new_reference, max_length=10, unique=True)),
                ('state', models.CharField(choices=[('to_redact', 'To redact'), ('to_confirm', 'Redaction to confirm'), ('at_agency', 'For the agency to release'), ('at_force', 'For the force to release'), ('released', 'Released'), ('published', 'Published'), ('refused', 'Not to be used'), ('withdrawn', 'Withdrawn by the person')], default='to_redact', max_length=10)),
                ('group', models.CharField(max_length=100)),
                ('question', models.TextField(blank=True)),
                ('sealed_spans', models.BinaryField(default=b'')),
                ('words', models.TextField(blank=True)),
                ('published_on', models.DateField(null=True)),
                ('agency_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('force_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='quotations', to='programmes.programme')),
                ('redacted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verbatim', models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='quotation', to='verbatims.verbatim')),
            ],
            options={
                'ordering': ['reference'],
            },
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_codes', models.BinaryField()),
                ('coded_at', models.DateTimeField()),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('verbatim', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='verbatims.verbatim')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddConstraint(
            model_name='codebookversion',
            constraint=models.UniqueConstraint(fields=('programme', 'number'), name='one_codebook_per_number'),
        ),
        migrations.AddIndex(
            model_name='verbatim',
            index=models.Index(fields=['coding', 'state', 'place'], name='texts_to_code'),
        ),
        migrations.AddConstraint(
            model_name='coding',
            constraint=models.UniqueConstraint(fields=('verbatim', 'coder'), name='coded_once_by_each'),
        ),
    ]
