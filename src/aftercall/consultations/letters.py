"""The letters to addresses that were drawn at random, in every language in which people can answer on the site."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from aftercall.consultations.models import Consultation
from aftercall.consultations.paper import other_languages
from aftercall.core.documents import footer
from aftercall.core.languages import tag
from aftercall.core.pdf import pdf
from aftercall.core.words import day, in_fours


def letters_pdf(consultation: Consultation, pages: Sequence[tuple[list[str], str]], *, site: str, on: date) -> bytes:
    """All letters as one PDF, one page each. pages: the lines of each address, and its code. site: its address."""
    data = {
        "title": consultation.title,
        "sender": consultation.asked_by.split("\n"),
        "date": day(on),
        "summary": consultation.summary,
        "words": letter_words(consultation, site),
        "letters": [{"lines": lines, "code": in_fours(code)} for lines, code in pages],
        "footer": footer(f"{consultation.asked_by}: {consultation.title}"),
    }
    return pdf("consultations/letters.typ", data)


def letter_words(consultation: Consultation, site: str) -> list[dict[str, str]]:
    """What every letter says, once in each language, English first. What staff wrote is in English alone."""
    found = []
    for code in (settings.LANGUAGE_CODE, *(code for code, _name in other_languages(consultation))):
        with override(code):
            found.append(_words(consultation, site))
    return found


def _words(consultation: Consultation, site: str) -> dict[str, str]:
    page = f"{site}{reverse('consultations:consultation', args=[consultation.slug])}"
    return {
        "language": tag(),
        "to": _("To the household"),
        "drawn": _(
            "Your address was drawn at random, so that we hear from people of all kinds. We do not know who lives "
            "there. One person in your household can answer. Taking part is up to you."
        ),
        "go": _("To answer, go to %(address)s and enter this code:")
        % {"address": f"{site}{reverse('consultations:code')}"},
        "once": _("The code works once. It shows only that an address was drawn, not which one.")
        + " "
        + _("Please answer by the end of %(day)s.") % {"day": day(consultation.closes_on)},
        "paper": _("To answer on paper, print the form at %(address)s and copy the code onto it. Send it to:")
        % {"address": page},
        "send": ", ".join(consultation.return_address.splitlines()),
    }
