"""Generates docs/dispositions.md, the page of outcomes, from the data. Run as a module, it prints the page."""

from datetime import timedelta

from aftercall.dispositions.codes import DISPOSITIONS, Disposition
from aftercall.fieldwork.states import STEPS, CaseState

_BEGINNING = """# Outcomes of calls

Every call ends with one outcome. The codes are those of the American Association for Public Opinion Research (AAPOR,
*Standard Definitions*, 10th edition, 2023), with two choices of our own:

- The sample is of named people who are known to be eligible. A wrong number, or one that is not in service, says
  nothing about the person. It counts as unknown eligibility (3.9), not as 'not eligible' (4.3), so bad numbers never
  raise a response rate.
- An objection has its own code among the refusals, 2.113. After one, the person's details are destroyed, and they are
  left out of all future surveys.

An appointment is not a refusal, and neither is a call that no one answers. Somebody who would rather answer on the web
(2.361) has not answered yet: the answers, if they come, make it an interview. A call counts as soon as it is dialled. A
case closes with the outcome that says most about the person, whichever of its calls that came from. If several say as
much, the latest counts.

| Code | Outcome | AAPOR group | Key | What happens next |
| --- | --- | --- | --- | --- |
"""
_MIDDLE = """
No one is ever called outside the contact window or the permitted hours. A case closes after the programme's maximum
number of attempts, unless the person was promised a call, which is still made.

## States of a case

```mermaid
stateDiagram-v2
"""


def as_markdown() -> str:
    """The whole page as Markdown."""
    rows = "".join(f"{_row(disposition)}\n" for disposition in sorted(DISPOSITIONS, key=_code_parts))
    return f"{_BEGINNING}{rows}{_MIDDLE}{_diagram()}```\n\n{_states()}"


def _code_parts(disposition: Disposition) -> list[int]:
    return [int(part) for part in disposition.code.split(".")]


def _row(disposition: Disposition) -> str:
    group = f"{disposition.group.value}: {disposition.group.words}"
    cells = (disposition.code, disposition.words, group, disposition.key, _what_happens_next(disposition))
    return f"| {' | '.join(cells)} |"


def _what_happens_next(disposition: Disposition) -> str:
    if disposition.number_fails:
        return "try the second number at once; if no number is left, the case closes"
    if disposition.ends_case:
        return "the case closes"
    if disposition.appointment == "must":
        return "call at the time promised"
    if disposition.on_web and disposition.retry_after:
        days = disposition.retry_after // timedelta(days=1)
        return f"call again after {days} days, or on the last day of the contact window, if they have not answered"
    retry = f"call again after {_hours(disposition.retry_after)}" if disposition.retry_after else "call again"
    another_slot = ", preferably at another time of the day or week" if disposition.other_time_slot else ""
    promised = ", or at the time promised" if disposition.appointment == "may" else ""
    return retry + another_slot + promised


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
