from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_only_versions")]

    operations = [
        migrations.AddField("programmeversion", "numbers_abroad", models.BooleanField(default=False)),
    ]
