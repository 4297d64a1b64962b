"""The way from a published figure to its origin, which the rooms above this one share."""

from django.urls import reverse
from markupsafe import Markup

_LINK = Markup('<a class="govuk-link" href="{}">{}<span class="govuk-visually-hidden"> {}: origin</span></a>')


def origin_link(line: int, value: str, label: str) -> Markup:
    """A figure as a link to its origin, for those who may open it. line: its number; label: what it is of, for people
    who cannot see where it stands."""
    return _LINK.format(reverse("workbench:published_figure", args=[line]), value, label)
