"""What may be said of a change after an action. In its own file, so that a model can name it without the methods."""

from enum import StrEnum


class EffectVerdict(StrEnum):
    """What may be said of a change after an action (methods/action_effect.py)."""

    AS_EXPECTED = "as_expected"
    OPPOSITE = "opposite"
    NO_CLEAR_CHANGE = "no_clear_change"
    NOT_JUDGED = "not_judged"
