"""Separates the digests that lead to a case from those that only say who was contacted lately."""

from collections import defaultdict

from django.db import migrations, models


def separate(apps, schema_editor):
    """The dates become those of the whole release, and the order that of the digests, so that neither says who is who."""
    contact, case = (apps.get_model("suppression", name) for name in ("ContactDigest", "CaseDigest"))
    rows = list(contact.objects.order_by("pk"))
    case.objects.bulk_create((case(reference=row.reference, digest=row.digest) for row in rows), batch_size=500)
    releases = defaultdict(list)
    for row in rows:
        releases[row.released_on].append(row)
    contacts = sorted(
        (digest, max(row.last_call_on for row in own), max(row.free_on for row in own))
        for own in releases.values()
        for digest in {row.digest for row in own}
    )
    contact.objects.all().delete()
    contact.objects.bulk_create(
        (
            contact(reference="", digest=digest, released_on=last, last_call_on=last, free_on=free)
            for digest, last, free in contacts
        ),
        batch_size=500,
    )


class Migration(migrations.Migration):

    dependencies = [
        ('suppression', '0004_more_sources'),
    ]

    operations = [
        migrations.CreateModel(
            name='CaseDigest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(db_index=True, max_length=20)),
                ('digest', models.CharField(db_index=True, max_length=64)),
            ],
        ),
        migrations.RunPython(separate),
    ]
