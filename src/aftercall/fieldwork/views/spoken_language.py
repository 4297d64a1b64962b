"""The language of a call, kept in the interviewer's session until the call ends."""

from django.http import HttpRequest

from aftercall.accounts.models import signed_in_user
from aftercall.fieldwork.interviewing import instrument_of
from aftercall.fieldwork.languages import language_code
from aftercall.fieldwork.models import Attempt
from aftercall.fieldwork.queries import attempt_in_progress_by

_SESSION = "spoken_language"


def language_of(request: HttpRequest, attempt: Attempt) -> str:
    """The code of the language chosen in this call; empty for the questionnaire's first one."""
    call, code = request.session.get(_SESSION, (None, ""))
    return str(code) if call == attempt.pk else ""


def choose_language(request: HttpRequest, attempt: Attempt, code: str) -> None:
    """Read out in this language for the rest of the call, if the questionnaire has it."""
    if code in {language.code for language in instrument_of(attempt.case).languages}:
        request.session[_SESSION] = (attempt.pk, code)


def forget_language(request: HttpRequest) -> None:
    """Once the call has ended: the session, which the database has in clear, must not say who speaks which language."""
    if _SESSION in request.session and attempt_in_progress_by(signed_in_user(request)) is None:
        del request.session[_SESSION]


def preset_language(request: HttpRequest, attempt: Attempt, recorded: str) -> None:
    """Begin the call in the person's language as it is recorded, if the questionnaire has it and no other was chosen.
    Nothing is stored for its first language."""
    code = language_code(recorded)
    if not language_of(request, attempt) and code != instrument_of(attempt.case).language.code:
        choose_language(request, attempt, code)
