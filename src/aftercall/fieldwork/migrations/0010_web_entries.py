# How somebody who was reached by telephone can answer on the web.

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fieldwork', '0009_communication_needs'),
    ]

    operations = [
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
            options={
                'constraints': [
                    models.UniqueConstraint(condition=models.Q(('code_digest', ''), _negated=True), fields=('code_digest',), name='one_entry_per_code'),
                    models.UniqueConstraint(condition=models.Q(('session_digest', ''), _negated=True), fields=('session_digest',), name='one_entry_per_session'),
                ],
            },
        ),
    ]
