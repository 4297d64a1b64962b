"""What answering on the web adds to the survey, for the data protection officer's documents."""

from collections.abc import Iterator

from aftercall.accountability.activities import Activity
from aftercall.core import clock
from aftercall.core.words import counted
from aftercall.dispositions.codes import ON_WEB
from aftercall.fieldwork.operations.web_entries import SESSION
from aftercall.fieldwork.web_codes import is_offered
from aftercall.programmes.queries import current_versions

_DETAILS = (
    "Answers, as in a call, and that they were given on the web. An email address, if the person gives one, is used "
    "for one message with the address of the page and not kept"
)
_RISKS = {
    "Someone else sees the address, the message or the page on which the questions are": "None of them names police, "
    "crime or the survey before the code is entered, which only the interviewer gives. The address of the questions "
    f"works for {counted(SESSION.seconds // 60, 'minute')} after the last page. There is no cookie, and a key leaves "
    "the page at once.",
}


def answers_on_the_web() -> Iterator[Activity]:
    """Answering on the web, if the settings of a programme allow it."""
    names = [one.programme.name for one in current_versions(clock.now().date()) if is_offered(one.calling)]
    if names:
        yield Activity("Answers on the web", _facts(names), [_retention()], _RISKS)


def _facts(programmes: list[str]) -> list[tuple[str, str]]:
    return [
        ("Purpose", f"So that people who are reached by telephone can answer on the web: {', '.join(programmes)}"),
        ("People", "Those who ask for it in a call"),
        ("Details", _DETAILS),
    ]


def _retention() -> tuple[str, str, str]:
    days = ON_WEB.retry_after.days if ON_WEB.retry_after else 0
    return "Codes to answer on the web, as keyed digests", f"They work for {counted(days, 'day')} at most", _ENDS


_ENDS = "The next call, an objection or the end of the case makes them useless; they go with the wave’s details"
