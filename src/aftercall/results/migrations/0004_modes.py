# How many people answered in each mode, and how their answers differ.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('results', '0003_periods_and_sign_off'),
    ]

    operations = [
        migrations.AddField(
            model_name='analysisrun',
            name='modes',
            field=models.JSONField(blank=True, default=dict),
        ),
    ]
