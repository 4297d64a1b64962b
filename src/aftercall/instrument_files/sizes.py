"""How large a form may be. A page waits while a form is checked, so a larger one is refused before that begins."""

from collections.abc import Iterator

from aftercall.instrument.loading import MOST_QUESTIONS
from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.outline import Outline
from aftercall.instrument_files.tables import Tables

# Those of the victim survey have 1,200.
MOST_CONDITION_CHARACTERS = 300_000
_CONDITIONS = ("relevant", "constraint", "soft_constraint", "calculation", "choice_filter")


def size_findings(tables: Tables, outline: Outline) -> Iterator[Finding]:
    """What is too large."""
    questions = outline.questions
    if len(questions) > MOST_QUESTIONS:
        row = questions[MOST_QUESTIONS].row
        yield row.error(
            "", f"There are {len(questions):,} questions, notes and calculations. The most is {MOST_QUESTIONS:,}"
        )
    length = 0
    for row in tables["survey"].rows:
        length += sum(len(row.code(column)) for column in _CONDITIONS)
        if length > MOST_CONDITION_CHARACTERS:
            message = (
                f"The conditions and calculations up to here have more than {MOST_CONDITION_CHARACTERS:,} characters. "
                "Put a condition that repeats into a calculate, and name that instead"
            )
            yield row.error("", message)
            return
