"""Everything that is wrong with a questionnaire's document."""

from aftercall.instrument.finding import Finding
from aftercall.instrument.loading import load


def findings(document: object) -> tuple[Finding, ...]:
    """All errors and warnings, errors in reading the document first. Without an error it is an instrument."""
    return tuple(load(document)[1].findings)
