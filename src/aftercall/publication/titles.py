"""The title of a publication, in English as it was published, and in the language of a page."""

import re

from django.utils.translation import gettext as _

from aftercall.core.languages import is_english

_USUAL = "Victim satisfaction, "
_CORRECTION = re.compile(r" \(correction( [0-9]+)?\)$")


def translated_title(title: str, survey: str, period: str) -> str:
    """The title in the language of the page. survey: what it names if the force has several; period: in that language
    too."""
    if is_english():
        return title
    what = _("Victim satisfaction, %(period)s") if title.startswith(_USUAL) else f"{survey}, %(period)s"
    return f"{what % {'period': period}}{_correction(title)}"


def _correction(title: str) -> str:
    found = _CORRECTION.search(title)
    if not found:
        return ""
    number = (found[1] or "").strip()
    return f" {_('(correction %(number)s)') % {'number': number}}" if number else f" {_('(correction)')}"
