import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('programmes', '0001_tables'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasureCertificate',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('issued_at', models.DateTimeField()),
                ('document', models.TextField()),
                ('wave', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='erasure_certificate', to='programmes.wave')),
            ],
            options={
                'verbose_name': 'certificate of erasure',
            },
        ),
    ]
