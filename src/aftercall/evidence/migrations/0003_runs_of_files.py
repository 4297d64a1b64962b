"""Files from before they knew the analyses that they have: all that they may have, so that none is read which should not."""

from django.db import migrations


def set_runs(apps, _):
    """In a transaction of its own: PostgreSQL changes no table that has rows to check."""
    files = apps.get_model("evidence", "ControlledFile").objects.filter(microdata=True)
    runs = apps.get_model("results", "AnalysisRun").objects
    for file in files.defer("sealed_content").select_related("publication__run"):
        if file.kind == "return":
            file.runs.set(runs.filter(programme=file.publication.run.programme_id, publication__isnull=False))
        else:
            file.runs.set([file.publication.run])


class Migration(migrations.Migration):
    dependencies = [("evidence", "0002_superseded")]
    operations = [migrations.RunPython(set_runs, migrations.RunPython.noop)]
