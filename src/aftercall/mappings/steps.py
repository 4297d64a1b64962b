"""The steps of making a mapping, as data: their order, and which others each needs first."""

from collections.abc import Collection
from enum import StrEnum

from django.db.models import TextChoices


class Step(TextChoices):
    """A step, with its title on the pages."""

    LAYOUT = "layout", "Check how the file is read"
    COLUMNS = "columns", "Match the columns"
    VALUES = "values", "Translate the values"
    DATES = "dates", "Check the dates"
    FLAGS = "flags", "Say who must not be called"
    DEFAULTS = "defaults", "Fill in what the extract does not say"
    TEST = "test", "Test the mapping"


class StepStatus(StrEnum):
    """How far a step is."""

    COMPLETED = "Completed"
    TO_DO = "To do"
    CANNOT_START = "Cannot start yet"


_NEEDED: dict[Step, tuple[Step, ...]] = {
    Step.LAYOUT: (),
    Step.COLUMNS: (),
    Step.VALUES: (Step.COLUMNS,),
    Step.DATES: (Step.COLUMNS,),
    Step.FLAGS: (Step.COLUMNS,),
    Step.DEFAULTS: (Step.COLUMNS,),
    Step.TEST: (Step.COLUMNS, Step.VALUES, Step.DATES, Step.FLAGS, Step.DEFAULTS),
}


def status(step: Step, confirmed: Collection[str]) -> StepStatus:
    """The status of a step, given those that the researcher has confirmed."""
    if step in confirmed:
        return StepStatus.COMPLETED
    return StepStatus.TO_DO if can_start(step, confirmed) else StepStatus.CANNOT_START


def can_start(step: Step, confirmed: Collection[str]) -> bool:
    """Whether the steps that this one needs are confirmed."""
    return set(_NEEDED[step]) <= set(confirmed)


def next_step(confirmed: Collection[str]) -> Step | None:
    """The first step that is still to do, or None."""
    return next((step for step in Step if status(step, confirmed) is StepStatus.TO_DO), None)
