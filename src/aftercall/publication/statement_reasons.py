"""Why two statements about one measure may differ, in sentences."""

from collections.abc import Iterator

from aftercall.core.words import joined
from aftercall.publication.models import Publication
from aftercall.publication.statement import Statement
from aftercall.publication.wording import PEOPLE
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.periods import period_words


def reasons(first: Statement, second: Statement) -> Iterator[str]:
    """What differs in the surveys, people, periods, answers and methods behind two statements."""
    ours, theirs = first.publication.run, second.publication.run
    is_one_survey = ours.programme_id == theirs.programme_id
    if not is_one_survey:
        yield f"They are from different surveys: {ours.programme.name} and {theirs.programme.name}."
    yield from _whom_and_when(first, second)
    if ours.pk == theirs.pk:
        return
    yield from _correction(first.publication, second.publication)
    if is_one_survey and _months(first) == _months(second) and ours.data_digest != theirs.data_digest:
        yield "The answers are not the same: they were returned or read again between the two analyses."
    yield from _method(ours, theirs)


def _whom_and_when(first: Statement, second: Statement) -> Iterator[str]:
    if _months(first) != _months(second):
        yield f"They are about different periods: {_months(first)} and {_months(second)}."
    if first.people != second.people:
        yield f"They are about different people: {_people(first)} and {_people(second)}."
    if first.base != second.base:
        yield f"They have different bases: {first.base:,} and {second.base:,} people answered."


def _months(statement: Statement) -> str:
    return period_words(statement.first_month, statement.last_month)


def _people(statement: Statement) -> str:
    people = str(PEOPLE[statement.people][0])
    return f"all {people}" if people == str(PEOPLE[Population.ALL][0]) else people


def _correction(first: Publication, second: Publication) -> Iterator[str]:
    for new, old in ((first, second), (second, first)):
        if new.supersedes_id == old.pk:
            yield f"One corrects the other. {new.correction}".strip()


def _method(ours: AnalysisRun, theirs: AnalysisRun) -> Iterator[str]:
    if ours.design_text != theirs.design_text:
        yield "They are weighted to different totals, because each analysis weights its own months and people."
    if _questionnaires(ours) != _questionnaires(theirs):
        asked = f"{_questionnaires(ours)}, and {_questionnaires(theirs)}"
        yield f"They were asked with different questionnaires: {asked}."
    if ours.code_version != theirs.code_version:
        versions = f"{ours.code_version} and {theirs.code_version}"
        yield f"They were calculated with different versions of the software: {versions}."


def _questionnaires(run: AnalysisRun) -> str:
    return joined(sorted(f"{one.title}, version {one.version}" for one in run.instruments.defer("document")))
