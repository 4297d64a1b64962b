"""Encrypts each answer, together with its question, with a key of its case."""

from django.db import migrations, models

from aftercall.handover.answers import AnswersKey

_BATCH = 500


def seal(apps, schema_editor):
    model = apps.get_model("fieldwork", "Answer")
    for interview in apps.get_model("fieldwork", "Interview").objects.select_related("case__released"):
        key = AnswersKey.of(interview.case.released)
        answers = list(model.objects.filter(interview=interview))
        for answer in answers:
            answer.sealed_answer = key.seal_answer(answer.question, answer.value)
        model.objects.bulk_update(answers, ["sealed_answer"], batch_size=_BATCH)


class Migration(migrations.Migration):

    dependencies = [
        ('fieldwork', '0002_calling'),
        ('handover', '0003_sealed_answers'),
    ]

    operations = [
        migrations.AddField(
            model_name='answer',
            name='sealed_answer',
            field=models.BinaryField(default=b''),
            preserve_default=False,
        ),
        migrations.RunPython(seal),
    ]
