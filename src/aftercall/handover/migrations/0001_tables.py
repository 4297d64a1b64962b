import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('handover', '0001_initial'),
        ('handover', '0002_withheld'),
        ('handover', '0003_sealed_answers'),
        ('handover', '0004_only_sealed_answers'),
        ('handover', '0005_modules'),
        ('handover', '0006_returned_codes'),
    ]

    dependencies = [
        ('programmes', '0001_tables'),
        ('questionnaires', '0001_tables'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CodeReturn',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('returned_at', models.DateTimeField()),
                ('document', models.JSONField()),
                ('text_count', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('returned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='code_return', to='programmes.wave')),
            ],
        ),
        migrations.CreateModel(
            name='Release',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('released_at', models.DateTimeField()),
                ('fields', models.JSONField()),
                ('ring', models.CharField(max_length=40, unique=True)),
                ('case_count', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('erased_at', models.DateTimeField(null=True)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='releases', to='questionnaires.instrumentversion')),
                ('released_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='release', to='programmes.wave')),
            ],
        ),
        migrations.CreateModel(
            name='ReleasedCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=20, unique=True)),
                ('sealed_person', models.BinaryField()),
                ('category', models.CharField(max_length=60)),
                ('area', models.CharField(max_length=100)),
                ('reported_on', models.DateField()),
                ('ring', models.CharField(max_length=40)),
                ('key_slot', models.PositiveIntegerField()),
                ('sealed_contact', models.BinaryField()),
                ('sealed_modules', models.BinaryField(default=b'')),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='handover.release')),
            ],
        ),
        migrations.CreateModel(
            name='Return',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('returned_at', models.DateTimeField()),
                ('case_count', models.PositiveIntegerField()),
                ('digest', models.CharField(max_length=64)),
                ('instrument', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='questionnaires.instrumentversion')),
                ('returned_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='returned', to='programmes.wave')),
            ],
        ),
        migrations.CreateModel(
            name='ReturnedCase',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('disposition', models.CharField(max_length=10)),
                ('attempts', models.PositiveSmallIntegerField()),
                ('interviewed_on', models.DateField(null=True)),
                ('sealed_answers', models.BinaryField(default=b'')),
                ('sealed_codes', models.BinaryField(default=b'')),
                ('case', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='returned_case', to='handover.releasedcase')),
                ('returned', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='cases', to='handover.return')),
            ],
        ),
        migrations.CreateModel(
            name='WithheldPerson',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('person_id', models.CharField(max_length=64)),
                ('reason', models.CharField(choices=[('objected', 'objected after the extract was loaded'), ('already_surveyed', 'contacted for another wave in the meantime')], max_length=20)),
                ('release', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='withheld', to='handover.release')),
            ],
        ),
        migrations.AddConstraint(
            model_name='releasedcase',
            constraint=models.UniqueConstraint(fields=('release', 'key_slot'), name='one_key_per_case'),
        ),
        migrations.AddConstraint(
            model_name='withheldperson',
            constraint=models.UniqueConstraint(fields=('release', 'person_id'), name='withheld_once'),
        ),
    ]
