"""Events that are public stay so, and nothing that people said is kept of parts that were withdrawn."""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def approve_events(apps, _):
    consultations = apps.get_model("consultations", "Consultation").objects.filter(pk=OuterRef("consultation"))
    events = apps.get_model("consultations", "Event").objects.filter(consultation__state__in=("approved", "closed"))
    events.update(approved_by=Subquery(consultations.values("approved_by")))


def empty_withdrawn(apps, _):
    for release in apps.get_model("consultations", "Release").objects.filter(state="withdrawn"):
        kept = ("kind", "label", "decision", "account")
        release.content = {name: value for name, value in release.content.items() if name in kept}
        release.save(update_fields=["content"])


class Migration(migrations.Migration):
    dependencies = [("consultations", "0002_two_people_and_successors")]

    operations = [
        migrations.RunPython(approve_events, migrations.RunPython.noop),
        migrations.RunPython(empty_withdrawn, migrations.RunPython.noop),
    ]
