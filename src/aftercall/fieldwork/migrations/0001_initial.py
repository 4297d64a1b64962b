import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('handover', '0001_initial'),
        ('programmes', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('state', models.CharField(choices=[('waiting', 'Not opened yet'), ('open', 'To be called again'), ('in_call', 'With an interviewer'), ('closed', 'Closed')], default='waiting', max_length=10)),
                ('attempts_made', models.PositiveSmallIntegerField(default=0)),
                ('next_call_from', models.DateTimeField()),
                ('appointment_at', models.DateTimeField(null=True)),
                ('tried_at', models.CharField(blank=True, max_length=10)),
                ('main_number_failed', models.BooleanField(default=False)),
                ('last_disposition', models.CharField(blank=True, max_length=10)),
                ('final_disposition', models.CharField(blank=True, max_length=10)),
                ('closed_at', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('appointment_with', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('calling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.callingrules')),
                ('claimed_by', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claimed_case', to=settings.AUTH_USER_MODEL)),
                ('released', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='case', to='handover.releasedcase')),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='programmes.wave')),
            ],
        ),
        migrations.CreateModel(
            name='Attempt',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('phone', models.CharField(choices=[('main', 'First number'), ('other', 'Second number')], max_length=5)),
                ('last_number', models.BooleanField()),
                ('started_at', models.DateTimeField(db_index=True)),
                ('ended_at', models.DateTimeField(null=True)),
                ('disposition', models.CharField(blank=True, max_length=10)),
                ('sealed_note', models.BinaryField(default=b'')),
                ('interviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to=settings.AUTH_USER_MODEL)),
                ('case', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='attempts', to='fieldwork.case')),
            ],
            options={
                'ordering': ['case_id', 'number'],
            },
        ),
        migrations.CreateModel(
            name='Interview',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('consented_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='interview', to='fieldwork.attempt')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='interview', to='fieldwork.case')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=40)),
                ('value', models.CharField(blank=True, max_length=200)),
                ('sealed_text', models.BinaryField(default=b'')),
                ('at', models.DateTimeField()),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='fieldwork.interview')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(fields=['state', 'closes_on'], name='fieldwork_c_state_dcb707_idx'),
        ),
        migrations.AddIndex(
            model_name='case',
            index=models.Index(condition=models.Q(('appointment_at__isnull', False)), fields=['appointment_at'], name='case_with_appointment'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('claimed_by__isnull', False), ('state', 'in_call')), models.Q(models.Q(('state', 'in_call'), _negated=True), ('claimed_by__isnull', True)), _connector='OR'), name='in_call_means_claimed'),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('opens_on__lte', models.F('closes_on'))), name='window_opens_before_it_closes'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='one_attempt_per_number'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case',), name='one_call_at_a_time'),
        ),
    ]
