"""Encrypts answers, and whose they are, with a key of each case."""

from django.db import migrations, models

from aftercall.core import vault
from aftercall.handover.answers import AnswersKey
from aftercall.handover.models import answers_ring

_BATCH = 500


def seal(apps, schema_editor):
    """Also for releases whose contact details have been erased: the end of their retention is completed later."""
    for release in apps.get_model("handover", "Release").objects.all():
        cases = list(release.cases.order_by("key_slot"))
        vault.create_ring(answers_ring(release.ring), slots=cases[-1].key_slot + 1 if cases else 0)
        for case in cases:
            case.sealed_person = AnswersKey.of(case).seal_person(case.person_id)
        apps.get_model("handover", "ReleasedCase").objects.bulk_update(cases, ["sealed_person"], batch_size=_BATCH)
    returned = apps.get_model("handover", "ReturnedCase")
    rows = list(returned.objects.exclude(answers={}).select_related("case"))
    for row in rows:
        row.sealed_answers = AnswersKey.of(row.case).seal_return(row.answers)
    returned.objects.bulk_update(rows, ["sealed_answers"], batch_size=_BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ('handover', '0002_withheld'),
    ]

    operations = [
        migrations.AddField(
            model_name='releasedcase',
            name='sealed_person',
            field=models.BinaryField(default=b''),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='returnedcase',
            name='sealed_answers',
            field=models.BinaryField(default=b''),
        ),
        migrations.RunPython(seal),
    ]
