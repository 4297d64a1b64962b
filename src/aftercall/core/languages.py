"""The language of a public page: what it is, which others there are, and the addresses of a page in each."""

from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, get_language_from_path, override


@dataclass(frozen=True)
class OtherLanguage:
    """A page in another language: the language's code and own name, and the page's address."""

    code: str
    name: str
    url: str


def is_english() -> bool:
    """Whether the page is in English, in which staff write."""
    return get_language() in {None, settings.LANGUAGE_CODE}


def tag() -> str:
    """The language of the page, as in the attribute lang."""
    return "en" if is_english() else str(get_language())


def has_page(view_name: str, language: str | None = None) -> bool:
    """Whether a view's page can be read in a language, or else in the current one. Error pages can, in any."""
    code = language or get_language() or settings.LANGUAGE_CODE
    return not view_name or code == settings.LANGUAGE_CODE or view_name in settings.TRANSLATED_PAGES[code]


def address(view_name: str, *args: object, **kwargs: object) -> str:
    """The address of a page in the current language, or in English if it has not been translated."""
    with override(get_language() if has_page(view_name) else settings.LANGUAGE_CODE):
        return reverse(view_name, args=args or None, kwargs=kwargs or None)


def in_language(path: str, language: str) -> str:
    """The address of the same page in another language. path: with its query, if it has one."""
    current = get_language_from_path(path)
    plain = path.removeprefix(f"/{current}") if current else path
    return plain if language == settings.LANGUAGE_CODE else f"/{language}{plain}"


def other_languages(path: str, view_name: str) -> list[OtherLanguage]:
    """The other languages in which a page can be read. path: its address in the current one."""
    if view_name not in settings.TRANSLATED_PAGES["cy"]:
        return []
    return [
        OtherLanguage("en" if code == settings.LANGUAGE_CODE else code, name, in_language(path, code))
        for code, name in settings.LANGUAGES
        if code != get_language() and has_page(view_name, code)
    ]
