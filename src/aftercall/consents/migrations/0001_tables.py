import aftercall.core.references
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('consents', '0001_initial'),
        ('consents', '0002_restricted_digests'),
    ]

    dependencies = [
        ('programmes', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='RestrictedDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('restriction', models.CharField(db_index=True, max_length=10)),
                ('digest', models.CharField(db_index=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(default=aftercall.core.references.new_reference, max_length=10, unique=True)),
                ('name', models.CharField(max_length=30)),
                ('purpose', models.TextField()),
                ('given_on', models.DateField()),
                ('ends_on', models.DateField()),
                ('ring', models.CharField(max_length=60, unique=True)),
                ('sealed_details', models.BinaryField()),
                ('ended_on', models.DateField(null=True)),
                ('outcome', models.CharField(blank=True, choices=[('done', 'Contacted, as they agreed'), ('not_reached', 'Could not be reached'), ('withdrawn', 'They changed their mind'), ('objected', 'They objected to the survey'), ('expired', 'The agreed time ended')], max_length=20)),
                ('programme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='programmes.programme')),
            ],
            options={
                'ordering': ['given_on', 'reference'],
            },
        ),
        migrations.CreateModel(
            name='ConsentDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('digest', models.CharField(db_index=True, max_length=64)),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='digests', to='consents.consent')),
            ],
        ),
        migrations.AddIndex(
            model_name='consent',
            index=models.Index(condition=models.Q(('ended_on', None)), fields=['ends_on'], name='consent_to_end'),
        ),
    ]
