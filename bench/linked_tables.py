"""How long disclosure control takes to decide about each publication beside all others: the goal for a year's linked
tables of one force is 10 seconds on two cores.

Run: DJANGO_SETTINGS_MODULE=aftercall.config.settings AFTERCALL_HOME=… AFTERCALL_KEYS=… PYTHONPATH=src:. python -m
bench.linked_tables. HOME, KEYS: of a demo that has run. Nothing is stored.
"""

import time

import django

GOAL = 10.0


def main() -> None:
    """Print, for each publication, its figures, how many are hidden, and the time as a part of the goal."""
    django.setup()
    from aftercall.core.errors import Refused  # noqa: PLC0415 - these need the settings
    from aftercall.publication.disclosure import suppressions  # noqa: PLC0415
    from aftercall.publication.models import Publication  # noqa: PLC0415

    for publication in Publication.objects.order_by("pk"):
        figures = list(publication.run.figures.select_related("run"))
        start = time.perf_counter()
        try:
            result = f"{len(suppressions(publication, figures))} hidden"
        except Refused:
            result = "refused"
        part = (time.perf_counter() - start) / GOAL
        print(f"{publication.slug}: {len(figures)} figures, {result}; {part:.0%} of the goal")


if __name__ == "__main__":
    main()
