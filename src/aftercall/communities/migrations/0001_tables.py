import aftercall.core.references
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('communities', '0001_initial'),
        ('communities', '0002_cancelled_groups_and_assigned_tasks'),
        ('communities', '0003_owners_of_gaps_and_arranged_needs'),
    ]

    dependencies = [
        ('consents', '0001_tables'),
        ('programmes', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Organisation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=100, unique=True)),
                ('community', models.CharField(max_length=100)),
            ],
            options={
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='FocusGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=aftercall.core.references.new_reference, max_length=10, unique=True)),
                ('title', models.CharField(max_length=100)),
                ('topic', models.TextField()),
                ('guide', models.TextField()),
                ('place', models.CharField(max_length=200)),
                ('access', models.TextField()),
                ('incentive', models.CharField(max_length=100)),
                ('held_on', models.DateField()),
                ('starts', models.TimeField()),
                ('size', models.PositiveSmallIntegerField()),
                ('quotas', models.JSONField()),
                ('state', models.CharField(choices=[('recruiting', 'Recruiting'), ('drawn', 'Panel drawn'), ('held', 'Held'), ('cancelled', 'Cancelled')], default='recruiting', max_length=20)),
                ('seed_commitment', models.CharField(max_length=64)),
                ('ring', models.CharField(max_length=60, unique=True)),
                ('slots', models.PositiveSmallIntegerField()),
                ('sealed_seed', models.BinaryField()),
                ('sealed_pool', models.BinaryField(default=b'')),
                ('certificates', models.JSONField(default=list)),
                ('keep_until', models.DateField()),
                ('cancelled_because', models.TextField(blank=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('planned_at', models.DateTimeField()),
                ('planned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme')),
            ],
            options={
                'ordering': ['-held_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='LoadedTable',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=aftercall.core.references.new_reference, max_length=10, unique=True)),
                ('title', models.CharField(max_length=100)),
                ('characteristic', models.CharField(max_length=30)),
                ('source', models.CharField(max_length=300)),
                ('counts', models.JSONField()),
                ('loaded_at', models.DateTimeField()),
                ('loaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['characteristic', 'title', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Meeting',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('met_on', models.DateField()),
                ('place', models.CharField(max_length=100)),
                ('people', models.PositiveIntegerField()),
                ('said', models.TextField()),
                ('logged_at', models.DateTimeField()),
                ('logged_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='communities.organisation')),
            ],
            options={
                'ordering': ['-met_on', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Passage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveSmallIntegerField()),
                ('sealed_text', models.BinaryField()),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='passages', to='communities.focusgroup')),
            ],
            options={
                'ordering': ['number'],
            },
        ),
        migrations.CreateModel(
            name='Promise',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('report_by', models.DateField()),
                ('action', models.CharField(blank=True, max_length=10)),
                ('did', models.TextField(blank=True)),
                ('reported_on', models.DateField(null=True)),
                ('meeting', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='promises', to='communities.meeting')),
            ],
            options={
                'ordering': ['report_by', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Report',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.TextField()),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('checked', 'Waiting for approval'), ('published', 'Published')], default='draft', max_length=20)),
                ('published_at', models.DateTimeField(null=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('author', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('group', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='report', to='communities.focusgroup')),
            ],
        ),
        migrations.CreateModel(
            name='SurveyComparison',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_month', models.DateField()),
                ('last_month', models.DateField()),
                ('found', models.JSONField()),
                ('compared_at', models.DateTimeField()),
                ('compared_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme')),
            ],
            options={
                'ordering': ['-compared_at', '-id'],
            },
        ),
        migrations.CreateModel(
            name='Target',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('community', models.CharField(max_length=100)),
                ('channel', models.CharField(max_length=100)),
                ('why', models.TextField()),
                ('people', models.PositiveIntegerField()),
                ('reached', models.PositiveIntegerField(default=0)),
                ('due_on', models.DateField()),
                ('owner', models.CharField(max_length=100)),
                ('added_at', models.DateTimeField()),
                ('assigned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['due_on', 'community', 'id'],
            },
        ),
        migrations.AddField(
            model_name='meeting',
            name='target',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='meetings', to='communities.target'),
        ),
        migrations.CreateModel(
            name='Task',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('text', models.CharField(max_length=300)),
                ('owner', models.CharField(max_length=100)),
                ('due_on', models.DateField()),
                ('added_at', models.DateTimeField()),
                ('done_on', models.DateField(null=True)),
                ('assigned_to', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('target', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='tasks', to='communities.target')),
            ],
            options={
                'ordering': ['due_on', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60)),
                ('meaning', models.TextField()),
                ('measure', models.CharField(blank=True, max_length=30)),
                ('summary', models.TextField(blank=True)),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='themes', to='communities.focusgroup')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Quotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sealed_text', models.BinaryField()),
                ('text', models.TextField(blank=True)),
                ('approved_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('passage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotations', to='communities.passage')),
                ('proposed_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotations', to='communities.theme')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Coding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('coder', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('passage', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='codings', to='communities.passage')),
                ('themes', models.ManyToManyField(related_name='+', to='communities.theme')),
            ],
        ),
        migrations.CreateModel(
            name='Candidate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slot', models.PositiveSmallIntegerField()),
                ('sealed_answers', models.BinaryField()),
                ('state', models.CharField(choices=[('not_willing', 'Would not come'), ('willing', 'Would come'), ('drawn', 'Drawn, to be invited'), ('accepted', 'Accepted'), ('declined', 'Declined'), ('attended', 'Attended'), ('absent', 'Did not come'), ('withdrawn', 'Withdrew or objected'), ('called_off', 'The group was cancelled')], default='willing', max_length=20)),
                ('invited_on', models.DateField(null=True)),
                ('arranged_on', models.DateField(null=True)),
                ('incentive_given', models.BooleanField(default=False)),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='consents.consent')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='candidates', to='communities.focusgroup')),
            ],
            options={
                'ordering': ['id'],
                'constraints': [models.UniqueConstraint(fields=('group', 'consent'), name='candidate_once'), models.UniqueConstraint(fields=('group', 'slot'), name='candidate_slot')],
            },
        ),
        migrations.AddConstraint(
            model_name='passage',
            constraint=models.UniqueConstraint(fields=('group', 'number'), name='passage_once'),
        ),
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.UniqueConstraint(fields=('group', 'name'), name='theme_once'),
        ),
        migrations.AddConstraint(
            model_name='coding',
            constraint=models.UniqueConstraint(fields=('passage', 'coder'), name='coding_once'),
        ),
    ]
