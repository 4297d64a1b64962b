"""What somebody typed into a form that could not be saved."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

# The form's own, which nobody typed, and secrets, which are never shown.
_FORMS_OWN = frozenset({"csrfmiddlewaretoken", "opened_with"})
_SECRET = ("password", "code")


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """The name of each field in words, and what was entered. It is read from the request and kept nowhere."""
    return [
        (gettext(name.replace("_", " ").replace("-", " ").capitalize()), value.strip())
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and name not in _FORMS_OWN and not any(word in name for word in _SECRET)
    ]


def typed_in_our_form(request: HttpRequest) -> list[tuple[str, str]]:
    """What was entered, if it was sent from one of this site's pages. Nothing if another site may have sent it, or if
    it cannot be read."""
    page = request.headers.get("Referer", "")
    if request.method != "POST" or not urlsplit(page).netloc:
        return []
    try:
        ours = url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure())
        return typed_in(request) if ours else []
    except Exception:  # noqa: BLE001 - whatever it is, someone waits for the page that says what went wrong
        return []
