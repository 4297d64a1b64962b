"""The seven-point satisfaction scale that the two questions of an item add up to."""

from enum import StrEnum


class Level(StrEnum):
    """Where an answer stands on the scale, or why it stands nowhere on it."""

    COMPLETELY_SATISFIED = "completely_satisfied"
    VERY_SATISFIED = "very_satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    NEITHER = "neither"
    FAIRLY_DISSATISFIED = "fairly_dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"
    COMPLETELY_DISSATISFIED = "completely_dissatisfied"
    SATISFIED_UNSPECIFIED = "satisfied_unspecified"  # said satisfied, would or could not say how much
    DISSATISFIED_UNSPECIFIED = "dissatisfied_unspecified"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"


SEVEN_POINTS = tuple(Level)[:7]
SATISFIED = frozenset(
    {Level.COMPLETELY_SATISFIED, Level.VERY_SATISFIED, Level.FAIRLY_SATISFIED, Level.SATISFIED_UNSPECIFIED}
)


def level(direction: str, degree: str) -> Level:
    """The level of 'satisfied' or 'dissatisfied' and how much, or of an answer that has no degree ('neither',
    'refused').
    """
    if direction not in {"satisfied", "dissatisfied"}:
        return Level(direction)
    if degree in {"completely", "very", "fairly"}:
        return Level(f"{degree}_{direction}")
    return Level(f"{direction}_unspecified")
