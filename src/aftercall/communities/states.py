"""The states of focus groups, of who may come, and of reports."""

from django.db.models import TextChoices


class GroupState(TextChoices):
    """The state of a focus group."""

    RECRUITING = "recruiting", "Recruiting"
    DRAWN = "drawn", "Panel drawn"
    HELD = "held", "Held"
    CANCELLED = "cancelled", "Cancelled"


class CandidateState(TextChoices):
    """Where somebody is between agreeing and attending."""

    NOT_WILLING = "not_willing", "Would not come"
    WILLING = "willing", "Would come"
    DRAWN = "drawn", "Drawn, to be invited"
    ACCEPTED = "accepted", "Accepted"
    DECLINED = "declined", "Declined"
    ATTENDED = "attended", "Attended"
    ABSENT = "absent", "Did not come"
    WITHDRAWN = "withdrawn", "Withdrew or objected"
    CALLED_OFF = "called_off", "The group was cancelled"


class ReportState(TextChoices):
    """The state of a report."""

    DRAFT = "draft", "Draft"
    CHECKED = "checked", "Waiting for approval"
    PUBLISHED = "published", "Published"


# On the panel, unless they decline.
ON_PANEL = (CandidateState.DRAWN, CandidateState.ACCEPTED)
# Drawn by lot.
DRAWN_ONCE = (*ON_PANEL, CandidateState.DECLINED, CandidateState.ATTENDED, CandidateState.ABSENT)
# No longer to be asked.
LEFT = (CandidateState.DECLINED, CandidateState.WITHDRAWN)
# Nobody has said yet whether they came.
BEFORE_MEETING = (CandidateState.WILLING, *ON_PANEL, CandidateState.DECLINED)
