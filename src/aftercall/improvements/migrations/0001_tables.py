import aftercall.core.references
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('improvements', '0001_initial'),
        ('improvements', '0002_one_action_per_form'),
    ]

    dependencies = [
        ('consents', '0001_tables'),
        ('programmes', '0001_tables'),
        ('publication', '0001_tables'),
        ('results', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Action',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=aftercall.core.references.new_reference, max_length=10, unique=True)),
                ('form', models.CharField(blank=True, max_length=10)),
                ('title', models.CharField(max_length=100)),
                ('plan', models.TextField()),
                ('owner', models.CharField(max_length=100)),
                ('population', models.CharField(choices=[('all', 'All victims'), ('crime', 'Victims of crime'), ('anti_social_behaviour', 'Victims of anti-social behaviour')], max_length=30)),
                ('measure', models.CharField(max_length=30)),
                ('breakdown', models.CharField(blank=True, max_length=30)),
                ('group', models.CharField(blank=True, max_length=100)),
                ('expected_change', models.FloatField()),
                ('compared', models.BooleanField()),
                ('starts_on', models.DateField()),
                ('due_on', models.DateField()),
                ('power', models.FloatField(null=True)),
                ('detectable', models.FloatField(null=True)),
                ('state', models.CharField(choices=[('proposed', 'Proposed'), ('agreed', 'Agreed'), ('in_place', 'In place'), ('withdrawn', 'Withdrawn')], default='proposed', max_length=20)),
                ('opened_at', models.DateTimeField()),
                ('side', models.CharField(choices=[('force', 'The force'), ('policing_body', 'The local policing body')], max_length=20)),
                ('in_place_on', models.DateField(null=True)),
                ('you_said', models.TextField(blank=True)),
                ('we_did', models.TextField(blank=True)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='programmes.programme')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('publication', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='publication.publication')),
                ('released_by_body', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('released_by_force', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='actions', to='results.analysisrun')),
            ],
            options={
                'ordering': ['-opened_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='ActionEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('step', models.CharField(choices=[('propose', 'propose'), ('change', 'change'), ('agree', 'agree'), ('comment', 'comment'), ('put_in_place', 'put_in_place'), ('withdraw', 'withdraw'), ('measure', 'measure'), ('write', 'write'), ('release', 'release'), ('take_back', 'take_back')], max_length=20)),
                ('at', models.DateTimeField()),
                ('text', models.TextField(blank=True)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='improvements.action')),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Look',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('last_month', models.DateField()),
                ('level', models.FloatField()),
                ('taken_at', models.DateTimeField(null=True)),
                ('basis', models.JSONField(default=list)),
                ('verdict', models.CharField(blank=True, choices=[('as_expected', 'as_expected'), ('opposite', 'opposite'), ('no_clear_change', 'no_clear_change'), ('not_judged', 'not_judged')], max_length=20)),
                ('reason', models.TextField(blank=True)),
                ('before_percent', models.FloatField(null=True)),
                ('after_percent', models.FloatField(null=True)),
                ('before_words', models.CharField(blank=True, max_length=200)),
                ('after_words', models.CharField(blank=True, max_length=200)),
                ('difference', models.FloatField(null=True)),
                ('low', models.FloatField(null=True)),
                ('high', models.FloatField(null=True)),
                ('own', models.FloatField(null=True)),
                ('others', models.FloatField(null=True)),
                ('p_value', models.FloatField(null=True)),
                ('action', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='looks', to='improvements.action')),
            ],
            options={
                'ordering': ['last_month'],
            },
        ),
        migrations.CreateModel(
            name='RecoveryContact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('programme', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='recovery_contact', to='programmes.programme')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='RecoveryRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=aftercall.core.references.new_reference, max_length=10, unique=True)),
                ('received_on', models.DateField()),
                ('due_on', models.DateField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('explained', 'We explained what happened'), ('apologised', 'We apologised'), ('put_right', 'We put something right'), ('referred', 'We passed it to those who deal with the case'), ('not_reached', 'We could not reach them'), ('not_wanted', 'They no longer want it')], max_length=20)),
                ('assigned_to', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('consent', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consents.consent')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.AddConstraint(
            model_name='action',
            constraint=models.UniqueConstraint(condition=models.Q(('form', ''), _negated=True), fields=('form',), name='one_action_per_form'),
        ),
        migrations.AddConstraint(
            model_name='look',
            constraint=models.UniqueConstraint(fields=('action', 'last_month'), name='one_look_per_month'),
        ),
    ]
