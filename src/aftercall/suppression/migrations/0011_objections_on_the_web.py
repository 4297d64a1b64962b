# People who answer on the web can object there.

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suppression', '0010_added_digests'),
    ]

    operations = [
        migrations.AlterField(
            model_name='objection',
            name='source',
            field=models.CharField(choices=[('call', 'Told the interviewer'), ('web', 'Told us when they answered on the web'), ('public_site', 'Opted out on the public site'), ('email', 'Wrote an email'), ('letter', 'Wrote a letter'), ('telephone', 'Telephoned'), ('imported', 'On a list that was imported')], max_length=20),
        ),
    ]
