import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('fieldwork', '0001_initial'),
        ('fieldwork', '0002_calling'),
        ('fieldwork', '0003_sealed_answers'),
        ('fieldwork', '0004_only_sealed_answers'),
        ('fieldwork', '0005_restricted_cases'),
        ('fieldwork', '0006_seed'),
        ('fieldwork', '0007_overridden_checks'),
        ('fieldwork', '0008_consents_due'),
        ('fieldwork', '0009_communication_needs'),
        ('fieldwork', '0010_web_entries'),
    ]

    dependencies = [
        ('handover', '0001_tables'),
        ('programmes', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Case',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('state', models.CharField(choices=[('waiting', 'Not opened yet'), ('open', 'To be called again'), ('in_call', 'With an interviewer'), ('restricted', 'Paused at the person’s request'), ('closed', 'Closed')], default='waiting', max_length=10)),
                ('attempts_made', models.PositiveSmallIntegerField(default=0)),
                ('next_call_from', models.DateTimeField()),
                ('appointment_at', models.DateTimeField(null=True)),
                ('tried_at', models.CharField(blank=True, max_length=10)),
                ('main_number_failed', models.BooleanField(default=False)),
                ('last_disposition', models.CharField(blank=True, max_length=10)),
                ('final_disposition', models.CharField(blank=True, max_length=10)),
                ('closed_at', models.DateTimeField(null=True)),
                ('claimed_at', models.DateTimeField(null=True)),
                ('sealed_needs', models.BinaryField(default=b'')),
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
                ('can_talk_at', models.DateTimeField(null=True)),
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
                ('seed', models.PositiveIntegerField(default=0)),
                ('ended_at', models.DateTimeField(null=True)),
                ('consents_due', models.BooleanField(default=False)),
                ('attempt', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='interview', to='fieldwork.attempt')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='interview', to='fieldwork.case')),
            ],
        ),
        migrations.CreateModel(
            name='Answer',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_answer', models.BinaryField()),
                ('sealed_text', models.BinaryField(default=b'')),
                ('at', models.DateTimeField()),
                ('interview', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='fieldwork.interview')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='OverriddenCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=30)),
                ('times', models.PositiveIntegerField()),
                ('wave', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.wave')),
            ],
        ),
        migrations.CreateModel(
            name='QuotaAlert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(db_index=True)),
                ('calls', models.PositiveIntegerField()),
                ('interviewer', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='WebEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('expires_at', models.DateTimeField()),
                ('code_digest', models.CharField(blank=True, max_length=64)),
                ('session_digest', models.CharField(blank=True, max_length=64)),
                ('session_until', models.DateTimeField(null=True)),
                ('session_step', models.CharField(blank=True, choices=[('entered', 'The code has been entered'), ('opened', 'The first page has been opened'), ('begun', 'They have agreed to begin or to go on'), ('resting', 'They will come back with another code')], max_length=10)),
                ('attempt', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='fieldwork.attempt')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='web_entry', to='fieldwork.case')),
            ],
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
        migrations.AddIndex(
            model_name='attempt',
            index=models.Index(fields=['interviewer', 'started_at'], name='calls_of_an_interviewer'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(fields=('case', 'number'), name='one_attempt_per_number'),
        ),
        migrations.AddConstraint(
            model_name='attempt',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('case',), name='one_call_at_a_time'),
        ),
        migrations.AddIndex(
            model_name='interview',
            index=models.Index(condition=models.Q(('consents_due', True)), fields=['ended_at'], name='interview_with_consents_due'),
        ),
        migrations.AddConstraint(
            model_name='overriddencheck',
            constraint=models.UniqueConstraint(fields=('wave', 'question'), name='one_count_per_check'),
        ),
        migrations.AddConstraint(
            model_name='webentry',
            constraint=models.UniqueConstraint(condition=models.Q(('code_digest', ''), _negated=True), fields=('code_digest',), name='one_entry_per_code'),
        ),
        migrations.AddConstraint(
            model_name='webentry',
            constraint=models.UniqueConstraint(condition=models.Q(('session_digest', ''), _negated=True), fields=('session_digest',), name='one_entry_per_session'),
        ),
    ]
