import aftercall.core.references
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('consultations', '0001_consultations'),
        ('consultations', '0002_two_people_and_successors'),
        ('consultations', '0003_events_so_far'),
    ]

    dependencies = [
        ('questionnaires', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Consultation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=60, unique=True)),
                ('title', models.CharField(max_length=120)),
                ('asked_by', models.CharField(max_length=100)),
                ('summary', models.TextField()),
                ('why', models.TextField()),
                ('decides', models.TextField()),
                ('opens_on', models.DateField()),
                ('closes_on', models.DateField()),
                ('layout', models.CharField(choices=[('question', 'One question on a screen'), ('section', 'One section on a screen')], default='question', max_length=10)),
                ('entry', models.CharField(choices=[('anyone', 'Anyone'), ('invited', 'Only people at addresses that we draw at random'), ('both', 'Anyone, and people at addresses that we draw at random, counted apart')], default='anyone', max_length=10)),
                ('return_address', models.TextField()),
                ('areas', models.JSONField(default=list)),
                ('margins', models.JSONField(default=dict)),
                ('months_kept', models.PositiveSmallIntegerField(default=12)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('submitted', 'Waiting for approval'), ('approved', 'Approved'), ('closed', 'Closed')], default='draft', max_length=10)),
                ('created_at', models.DateTimeField()),
                ('approved_at', models.DateTimeField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('seed', models.BinaryField(default=b'')),
                ('sent_back', models.TextField(blank=True)),
                ('checked_at', models.DateTimeField(null=True)),
                ('erased_on', models.DateField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('changed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.instrumentversion')),
                ('submitted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['-opens_on', 'title'],
            },
        ),
        migrations.CreateModel(
            name='AnswerRing',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, unique=True)),
                ('used', models.PositiveIntegerField(default=0)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rings', to='consultations.consultation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='AddressSample',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('certificate', models.JSONField()),
                ('ring', models.CharField(max_length=60)),
                ('slot', models.PositiveIntegerField()),
                ('sealed', models.BinaryField(default=b'')),
                ('drawn_at', models.DateTimeField()),
                ('drawn_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='sample', to='consultations.consultation')),
            ],
        ),
        migrations.CreateModel(
            name='Event',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('on', models.DateField()),
                ('when', models.CharField(blank=True, max_length=60)),
                ('where', models.CharField(max_length=300)),
                ('added_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='consultations.consultation')),
            ],
            options={
                'ordering': ['on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(max_length=64, unique=True)),
                ('used', models.BooleanField(default=False)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='invitations', to='consultations.consultation')),
            ],
        ),
        migrations.CreateModel(
            name='PrincipleEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('principle', models.CharField(choices=[('formative', 'The proposal is still at a formative stage'), ('information', 'People have sufficient information to consider it and respond'), ('time', 'People have adequate time to consider it and respond'), ('taken_into_account', 'What people said is conscientiously taken into account')], max_length=20)),
                ('statement', models.TextField()),
                ('evidence', models.TextField()),
                ('recorded_at', models.DateTimeField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='principle_entries', to='consultations.consultation')),
                ('recorded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'entry of evidence',
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Response',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=aftercall.core.references.new_reference, max_length=10, unique=True)),
                ('link_digest', models.CharField(max_length=64, null=True, unique=True)),
                ('ring', models.CharField(max_length=60)),
                ('slot', models.PositiveIntegerField()),
                ('about_ring', models.CharField(max_length=60)),
                ('about_slot', models.PositiveIntegerField()),
                ('state', models.CharField(choices=[('started', 'Not submitted'), ('submitted', 'Submitted'), ('deleted', 'Deleted by the person')], default='started', max_length=10)),
                ('channel', models.CharField(choices=[('open', 'Chose to take part'), ('invited', 'Drawn at random')], default='open', max_length=10)),
                ('mode', models.CharField(choices=[('web', 'On the web'), ('paper', 'On paper')], default='web', max_length=10)),
                ('started_at', models.DateTimeField()),
                ('submitted_at', models.DateTimeField(null=True)),
                ('sealed_draft', models.BinaryField(default=b'')),
                ('sealed_answers', models.BinaryField(default=b'')),
                ('sealed_about', models.BinaryField(default=b'')),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='responses', to='consultations.consultation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PaperForm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('different', models.PositiveSmallIntegerField(default=0)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paper_forms', to='consultations.consultation')),
                ('first_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('second_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='paper', to='consultations.response')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Moderation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('question', models.CharField(max_length=60)),
                ('rule', models.CharField(blank=True, choices=[('personal', 'It names a person or could identify one'), ('abuse', 'It is abusive, hateful or threatening'), ('unlawful', 'Publishing it could be unlawful, such as contempt of court or defamation'), ('crime_report', 'It reports a crime, which the police must deal with'), ('advertising', 'It advertises something'), ('copy', 'It was sent many times; we show it once')], max_length=20)),
                ('text', models.TextField(blank=True)),
                ('edited', models.BooleanField(default=False)),
                ('at', models.DateTimeField()),
                ('reopened_at', models.DateTimeField(null=True)),
                ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='moderations', to='consultations.consultation')),
                ('reopened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('response', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='moderations', to='consultations.response')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Flag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sign', models.CharField(choices=[('copied_text', 'The same words as many others'), ('same_answers', 'The same answers as many others within minutes'), ('too_fast', 'Many answers within minutes, faster than anybody reads')], max_length=20)),
                ('group', models.PositiveIntegerField()),
                ('response', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='flag', to='consultations.response')),
            ],
        ),
        migrations.CreateModel(
            name='SupportingDocument',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.CharField(max_length=120)),
                ('content', models.BinaryField()),
                ('size', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('added_at', models.DateTimeField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='documents', to='consultations.consultation')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='PaperEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=20)),
                ('ring', models.CharField(max_length=60)),
                ('slot', models.PositiveIntegerField()),
                ('sealed', models.BinaryField()),
                ('typed_at', models.DateTimeField()),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='paper_entries', to='consultations.consultation')),
                ('typed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('consultation', 'number'), name='one_entry_per_paper_form')],
            },
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('field', models.CharField(max_length=60)),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('checked', 'Waiting for approval'), ('approved', 'Approved'), ('published', 'Published'), ('corrected', 'Corrected'), ('withdrawn', 'Withdrawn')], default='draft', max_length=20)),
                ('content', models.JSONField()),
                ('prepared_at', models.DateTimeField()),
                ('publish_at', models.DateTimeField(null=True)),
                ('published_at', models.DateTimeField(null=True)),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('reason', models.TextField(blank=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consultation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='releases', to='consultations.consultation')),
                ('prepared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('sent_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'withdrawn'), _negated=True), fields=('consultation', 'field'), name='one_release_per_field')],
            },
        ),
        migrations.AddIndex(
            model_name='response',
            index=models.Index(fields=['consultation', 'state'], name='consultatio_consult_119521_idx'),
        ),
        migrations.AddConstraint(
            model_name='paperform',
            constraint=models.UniqueConstraint(fields=('consultation', 'number'), name='one_answer_per_paper_form'),
        ),
        migrations.AddConstraint(
            model_name='moderation',
            constraint=models.UniqueConstraint(condition=models.Q(('reopened_at', None)), fields=('response', 'question'), name='one_decision_per_response_and_question'),
        ),
    ]
