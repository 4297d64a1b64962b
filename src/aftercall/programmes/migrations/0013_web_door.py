# Whether somebody who was reached by telephone may answer on the web.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0012_disclosure_thresholds'),
    ]

    operations = [
        migrations.AddField(
            model_name='callingrules',
            name='web_door',
            field=models.BooleanField(default=False),
        ),
    ]
