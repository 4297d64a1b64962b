from django.db import migrations, models


class Migration(migrations.Migration):
    """Apart from 0002, because PostgreSQL can't change rows and columns of one table in one transaction."""

    dependencies = [("suppression", "0002_last_call")]

    operations = [
        migrations.AlterField("contactdigest", "last_call_on", models.DateField()),
        migrations.AlterField("contactdigest", "free_on", models.DateField()),
        migrations.AddIndex("contactdigest", models.Index(fields=["free_on"], name="contact_free_on")),
    ]
