"""In which languages each public page can be read, and the language in which a request is answered.

English has no prefix; the address of another language begins with it, such as /cy/why-we-may-call-you/. No cookie is
needed, a link can be passed on, and a page kept in memory is kept for each language.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language_from_path, override

from aftercall.core.languages import has_page, in_language


class LanguageMiddleware:
    """Answers each request in the language that its address begins with."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer in the language of the address; without one, in English."""
        with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> HttpResponseBase | None:
        """Lead to the English page if there is none in this language, as for every page of staff."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if has_page(name):
            return None
        return redirect(in_language(request.get_full_path(), settings.LANGUAGE_CODE))
