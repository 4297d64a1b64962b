"""The seven-point satisfaction scale, which combines the two questions of a measure."""

from enum import StrEnum


class Level(StrEnum):
    """A point on the scale, or why an answer has none."""

    COMPLETELY_SATISFIED = "completely_satisfied"
    VERY_SATISFIED = "very_satisfied"
    FAIRLY_SATISFIED = "fairly_satisfied"
    NEITHER = "neither"
    FAIRLY_DISSATISFIED = "fairly_dissatisfied"
    VERY_DISSATISFIED = "very_dissatisfied"
    COMPLETELY_DISSATISFIED = "completely_dissatisfied"
    SATISFIED_UNSPECIFIED = "satisfied_unspecified"  # satisfied, but would or could not say how much
    DISSATISFIED_UNSPECIFIED = "dissatisfied_unspecified"
    DONT_KNOW = "dont_know"
    REFUSED = "refused"
    NOT_APPLICABLE = "not_applicable"


DIRECTIONS = frozenset({"satisfied", "dissatisfied"})
DEGREES = frozenset({"completely", "very", "fairly"})
SEVEN_POINTS = tuple(Level)[:7]
SATISFIED = frozenset(
    {Level.COMPLETELY_SATISFIED, Level.VERY_SATISFIED, Level.FAIRLY_SATISFIED, Level.SATISFIED_UNSPECIFIED}
)


def level(direction: str, degree: str) -> Level:
    """The level of a direction ('satisfied') with its degree ('very'), or of an answer without one ('neither')."""
    if direction not in DIRECTIONS:
        return Level(direction)
    if degree in DEGREES:
        return Level(f"{degree}_{direction}")
    return Level(f"{direction}_unspecified")
