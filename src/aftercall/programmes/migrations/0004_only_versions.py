import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("programmes", "0003_first_versions")]

    operations = [
        migrations.RemoveField("programme", "survey"),
        migrations.RemoveField("programme", "calling"),
        migrations.RemoveField("programme", "sampling_fraction"),
        migrations.RemoveField("programme", "repeat_contact_months"),
        migrations.RemoveField("programme", "minimum_age"),
        migrations.RemoveField("programme", "exclusion_rules"),
        migrations.AlterField("programme", "slug", models.SlugField(max_length=40, unique=True)),
        migrations.AlterField("programme", "created_at", models.DateTimeField()),
        migrations.AlterField(
            "wave",
            "version",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="waves", to="programmes.programmeversion"
            ),
        ),
        migrations.AlterField("wave", "reference", models.CharField(max_length=60, unique=True)),
    ]
