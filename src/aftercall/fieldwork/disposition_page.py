"""The published page of outcomes, generated from the data. Run as a module, it prints the page."""

from datetime import timedelta

from aftercall.dispositions.codes import DISPOSITIONS, Disposition, Group
from aftercall.fieldwork.states import STEPS, CaseState

_GROUPS = {
    Group.COMPLETE: "complete interview",
    Group.PARTIAL: "partial interview",
    Group.REFUSAL: "refusal or break-off",
    Group.NON_CONTACT: "non-contact",
    Group.OTHER: "other, eligible",
    Group.UNKNOWN_HOUSEHOLD: "unknown whether the number reaches anyone",
    Group.UNKNOWN_OTHER: "unknown, other",
    Group.NOT_ELIGIBLE: "not eligible",
}
_BEGINNING = """# Outcomes of calls

Every call ends with one outcome. The codes are those of the American Association for Public Opinion Research (AAPOR,
*Standard Definitions*, 10th edition, 2023), with two choices of our own:

- The sample is of named people who are known to be eligible. A wrong number, or one that is not in service, says
  nothing about the person. It counts as unknown eligibility (3.9), not as 'not eligible' (4.3), so bad numbers never
  raise a response rate.
- An objection has its own code among the refusals, 2.113. It destroys the person's details and keeps them out of all
  future surveys.

An appointment is not a refusal, and neither is no answer. A call counts as soon as it is dialled. If a case ends
without an outcome that closes it, for example at the end of its contact window or after the last attempt, we keep the
outcome that says most about the person. If several say as much, we keep the latest.

| Code | Outcome | Group | Key | What happens next |
| --- | --- | --- | --- | --- |
"""
_MIDDLE = """
No one is ever called outside the contact window or the permitted hours. A case closes after the programme's maximum
number of attempts, unless the person was promised a call. That call is still made.

## States of a case

```mermaid
stateDiagram-v2
"""


def as_markdown() -> str:
    """The whole page."""
    rows = "".join(f"{_row(disposition)}\n" for disposition in sorted(DISPOSITIONS, key=_order))
    return f"{_BEGINNING}{rows}{_MIDDLE}{_diagram()}```\n\n{_states()}"


def _order(disposition: Disposition) -> list[int]:
    return [int(part) for part in disposition.code.split(".")]


def _row(disposition: Disposition) -> str:
    group = f"{disposition.group.value}: {_GROUPS[disposition.group]}"
    return f"| {disposition.code} | {disposition.words} | {group} | {disposition.key} | {_next(disposition)} |"


def _next(disposition: Disposition) -> str:
    if disposition.number_fails:
        return "try the other number at once; if there is none, the case closes"
    if disposition.ends_case:
        return "the case closes"
    if disposition.appointment == "must":
        return "call at the time promised"
    retry = f"call again after {_hours(disposition.retry_after)}" if disposition.retry_after else "call again"
    other_time = ", preferably at another time of day" if disposition.other_time_slot else ""
    promised = ", or at the time promised" if disposition.appointment == "may" else ""
    return retry + other_time + promised


def _hours(wait: timedelta) -> str:
    hours = wait // timedelta(hours=1)
    return f"{hours} hour" if hours == 1 else f"{hours} hours"


def _diagram() -> str:
    return "    [*] --> waiting\n" + "".join(
        f"    {state.value} --> {step.to_state.value}: {action.value}\n"
        for action, step in STEPS.items()
        for state in step.from_states
    )


def _states() -> str:
    return "".join(f"- `{state.value}`: {state.label.lower()}\n" for state in CaseState)


if __name__ == "__main__":
    print(as_markdown(), end="")
