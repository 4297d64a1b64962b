from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suppression", "0007_cooling_time")]

    operations = [
        migrations.CreateModel(
            name="RefusedRequests",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("day", models.DateField(unique=True)),
                ("count", models.PositiveIntegerField(default=0)),
            ],
        ),
    ]
