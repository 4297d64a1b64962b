import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('programmes', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MappingDraft',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('entries', models.JSONField(default=dict)),
                ('confirmed', models.JSONField(default=list)),
                ('test', models.JSONField(null=True)),
                ('upload', models.CharField(blank=True, default='', max_length=60)),
                ('uploaded_at', models.DateTimeField(null=True)),
                ('stored_profile', models.JSONField(null=True)),
                ('sheets', models.JSONField(default=list)),
                ('changed_at', models.DateTimeField()),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='mapping_draft', to='programmes.programme')),
            ],
        ),
    ]
