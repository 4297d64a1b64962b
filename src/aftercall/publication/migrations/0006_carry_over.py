"""Publications from before there were states: what is public stays so, with its figures and words."""

from datetime import datetime

from django.db import migrations
from django.db.models import F, OuterRef, Subquery, TextField, Value
from django.db.models.functions import Coalesce, Concat


def carry_over(apps, _):
    """In a transaction of its own: PostgreSQL changes no table that has rows to check."""
    publications = apps.get_model("publication", "Publication").objects
    _carry_over_figures(apps)
    for publication in publications.order_by("published_at", "id"):
        _add_event(apps, publication, "prepare", publication.prepared_at, publication.prepared_by_id)
        if publication.published_at:
            _carry_over_published(apps, publication)


def _carry_over_published(apps, publication):
    """One person signed it off. A correction replaces what was published last for the same months."""
    publications = apps.get_model("publication", "Publication").objects
    publication.state, publication.publish_at = "published", publication.published_at
    if publication.correction:
        run = publication.run
        earlier = publications.filter(
            state="published",
            run__programme=run.programme_id,
            run__first_month=run.first_month,
            run__last_month=run.last_month,
        ).exclude(pk=publication.pk)
        publication.supersedes = earlier.order_by("published_at", "id").last()
    publication.save()
    _add_event(apps, publication, "publish", publication.published_at, publication.signed_off_by_id)
    if publication.supersedes:
        publications.filter(pk=publication.supersedes_id).update(state="corrected")
        _add_event(
            apps, publication.supersedes, "correct", publication.published_at, publication.signed_off_by_id,
            publication.correction,
        )


def _add_event(apps, publication, action, at, by, reason=""):
    events = apps.get_model("publication", "PublicationEvent").objects
    events.create(publication=publication, action=action, at=at, by_id=by, reason=reason)


def _carry_over_figures(apps):
    figures = apps.get_model("publication", "PublishedFigure").objects
    run = apps.get_model("publication", "Publication").objects.filter(pk=OuterRef("publication"))
    figures.update(
        first_month=Coalesce(F("since"), Subquery(run.values("run__first_month"))),
        last_month=Subquery(run.values("run__last_month")),
        standard_error=Subquery(_calculated(apps)),
    )
    figures.filter(suppressed=True).update(mark="c")
    figures.filter(suppressed=False, reliability="unreliable").update(mark="u")
    figures.exclude(change="").update(statement=Concat(F("statement"), Value(" "), F("change"), output_field=TextField()))
    for figure in figures.filter(breakdown="quarter").select_related("publication__run"):
        first, last = _months_of(figure.group)
        figure.first_month = max(first, figure.publication.run.first_month)
        figure.last_month = min(last, figure.publication.run.last_month)
        figure.save(update_fields=["first_month", "last_month"])


def _calculated(apps):
    """The standard error in points of the figure of the analysis, if it is the one that was published."""
    found = apps.get_model("results", "Figure").objects.filter(
        run__publication=OuterRef("publication"),
        population="all",
        measure=OuterRef("measure"),
        breakdown=OuterRef("breakdown"),
        group=OuterRef("group"),
        base=OuterRef("base"),
        estimate__gt=OuterRef("percent") / 100 - 1e-9,
        estimate__lt=OuterRef("percent") / 100 + 1e-9,
    )
    return found.annotate(points=F("standard_error") * 100).values("points")[:1]


def _months_of(words):
    """The months of a quarter in words: 'January to March 2025', 'November 2025 to January 2026'."""
    first, last = words.split(" to ")
    last_month = _month(last)
    return (_month(first) if " " in first else _month(f"{first} {last_month.year}")), last_month


def _month(words):
    return datetime.strptime(words, "%B %Y").date().replace(day=1)


class Migration(migrations.Migration):

    dependencies = [
        ('publication', '0005_periods_and_sign_off'),
        ('results', '0003_periods_and_sign_off'),
    ]

    operations = [migrations.RunPython(carry_over, migrations.RunPython.noop)]
