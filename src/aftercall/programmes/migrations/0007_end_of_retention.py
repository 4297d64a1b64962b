from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0006_numbers_abroad'),
    ]

    operations = [
        migrations.AddField(
            model_name='extractload',
            name='erased_at',
            field=models.DateTimeField(null=True),
        ),
    ]
