"""The language in which somebody reads the questions, and the addresses of a page in the others."""

from collections.abc import Sequence

from django.conf import settings
from django.http import HttpRequest

from aftercall.core.languages import OtherLanguage, has_page, in_language, tag
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.models import Case
from aftercall.instrument.instrument import Instrument
from aftercall.instrument.languages import ENGLISH

# In the address, so that the language somebody reads is stored nowhere.
LANGUAGE = "language"
_ANSWER = "web_door:answer"


def of_request(request: HttpRequest, case: Case) -> Instrument:
    """The questionnaire in the language of the address, or in its first one."""
    return instrument_of(case, request.GET.get(LANGUAGE) or tag())


def others(request: HttpRequest, instrument: Instrument) -> Sequence[OtherLanguage]:
    """The questionnaire's other languages, with the addresses of this page in them."""
    return [
        OtherLanguage(one.code, one.name, _address(request.path, one.code))
        for one in instrument.languages
        if one != instrument.language
    ]


def _address(path: str, code: str) -> str:
    """In a language of the site the whole page is translated; in any other only the questions are."""
    if code == ENGLISH.code:
        return in_language(path, settings.LANGUAGE_CODE)
    if code in settings.TRANSLATED_PAGES and has_page(_ANSWER, code):
        return in_language(path, code)
    return f"{in_language(path, settings.LANGUAGE_CODE)}?{LANGUAGE}={code}"
