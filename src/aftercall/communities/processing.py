"""What focus groups do with people's data, for the data protection officer's documents."""

from collections.abc import Iterator

from aftercall.accountability.activities import Activity
from aftercall.accountability.assessment import TO_COMPLETE
from aftercall.communities.models import FocusGroup
from aftercall.communities.operations.groups import MONTHS_KEPT
from aftercall.core.words import counted

_RISKS = {
    "What was said in a focus group is traced to somebody": "It is kept without saying by whom; two people code it; "
    "words are quoted only after another person has approved them; everything but the public report is erased.",
}


def focus_groups() -> Iterator[Activity]:
    """The focus groups, once one has been planned."""
    if FocusGroup.objects.exists():
        facts = [
            ("Purpose", "To understand what figures cannot say, from communities that the survey hears less from"),
            ("People", "Those who agreed in their interview to be asked"),
            ("Details", "What they answered to be drawn by lot, what they need to take part, and what was said"),
            ("Condition under Article 9", TO_COMPLETE),
        ]
        until = f"Until {counted(MONTHS_KEPT, 'month')} after it met, or until it is closed or cancelled"
        kept = ("Focus groups: who was drawn, and what was said", until, "The key of the group is destroyed")
        yield Activity("Focus groups", facts, [kept], _RISKS)
