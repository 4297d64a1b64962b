"""The letter that invites somebody to a focus group."""

from datetime import date
from typing import Any

from aftercall.communities.models import FocusGroup
from aftercall.core.documents import Paragraph, footer
from aftercall.core.words import day, short_time
from aftercall.programmes.queries import current_versions

_BY_LOT = (
    "You told us in an interview that we may ask you, and that you would come. You were then drawn by lot from "
    "everybody who would. Taking part is up to you, and you can leave at any time."
)
_KEPT = (
    "We keep what is said, and not who said it. Nobody is named in what we publish. Everything is erased by {erased}. "
    "You can have what we hold about you erased at any time: tell us, and we will not ask you again."
)


def invitation_data(group: FocusGroup, name: str, reference: str, on: date) -> dict[str, Any]:
    """The data of core/letter.typ. name: of the person. reference: of their consent."""
    versions = [one for one in current_versions(on) if one.programme_id == group.programme_id]
    force = versions[0].survey if versions else None
    force_name = force.force_name if force else group.programme.name
    contact = [force.contact_email, force.force_phone] if force else []
    return {
        "title": f"Invitation: {group.title}",
        "sender": [force_name, *contact],
        "recipient": [name],
        "date": day(on),
        "reference": reference,
        "greeting": f"Dear {name}",
        "parts": [{"kind": part.kind, "text": part.text} for part in map(Paragraph, _paragraphs(group, contact))],
        "closing": "Yours sincerely",
        "footer": footer(force_name),
        "signature": [force_name],
    }


def _paragraphs(group: FocusGroup, contact: list[str]) -> list[str]:
    told = f" Please tell us whether you will come, and what you need: {' or '.join(contact)}." if contact else ""
    return [
        f"We would like to invite you to a discussion in a small group. It is about this: {group.topic}",
        f"We meet on {day(group.held_on)} at {short_time(group.starts)}, at {group.place}. {group.access}",
        f"As a thank-you you get {group.incentive}.{told}",
        _BY_LOT,
        _KEPT.format(erased=day(group.keep_until)),
    ]
