import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models





class Migration(migrations.Migration):
    """New tables and columns. 0003 fills them, 0004 removes the old ones: PostgreSQL can't change rows and columns of
    one table in one transaction."""

    dependencies = [
        ("programmes", "0001_initial"),
        ("questionnaires", "0002_append_only"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RenameField("callingrules", "calls_from", "weekday_calls_from"),
        migrations.RenameField("callingrules", "calls_until", "weekday_calls_until"),
        migrations.AlterField("callingrules", "sunday_calls_from", models.TimeField(null=True)),
        migrations.AddField("callingrules", "sunday_calls_until", models.TimeField(null=True)),
        migrations.AddField("callingrules", "saturday_calls_from", models.TimeField(null=True)),
        migrations.AddField("callingrules", "saturday_calls_until", models.TimeField(null=True)),
        migrations.AddField("callingrules", "calls_on_bank_holidays", models.BooleanField(default=False)),
        migrations.AlterModelOptions("callingrules", {"verbose_name": "set of calling rules"}),
        migrations.AddField(
            "survey", "force_phone", models.CharField(default="101", max_length=30), preserve_default=False
        ),
        migrations.AddField(
            "survey", "policing_body", models.CharField(default="", max_length=100), preserve_default=False
        ),
        migrations.AlterModelOptions("survey", {"verbose_name": "survey"}),
        migrations.AddField("programme", "slug", models.SlugField(max_length=40, null=True)),
        migrations.AddField("programme", "name", models.CharField(default="", max_length=100), preserve_default=False),
        migrations.AddField("programme", "created_at", models.DateTimeField(null=True)),
        migrations.AlterModelOptions("programme", {"ordering": ["pk"]}),
        migrations.CreateModel(
            name="ProgrammeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("takes_effect_on", models.DateField()),
                ("created_at", models.DateTimeField()),
                ("sampling_fraction", models.DecimalField(decimal_places=3, max_digits=4)),
                ("repeat_contact_months", models.PositiveSmallIntegerField(default=12)),
                ("minimum_age", models.PositiveSmallIntegerField(default=16)),
                ("categories", models.JSONField(default=list)),
                ("exclusion_rules", models.CharField(max_length=40)),
                ("exclusions", models.TextField(default="")),
                ("mapping", models.TextField(default="")),
                (
                    "calling",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.callingrules"
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="programmes.programme"
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.survey"
                    ),
                ),
            ],
            options={
                "verbose_name": "version of a programme",
                "ordering": ["programme", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("programme", "number"), name="one_version_per_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProgrammeDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("settings", models.JSONField()),
                ("changed_at", models.DateTimeField()),
                (
                    "programme",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draft", to="programmes.programme"
                    ),
                ),
            ],
        ),
        migrations.AddField(
            "wave",
            "version",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="waves",
                to="programmes.programmeversion",
            ),
        ),
        migrations.AddField("wave", "reference", models.CharField(max_length=60, null=True)),
        migrations.AlterModelOptions("wave", {"ordering": ["month", "pk"]}),
    ]
