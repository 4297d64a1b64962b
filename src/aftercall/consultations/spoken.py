"""The language in which a consultation's questionnaire, and the pages on which it is answered, are shown."""

from collections.abc import Sequence

from django.conf import settings
from django.urls import reverse
from markupsafe import Markup

from aftercall.core.languages import has_page, in_language, tag
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.languages import ENGLISH, Language
from aftercall.questionnaires.models import InstrumentVersion
from aftercall.questionnaires.queries import read_instrument

_ANSWER = "consultations:answer"


def of_page(version: InstrumentVersion) -> Instrument:
    """The questionnaire in the language of the page, or in its first one."""
    first = read_instrument(version)
    return read_instrument(version, tag()) if _has(first.languages, tag()) else first


def of_person(version: InstrumentVersion, chosen: str) -> Instrument:
    """The questionnaire for somebody who chose this language. If pages are in it, that of the page is used instead, so
    that the link to the page in another language changes the questions too."""
    instrument = read_instrument(version, chosen)
    follows = _pages_are_in(chosen) and _has(instrument.languages, tag())
    return read_instrument(version, tag()) if follows else instrument


def private_path(token: str, chosen: str) -> str:
    """The path of a private link, in the language that somebody chose if pages are in it."""
    path = reverse(_ANSWER, args=[token])
    if not _pages_are_in(chosen):
        return path
    return in_language(path, settings.LANGUAGE_CODE if chosen == ENGLISH.code else chosen)


def own_words(text: str, instrument: Instrument) -> str:
    """A text of the questionnaire, marked with its language if that is not the page's."""
    language = instrument.language.code
    return text if language == tag() else Markup('<span lang="{}">{}</span>').format(language, text)


def _pages_are_in(code: str) -> bool:
    # What was submitted does not say in which language it was read.
    return code in {"", ENGLISH.code} or (code in settings.TRANSLATED_PAGES and has_page(_ANSWER, code))


def _has(languages: Sequence[Language], code: str) -> bool:
    return any(one.code == code for one in languages)
