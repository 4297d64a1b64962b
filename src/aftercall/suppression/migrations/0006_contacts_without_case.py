from django.db import migrations


class Migration(migrations.Migration):
    """Apart from 0005, because PostgreSQL can't change rows and columns of one table in one transaction."""

    dependencies = [
        ('suppression', '0005_case_digests'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='contactdigest',
            name='reference',
        ),
        migrations.RemoveField(
            model_name='contactdigest',
            name='released_on',
        ),
    ]
