"""The sheet for whoever holds a focus group: who is expected, what they need, and what is asked."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import User
from aftercall.communities import queries
from aftercall.communities.models import Candidate, FocusGroup
from aftercall.communities.sealing import open_answers
from aftercall.communities.states import CandidateState, GroupState
from aftercall.consents.operations import see_details
from aftercall.core import audit
from aftercall.core.documents import Caution, Document, Facts, Heading, Paragraph, Table
from aftercall.core.errors import Refused
from aftercall.core.words import day, short_time

_HEADS = ("Record", "Name", "Needs", "Came", "Signed for the thank-you")
_END = (
    "We keep what you said, and not who said it. Your names and numbers are erased once we have recorded who came, and "
    "everything else by {erased}. What came of this will be at {address}, once two of us have checked it. We will not "
    "write to you again."
)


@transaction.atomic
def day_sheet(*, group: FocusGroup, address: str, actor: User, at: datetime) -> Document:
    """The sheet. Each look at a name is recorded as for a consent. address: of the page that has the report. Refused
    unless the panel is drawn and somebody has accepted."""
    accepted = [one for one in queries.candidates(group) if one.state == CandidateState.ACCEPTED]
    if group.state != GroupState.DRAWN or not accepted:
        raise Refused("Nobody on the panel has accepted yet, or the group has met")
    audit.record(actor=actor, action="focus_group.sheet_saved", subject=group.subject, at=at)
    rows = sorted((_row(one, actor, at) for one in accepted), key=lambda row: row[1])
    return Document(
        title=group.title,
        introduction=f"Sheet for the day, {day(group.held_on)}",
        parts=[
            Caution("This sheet has names. Do not copy it. Destroy it once you have recorded who came."),
            Facts(
                [
                    ("When", f"{day(group.held_on)} at {short_time(group.starts)}"),
                    ("Where", group.place),
                    ("Access", group.access),
                    ("Thank-you", group.incentive),
                ]
            ),
            Table("Who is expected", _HEADS, rows),
            Heading("What to ask"),
            *(Paragraph(line) for line in group.guide.splitlines() if line.strip()),
            Heading("What to say at the end"),
            Paragraph(_END.format(erased=day(group.keep_until), address=address)),
        ],
        footer=group.title,
    )


def _row(candidate: Candidate, actor: User, at: datetime) -> tuple[str, ...]:
    """Somebody who accepted. Without their name if it must not be used any more."""
    try:
        name = see_details(consent=candidate.consent, actor=actor, at=at).get("name", "")
    except Refused:
        return candidate.consent.reference, "Do not expect them", "", "", ""
    answers = open_answers(candidate)
    arranged = " (arranged)" if candidate.arranged_on else ""
    needs = f"{answers.needs}{arranged}" if answers and answers.needs else "None"
    return candidate.consent.reference, name, needs, "", ""
