from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0011_incident_categories'),
    ]

    operations = [
        migrations.AddField(
            model_name='survey',
            name='minimum_base',
            field=models.PositiveSmallIntegerField(default=30),
        ),
        migrations.AddField(
            model_name='survey',
            name='minimum_count',
            field=models.PositiveSmallIntegerField(default=3),
        ),
    ]
