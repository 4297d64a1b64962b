"""What the views of several steps share: finding the draft, and where to go next."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from aftercall.core.errors import Refused
from aftercall.errors import BadInput
from aftercall.mappings import queries
from aftercall.mappings.models import MappingDraft
from aftercall.mappings.operations import NO_DRAFT
from aftercall.mappings.steps import Step, can_start, next_step
from aftercall.programmes.models import Programme

type DraftView = Callable[..., HttpResponse]

EARLIER_STEPS_FIRST = "Complete the steps before this one first"


def programme_or_404(slug: str) -> Programme:
    """The programme that a URL names."""
    return get_object_or_404(Programme, slug=slug)


def on_draft(step: Step | None = None) -> Callable[[DraftView], DraftView]:
    """A view of the draft instead of the programme's slug. Without a draft, before its time or when refused, it leads
    to the list of steps, which says why."""

    def decorate(view: DraftView) -> DraftView:
        @wraps(view)
        def of_slug(request: HttpRequest, slug: str, **arguments: str) -> HttpResponse:
            draft = queries.draft_of(programme_or_404(slug))
            try:
                return view(request, _require(draft, step), **arguments)
            except (BadInput, Refused) as error:
                messages.error(request, str(error))
                return redirect("mappings:overview", slug)

        return of_slug

    return decorate


def _require(draft: MappingDraft | None, step: Step | None) -> MappingDraft:
    """The draft. Refused where there is none, or where this step cannot be started yet."""
    if draft is None or (step and not draft.stored_profile):
        raise Refused(NO_DRAFT)
    if step and not can_start(step, draft.confirmed):
        raise Refused(EARLIER_STEPS_FIRST)
    return draft


def go_on(draft: MappingDraft) -> HttpResponse:
    """Redirect to the next step that is to do, or to the list of steps if there is none."""
    step = next_step(draft.confirmed)
    return redirect(f"mappings:{step.value}" if step else "mappings:overview", draft.programme.slug)
