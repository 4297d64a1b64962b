from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0004_only_versions")]

    operations = [migrations.AddField("matchdecision", "changes_frame", models.BooleanField(default=True))]
