"""The order of the steps."""

from aftercall.mappings.steps import Step, StepStatus, can_start, next_step, status


def test_each_step_waits_for_those_that_it_needs() -> None:
    assert next_step(["layout"]) is Step.COLUMNS
    assert status(Step.VALUES, ["layout"]) is StepStatus.CANNOT_START
    assert status(Step.VALUES, ["layout", "columns"]) is StepStatus.TO_DO
    assert status(Step.COLUMNS, ["layout", "columns"]) is StepStatus.COMPLETED
    assert not can_start(Step.TEST, ["layout", "columns", "values", "dates", "flags"])
    assert next_step([step.value for step in Step]) is None
