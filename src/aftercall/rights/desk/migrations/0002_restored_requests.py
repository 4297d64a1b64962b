from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0001_requests_and_trail'),
    ]

    operations = [
        migrations.AlterField(
            model_name='requestevent',
            name='kind',
            field=models.CharField(choices=[('received', 'Recorded the request'), ('details', 'Changed the person’s details'), ('note', 'Added a note'), ('paused', 'Stopped the clock'), ('resumed', 'Started the clock again'), ('extended', 'Extended the time by two months'), ('acknowledged', 'Acknowledged the complaint'), ('looked_up', 'Looked at what we hold'), ('disclosed', 'Made the copy for the person'), ('carried_out', 'Carried out the request'), ('letter', 'Made a letter'), ('closed', 'Closed the request'), ('restored', 'Recorded again after a backup was restored')], max_length=15),
        ),
    ]
