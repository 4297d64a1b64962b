from django.db import migrations, models


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
        migrations.AlterField(
            model_name='publishedfigure',
            name='suppression',
            field=models.CharField(blank=True, choices=[('few_people', 'Not shown: fewer than 30 people answered'), ('few_answers', 'Not shown: it could identify someone'), ('protects_another', 'Not shown: withheld to protect another group'), ('few_changed', 'Not shown: the correction rests on too few people')], max_length=20),
        ),
    ]
