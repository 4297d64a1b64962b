from django.db import migrations, models
from django.db.models import Value
from django.db.models.functions import Concat


def name_rings(apps, _):
    """Until now the ring was named after the load's folder."""
    apps.get_model("programmes", "ExtractLoad").objects.update(contacts_ring=Concat(Value("contacts-"), "folder"))


class Migration(migrations.Migration):
    dependencies = [("programmes", "0008_end_of_retention")]

    operations = [
        migrations.AddField(
            "extractload", "contacts_ring", models.CharField(default="", max_length=100), preserve_default=False
        ),
        migrations.AddField("extractload", "digest_seen", models.PositiveBigIntegerField(default=0)),
        migrations.AddField("extractload", "cooled_seen", models.DateTimeField(null=True)),
        migrations.RunPython(name_rings, elidable=False),
    ]
