from django.db import migrations


class Migration(migrations.Migration):
    """Apart from 0003, because PostgreSQL can't change rows and columns of one table in one transaction."""

    dependencies = [
        ('fieldwork', '0003_sealed_answers'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='answer',
            name='question',
        ),
        migrations.RemoveField(
            model_name='answer',
            name='value',
        ),
    ]
