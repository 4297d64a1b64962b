from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('publication', '0006_carry_over'),
    ]

    operations = [
        migrations.RemoveField(
            model_name='publication',
            name='signed_off_by',
        ),
        migrations.RemoveField(
            model_name='publishedfigure',
            name='change',
        ),
        migrations.RemoveField(
            model_name='publishedfigure',
            name='direction',
        ),
        migrations.RemoveField(
            model_name='publishedfigure',
            name='since',
        ),
        migrations.RemoveField(
            model_name='publishedfigure',
            name='suppressed',
        ),
    ]
