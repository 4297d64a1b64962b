"""How often interviewers saved an answer in spite of a soft check."""

from collections import Counter, defaultdict
from collections.abc import Iterable

from django.db import connection

from aftercall.fieldwork.models import OverriddenCheck
from aftercall.programmes.models import Wave
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.questionnaires.presenters import overridden_rows
from aftercall.questionnaires.queries import read_instrument

_DOCUMENT = "wave__release__instrument__document"


def count_overridden(wave: int, question: str) -> None:
    """Count an answer to the question that was saved despite its check, within the caller's transaction. wave: its
    primary key."""
    table = connection.ops.quote_name(OverriddenCheck._meta.db_table)  # noqa: SLF001 - documented
    sql = (
        f"INSERT INTO {table} (wave_id, question, times) VALUES (%s, %s, 1) "  # noqa: S608 - our own name
        f"ON CONFLICT (wave_id, question) DO UPDATE SET times = {table}.times + 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [wave, question])


def overridden_in(waves: Iterable[Wave]) -> list[list[str]]:
    """Rows of a table: question, warning and times, for each questionnaire of the waves."""
    found: dict[InstrumentVersion, list[OverriddenCheck]] = defaultdict(list)
    of_waves = OverriddenCheck.objects.filter(wave__in=[wave.pk for wave in waves])
    for row in of_waves.select_related("wave__release__instrument").defer(_DOCUMENT):
        found[row.wave.release.instrument].append(row)
    tables = (overridden_rows(read_instrument(version), _times(rows)) for version, rows in found.items())
    return [row for rows in tables for row in rows]


def overridden_with(version: InstrumentVersion, **_: object) -> Counter[str]:
    """For the page of a questionnaire: how often, by question, in all waves that were asked with this version."""
    return _times(OverriddenCheck.objects.filter(wave__release__instrument=version))


def _times(rows: Iterable[OverriddenCheck]) -> Counter[str]:
    found = Counter[str]()
    for row in rows:
        found[row.question] += row.times
    return found
