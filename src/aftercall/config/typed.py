"""What somebody typed into a form that could not be saved."""

from django.http import HttpRequest

# The form's own, which nobody typed, and secrets, which are never shown.
_FORMS_OWN = frozenset({"csrfmiddlewaretoken", "opened_with"})
_SECRET = ("password", "code")


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """The name of each field in words, and what was entered. It is read from the request and kept nowhere."""
    return [
        (name.replace("_", " ").replace("-", " ").capitalize(), value.strip())
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and name not in _FORMS_OWN and not any(word in name for word in _SECRET)
    ]
