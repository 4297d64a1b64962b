from django.db import migrations, models


class Migration(migrations.Migration):
    """Objections recorded before had their contact details destroyed at once: both new dates stay empty."""

    dependencies = [("suppression", "0006_contacts_without_case")]

    operations = [
        migrations.AddField("objection", "erase_at", models.DateTimeField(null=True)),
        migrations.AddField("objection", "erased_at", models.DateTimeField(null=True)),
        migrations.AlterField("objection", "recorded_at", models.DateTimeField(db_index=True)),
        migrations.AddIndex(
            "objection",
            models.Index(
                fields=["erase_at"],
                condition=models.Q(erase_at__isnull=False, erased_at=None),
                name="objection_to_erase",
            ),
        ),
    ]
