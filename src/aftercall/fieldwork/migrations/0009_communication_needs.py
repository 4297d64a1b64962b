# What helps a person to communicate.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('fieldwork', '0008_consents_due'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='sealed_needs',
            field=models.BinaryField(default=b''),
        ),
    ]
