import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('desk', '0001_requests_and_trail'),
        ('desk', '0002_restored_requests'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='SubjectRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=8, unique=True)),
                ('kind', models.CharField(choices=[('objection', 'Objection'), ('access', 'Access'), ('rectification', 'Rectification'), ('erasure', 'Erasure'), ('restriction', 'Restriction'), ('withdrawal', 'Withdrawal of answers'), ('complaint', 'Complaint')], max_length=20)),
                ('channel', models.CharField(choices=[('telephone', 'By telephone'), ('email', 'By email'), ('letter', 'By letter'), ('online', 'By the form on the public site')], max_length=10)),
                ('received_on', models.DateField()),
                ('recorded_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('waiting', 'Waiting for the person'), ('answered', 'Answered'), ('refused', 'Refused'), ('withdrawn', 'Withdrawn')], default='open', max_length=10)),
                ('due_on', models.DateField()),
                ('acknowledge_by', models.DateField(null=True)),
                ('acknowledged_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('upheld', 'Upheld'), ('partly', 'Partly upheld'), ('not_upheld', 'Not upheld')], max_length=10)),
                ('paused_on', models.DateField(null=True)),
                ('paused_for', models.CharField(blank=True, choices=[('identity', 'Proof of who they are'), ('scope', 'What exactly they ask for')], max_length=10)),
                ('paused_days', models.PositiveSmallIntegerField(default=0)),
                ('extended_on', models.DateField(null=True)),
                ('closed_at', models.DateTimeField(null=True)),
                ('ring', models.CharField(max_length=40, unique=True)),
                ('sealed_details', models.BinaryField()),
                ('erased_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['state', 'due_on'], name='request_due')],
            },
        ),
        migrations.CreateModel(
            name='RequestEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField()),
                ('kind', models.CharField(choices=[('received', 'Recorded the request'), ('details', 'Changed the person’s details'), ('note', 'Added a note'), ('paused', 'Stopped the clock'), ('resumed', 'Started the clock again'), ('extended', 'Extended the time by two months'), ('acknowledged', 'Acknowledged the complaint'), ('looked_up', 'Looked at what we hold'), ('disclosed', 'Made the copy for the person'), ('carried_out', 'Carried out the request'), ('letter', 'Made a letter'), ('closed', 'Closed the request'), ('restored', 'Recorded again after a backup was restored')], max_length=15)),
                ('about', models.CharField(blank=True, max_length=80)),
                ('sealed_note', models.BinaryField(default=b'')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='events', to='desk.subjectrequest')),
            ],
            options={
                'verbose_name': 'entry of a request’s trail',
                'ordering': ['id'],
            },
        ),
    ]
