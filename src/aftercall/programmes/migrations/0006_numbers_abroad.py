from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0005_changes_frame")]

    operations = [
        migrations.AddField("programmeversion", "numbers_abroad", models.BooleanField(default=False)),
    ]
