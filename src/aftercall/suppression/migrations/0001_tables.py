import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('suppression', '0001_initial'),
        ('suppression', '0002_last_call'),
        ('suppression', '0003_last_call_required'),
        ('suppression', '0004_more_sources'),
        ('suppression', '0005_case_digests'),
        ('suppression', '0006_contacts_without_case'),
        ('suppression', '0007_cooling_time'),
        ('suppression', '0008_refused_requests'),
        ('suppression', '0009_household_digests'),
        ('suppression', '0010_added_digests'),
        ('suppression', '0011_objections_on_the_web'),
    ]

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='CaseDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_index=True, max_length=20)),
                ('digest', models.CharField(db_index=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='HouseholdDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_index=True, max_length=20)),
                ('digest', models.CharField(db_index=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='RefusedRequests',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True)),
                ('count', models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name='ContactDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('last_call_on', models.DateField()),
                ('free_on', models.DateField()),
            ],
            options={
                'indexes': [models.Index(fields=['free_on'], name='contact_free_on')],
            },
        ),
        migrations.CreateModel(
            name='Objection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source', models.CharField(choices=[('call', 'Told the interviewer'), ('web', 'Told us when they answered on the web'), ('public_site', 'Opted out on the public site'), ('email', 'Wrote an email'), ('letter', 'Wrote a letter'), ('telephone', 'Telephoned'), ('imported', 'On a list that was imported')], max_length=20)),
                ('recorded_at', models.DateTimeField(db_index=True)),
                ('erase_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('completed', models.BooleanField(default=False)),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('erase_at__isnull', False), ('erased_at', None)), fields=['erase_at'], name='objection_to_erase')],
            },
        ),
        migrations.CreateModel(
            name='SuppressedDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('added', models.BooleanField(default=False)),
                ('objection', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='digests', to='suppression.objection')),
            ],
        ),
    ]
