from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0010_survey_modules'),
    ]

    operations = [
        migrations.AddField(
            model_name='survey',
            name='incident_categories',
            field=models.JSONField(default=list),
        ),
    ]
