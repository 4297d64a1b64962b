"""Importing figures of earlier years, and removing them."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.core import audit
from aftercall.core.errors import Refused
from aftercall.core.list_files import ListRefused, Mistake
from aftercall.programmes.models import Programme
from aftercall.publication.importing.months import Months
from aftercall.publication.importing.reading import EarlierFigure, overlap
from aftercall.publication.models import ImportedFigure, ImportedSeries, PublishedChange, PublishedFigure
from aftercall.publication.states import DECIDED
from aftercall.questionnaires.queries import read_instrument


def measures_of(programme: Programme) -> Mapping[str, str]:
    """The label of each measure of a programme's questionnaires by name, the latest first."""
    labels: dict[str, str] = {}
    for version in programme.versions.select_related("survey__instrument").order_by("-number"):
        for name, measure in read_instrument(version.survey.instrument).measures.items():
            labels.setdefault(name, measure.label)
    return labels


_ABOUT = ("measure", "population", "first_month", "last_month")


def require_new(programme: Programme, figures: Sequence[EarlierFigure], file: str) -> None:
    """Refuse the file, with every mistake, if a period has been published here or imported before. file: what
    messages call it."""
    lines = PublishedFigure.objects.filter(publication__run__programme=programme, publication__state__in=DECIDED)
    published = set(lines.filter(breakdown="").values_list(*_ABOUT))
    imported: dict[tuple[str, str], list[Months]] = {}
    for measure, population, *months in ImportedFigure.objects.filter(series__programme=programme).values_list(*_ABOUT):
        imported.setdefault((measure, population), []).append((months[0], months[1]))
    mistakes = []
    for figure in figures:
        if (*figure.about, *figure.months) in published:
            mistakes.append(Mistake(figure.row, "period", _PUBLISHED))
        elif any(overlap(months, figure.months) for months in imported.get(figure.about, ())):
            mistakes.append(Mistake(figure.row, "period", _IMPORTED))
    if mistakes:
        raise ListRefused(file, mistakes)


_PUBLISHED = "has been published here; leave the row out"
_IMPORTED = "overlaps with what was imported before; leave the row out, or remove the other figures first"


@transaction.atomic
def import_figures(
    *,
    programme: Programme,
    figures: Sequence[EarlierFigure],
    file: str,
    supplier: str,
    method: str,
    digest: str,
    actor: User,
    at: datetime,
) -> ImportedSeries:
    """Import the figures of a file. file: what messages call it. digest: SHA-256 of the file. Refused as by
    require_new; then nothing has changed."""
    Programme.objects.select_for_update().get(pk=programme.pk)
    require_new(programme, figures, file)
    series = ImportedSeries.objects.create(
        programme=programme, supplier=supplier, method=method, digest=digest, imported_at=at, imported_by=actor
    )
    ImportedFigure.objects.bulk_create(_row(series, figure) for figure in figures)
    details = {"figures": len(figures), "supplier": supplier, "digest": digest}
    audit.record(actor=actor, action="earlier_figures.imported", subject=programme.subject, at=at, details=details)
    return series


def _row(series: ImportedSeries, figure: EarlierFigure) -> ImportedFigure:
    return ImportedFigure(
        series=series,
        first_month=figure.first_month,
        last_month=figure.last_month,
        population=figure.population,
        measure=figure.measure,
        base=figure.base,
        percent=figure.percent,
        low=figure.low,
        high=figure.high,
    )


def compared_with(series: ImportedSeries) -> list[str]:
    """The titles of approved or published results that are compared with any of these."""
    changes = PublishedChange.objects.filter(
        imported=True, publication__state__in=DECIDED, publication__run__programme=series.programme
    )
    own = set(series.figures.values_list(*_ABOUT))
    compared = changes.values_list(
        "measure", "population", "earlier_first_month", "earlier_last_month", "publication__title"
    )
    return sorted({title for *about, title in compared if tuple(about) in own})


@transaction.atomic
def remove_series(*, series: ImportedSeries, actor: User, at: datetime) -> None:
    """Remove imported figures. Refused while published or approved results are compared with them."""
    Programme.objects.select_for_update().get(pk=series.programme_id)
    if titles := compared_with(series):
        raise Refused(f"You cannot remove these figures: ‘{titles[0]}’ is compared with them")
    details = {"figures": series.figures.count(), "supplier": series.supplier, "digest": series.digest}
    subject = series.programme.subject
    series.delete()
    audit.record(actor=actor, action="earlier_figures.removed", subject=subject, at=at, details=details)
