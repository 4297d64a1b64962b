"""A programme's mapping: the one place where this room reads and writes the programme's settings."""

from datetime import datetime

from django.http import Http404
from django.shortcuts import get_object_or_404

from aftercall.accounts.models import User
from aftercall.frames.rules import FrameRules
from aftercall.programmes.models import Programme


def programme_or_404(slug: str) -> Programme:
    """The programme that a URL names."""
    if not slug.isdecimal():
        raise Http404
    return get_object_or_404(Programme.objects.select_related("survey"), pk=slug)


def slug_of(programme: Programme) -> str:
    """How URLs name the programme."""
    return str(programme.pk)


def programmes() -> list[Programme]:
    """All programmes."""
    return list(Programme.objects.select_related("survey").order_by("pk"))


def programme_name(programme: Programme) -> str:
    """The programme's name, as pages show it."""
    return programme.survey.name


def current_mapping(programme: Programme) -> str:
    """The text of the mapping that is set for the programme; empty if extracts have our own layout."""
    return ""


def set_mapping(programme: Programme, text: str, actor: User, at: datetime) -> None:
    """Make this mapping the programme's setting."""


def frame_rules_for_tests(programme: Programme) -> FrameRules:
    """The programme's rules for a frame, without a period, because an example may be of any month."""
    return FrameRules(
        sampling_fraction=programme.fraction,
        minimum_age=programme.minimum_age,
        repeat_contact_months=programme.repeat_contact_months,
    )
