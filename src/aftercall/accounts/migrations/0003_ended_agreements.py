from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_links_and_invitations")]

    operations = [
        migrations.AddField("confidentialityagreement", "ended_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("confidentialityagreement", "one_signature_per_version"),
        migrations.AddConstraint(
            "confidentialityagreement",
            models.UniqueConstraint(
                fields=["user", "version"],
                condition=models.Q(ended_at__isnull=True),
                name="one_valid_signature_per_version",
            ),
        ),
    ]
