import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='ContractVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('agency_name', models.CharField(max_length=100)),
                ('number', models.PositiveIntegerField()),
                ('reference', models.CharField(default='', max_length=60)),
                ('in_force_from', models.DateField()),
                ('in_force_until', models.DateField(null=True)),
                ('types_of_data', models.JSONField()),
                ('subject_matter', models.TextField()),
                ('purpose', models.TextField()),
                ('instructions', models.TextField()),
                ('confidentiality', models.TextField()),
                ('security', models.TextField()),
                ('sub_processors', models.TextField(default='')),
                ('assistance', models.TextField()),
                ('deletion', models.TextField()),
                ('audit', models.TextField()),
                ('national_framework', models.TextField(default='')),
                ('recorded_at', models.DateTimeField()),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'version of a contract',
                'ordering': ['agency_name', 'number'],
                'constraints': [models.UniqueConstraint(fields=('agency_name', 'number'), name='one_contract_version_per_number'), models.CheckConstraint(condition=models.Q(('in_force_until', None), ('in_force_until__gte', models.F('in_force_from')), _connector='OR'), name='contract_ends_after_it_begins')],
            },
        ),
    ]
