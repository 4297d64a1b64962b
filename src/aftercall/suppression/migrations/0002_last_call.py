from datetime import timedelta

from django.db import migrations, models

from aftercall.core.dates import months_later


def set_last_calls(apps, _):
    """Until now only the release was known. The longest that its calls can have taken is a whole contact window after
    it."""
    programme = apps.get_model("programmes", "Programme").objects.select_related("calling").first()
    if programme is None:
        return
    ContactDigest = apps.get_model("suppression", "ContactDigest")
    for day in ContactDigest.objects.values_list("released_on", flat=True).distinct():
        last_call_on = day + timedelta(weeks=programme.calling.window_closes_weeks)
        free_on = months_later(last_call_on, programme.repeat_contact_months)
        ContactDigest.objects.filter(released_on=day).update(last_call_on=last_call_on, free_on=free_on)


class Migration(migrations.Migration):
    dependencies = [("suppression", "0001_initial"), ("programmes", "0001_initial")]
    run_before = [("programmes", "0002_versions")]

    operations = [
        migrations.AddField("contactdigest", "last_call_on", models.DateField(null=True)),
        migrations.AddField("contactdigest", "free_on", models.DateField(null=True)),
        migrations.RunPython(set_last_calls, elidable=False),
    ]
