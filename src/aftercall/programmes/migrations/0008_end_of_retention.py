from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('programmes', '0007_lawful_basis'),
    ]

    operations = [
        migrations.AddField(
            model_name='extractload',
            name='erased_at',
            field=models.DateTimeField(null=True),
        ),
    ]
