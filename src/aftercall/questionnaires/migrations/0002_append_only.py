from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("questionnaires", "0001_initial")]

    operations = [
        migrations.AlterModelOptions(
            name="instrumentversion",
            options={"ordering": ["name", "version"], "verbose_name": "version of an instrument"},
        ),
    ]
