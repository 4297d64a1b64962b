from django.db import migrations


class Migration(migrations.Migration):
    """Apart from 0003, because PostgreSQL can't change rows and columns of one table in one transaction."""

    dependencies = [
        ('handover', '0003_sealed_answers'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='releasedcase',
            name='one_case_per_person',
        ),
        migrations.RemoveField(
            model_name='releasedcase',
            name='person_id',
        ),
        migrations.RemoveField(
            model_name='releasedcase',
            name='stratum',
        ),
        migrations.RemoveField(
            model_name='returnedcase',
            name='answers',
        ),
    ]
