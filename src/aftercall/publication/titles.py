"""The title of a publication, in English as it was published, and in the language of a page."""

import re

from django.utils.translation import gettext as _

from aftercall.core.languages import is_english

# What titles began with before they named the survey.
_BEFORE = "Victim satisfaction, "
_CORRECTION = re.compile(r" \(correction( [0-9]+)?\)$")


def translated_title(title: str, survey: str, period: str) -> str:
    """The title in the language of the page. survey: its name. period: in that language too."""
    if is_english():
        return title
    what = _("Victim satisfaction, %(period)s") if title.startswith(_BEFORE) else f"{survey}, %(period)s"
    return f"{what % {'period': period}}{_correction(title)}"


def _correction(title: str) -> str:
    found = _CORRECTION.search(title)
    if not found:
        return ""
    number = (found[1] or "").strip()
    return f" {_('(correction %(number)s)') % {'number': number}}" if number else f" {_('(correction)')}"
