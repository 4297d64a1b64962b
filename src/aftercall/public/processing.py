"""What the public site keeps of people, for the data protection officer's documents."""

from collections.abc import Iterator

from aftercall.accountability.activities import Activity
from aftercall.core.words import counted
from aftercall.public.operations import FEEDBACK_KEPT


def feedback() -> Iterator[Activity]:
    """What people write about the site."""
    facts = [
        ("Purpose", "To improve the public site"),
        ("People", "Whoever writes something"),
        ("Details", "What they write, which asks for no name. Administrators read it"),
    ]
    kept = ("Feedback on the public site", counted(FEEDBACK_KEPT.days, "day"), "A job deletes it")
    yield Activity("Feedback on the public site", facts, [kept])
