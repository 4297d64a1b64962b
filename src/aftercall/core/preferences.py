"""What someone chose about cookies on the public site, and how they want its pages to look."""

from dataclasses import dataclass

from django.http import HttpRequest

# Holds the choice itself: which kinds of cookies are allowed. It says nothing about the person.
CHOICE = "cookie_choice"
# The size of the text; only if its cookie is allowed.
APPEARANCE = "appearance"
TEXT_SIZES = ("large", "largest")
_YES = {"appearance": "a", "statistics": "s"}
_NONE = "none"


@dataclass(frozen=True)
class Preferences:
    """has_chosen: whether there was a choice. appearance, statistics: what is allowed. text_size: empty for the usual
    one."""

    has_chosen: bool = False
    appearance: bool = False
    statistics: bool = False
    text_size: str = ""

    @property
    def html_class(self) -> str:
        """The class of the page's root element."""
        return f"aftercall-text-{self.text_size}" if self.text_size else ""

    @property
    def cookie(self) -> str:
        """The value of the cookie that holds the choice."""
        return "".join(letter for name, letter in _YES.items() if getattr(self, name)) or _NONE


def preferences(request: HttpRequest) -> Preferences:
    """What this browser's cookies say. What is not one of our values counts as no choice."""
    choice = request.COOKIES.get(CHOICE, "")
    if choice != _NONE and not (choice and set(choice) <= set(_YES.values())):
        return Preferences()
    size = request.COOKIES.get(APPEARANCE, "")
    allowed = _YES["appearance"] in choice
    shown = size if allowed and size in TEXT_SIZES else ""
    return Preferences(has_chosen=True, appearance=allowed, statistics=_YES["statistics"] in choice, text_size=shown)
