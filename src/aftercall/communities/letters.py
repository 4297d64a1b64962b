"""The letter that invites somebody to a focus group, in the language that they asked for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercall.communities.models import FocusGroup
from aftercall.core.documents import Facts, Heading, Paragraph, Part, footer, part_data
from aftercall.core.words import day, short_time, weekday
from aftercall.programmes.queries import current_versions

# As the Royal National Institute of Blind People asks for large print: at least 16 points.
_LARGE, _USUAL = 17, 11


@dataclass(frozen=True)
class Addressed:
    """How a letter is sent. lines: of the address under the name; none if it is handed over. language: one of the
    site's."""

    lines: tuple[str, ...] = ()
    language: str = settings.LANGUAGE_CODE
    is_large: bool = False


def invitation_data(group: FocusGroup, name: str, reference: str, on: date, sent: Addressed) -> dict[str, Any]:
    """The data of core/letter.typ. name: of the person. reference: of their consent."""
    versions = [one for one in current_versions(on) if one.programme_id == group.programme_id]
    force = versions[0].survey if versions else None
    force_name = force.force_name if force else group.programme.name
    contact = [force.contact_email, force.force_phone] if force else []
    with override(sent.language):
        return {
            "title": _("Invitation: %(title)s") % {"title": group.title},
            "language": "en" if sent.language == settings.LANGUAGE_CODE else sent.language,
            "size": _LARGE if sent.is_large else _USUAL,
            "page_words": [_("Page"), _("of")],
            "marking": _("Private: only for the person to whom it is addressed"),
            "sender": [force_name, *contact],
            "recipient": [name, *sent.lines],
            "date": day(on),
            "reference": reference,
            "reference_words": _("Our reference:"),
            "greeting": _("Dear %(name)s") % {"name": name},
            "parts": [part_data(part) for part in _parts(group, contact)],
            "closing": _("Yours sincerely"),
            "footer": footer(force_name),
            "signature": [force_name],
        }


def _parts(group: FocusGroup, contact: list[str]) -> list[Part]:
    return [
        Paragraph(_("We would like to invite you to talk with us in a small group.")),
        Facts(
            [
                (_("What it is about"), group.topic),
                (_("When"), _when(group)),
                (_("Where"), group.place),
                (_("Access"), group.access),
                (_("Thank-you"), group.incentive),
            ]
        ),
        Heading(_("Please tell us whether you can come")),
        Paragraph(_reply(contact)),
        Heading(_("How you were chosen")),
        Paragraph(
            _(
                "You told us that we may ask you, and that you would come. You were then drawn by lot from everybody "
                "who would. Taking part is up to you, and you can leave at any time."
            )
        ),
        Heading(_("What happens with what you say")),
        Paragraph(
            _(
                "We keep what is said, and not who said it. Nobody is named in what we publish. Everything else is "
                "erased by %(day)s. You can have what we hold about you erased at any time: tell us, and we will not "
                "ask you again."
            )
            % {"day": day(group.keep_until)}
        ),
    ]


def _when(group: FocusGroup) -> str:
    begins = timezone.make_aware(datetime.combine(group.held_on, group.starts))
    words = {"weekday": weekday(begins), "day": day(group.held_on), "time": short_time(group.starts)}
    return _("%(weekday)s %(day)s at %(time)s") % words


def _reply(contact: list[str]) -> str:
    """How to answer. contact: an address for email and a telephone number, or nothing."""
    needs = _(
        "Tell us too what you need to take part, such as an interpreter or help with the journey. If you cannot come, "
        "somebody else can have your place."
    )
    if not contact:
        return needs
    email, phone = contact
    where = _("Write to %(email)s or ring %(phone)s, and give our reference.") % {"email": email, "phone": phone}
    return f"{where} {needs}"
