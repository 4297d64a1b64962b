"""The pages of sign-off: send for approval, approve, refuse, take back, withdraw."""

from collections.abc import Callable
from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from aftercall.accounts.models import User, signed_in_user
from aftercall.core import clock
from aftercall.core.errors import Refused
from aftercall.core.words import date_and_time
from aftercall.publication import operations, policies
from aftercall.publication import staff_presenters as presenters
from aftercall.publication.forms import EmbargoForm, ReasonForm
from aftercall.publication.models import Publication
from aftercall.publication.snapshots import differences
from aftercall.publication.states import PublicationAction, possible_actions
from aftercall.publication.text_figures import text_percentages
from aftercall.publication.views.acting import carry_out, posted, publication_or_404
from aftercall.publication.views.public import headlines_by_population
from aftercall.results.instruments import instruments_of_run

type WithReason = Callable[[Publication, str, User, datetime], object]


@require_POST
def check(request: HttpRequest, slug: str) -> HttpResponse:
    """Send a draft for approval."""
    publication = publication_or_404(slug)
    user = signed_in_user(request)
    return carry_out(
        request,
        publication,
        lambda: operations.check(publication=publication, actor=user, at=clock.now()),
        "Another researcher can now approve these results.",
    )


@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, slug: str) -> HttpResponse:
    """What becomes public, what has changed since the last refusal and who did what; then the day and time."""
    publication = publication_or_404(slug)
    if PublicationAction.APPROVE not in possible_actions(publication.state):
        if request.method == "POST":
            messages.error(request, "These results are no longer waiting for approval.")
        return redirect("publication:draft", slug)
    given = request.POST if request.method == "POST" else request.GET
    seen = given.get("seen", "" if request.method == "POST" else policies.seen(publication))
    form = EmbargoForm(posted(request), now=clock.now())
    if request.method == "POST" and form.is_valid():
        publish_at: datetime = form.cleaned_data["publish_at"]
        try:
            operations.approve(
                publication=publication, publish_at=publish_at, seen=seen, actor=signed_in_user(request), at=clock.now()
            )
        except Refused as error:
            if error.field == "seen":
                messages.error(request, str(error))
                return redirect("publication:draft", slug)
            form.add_error(error.field, str(error))
        else:
            messages.success(request, f"The results are approved. They become public on {date_and_time(publish_at)}.")
            return redirect("publication:draft", slug)
    context = _for_approval(publication, signed_in_user(request)) | {"form": form, "seen": seen}
    return render(request, "publication/approve.html", context, status=422 if form.errors else 200)


def _for_approval(publication: Publication, user: User) -> dict[str, object]:
    found = differences(publication)
    return {
        "publication": publication,
        "sentences": headlines_by_population(publication),
        "contents": presenters.contents(publication),
        "percentages": text_percentages(publication),
        "since_refusal": presenters.since_refusal(found, instruments_of_run(publication.run)),
        "trail": presenters.trail_rows(publication),
        "why_not": presenters.why_not(publication, user),
        "outdated": policies.is_outdated(publication),
    }


@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, slug: str) -> HttpResponse:
    """Send results back to be amended, with a reason."""
    return _with_reason(
        request,
        slug,
        PublicationAction.REFUSE,
        lambda found, reason, user, at: operations.refuse(publication=found, reason=reason, actor=user, at=at),
    )


@require_http_methods(["GET", "POST"])
def take_back(request: HttpRequest, slug: str) -> HttpResponse:
    """Turn results that are not public yet back into a draft."""
    return _with_reason(
        request,
        slug,
        PublicationAction.TAKE_BACK,
        lambda found, reason, user, at: operations.take_back(publication=found, reason=reason, actor=user, at=at),
    )


@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, slug: str) -> HttpResponse:
    """Withdraw published results, once a reason has been given."""
    return _with_reason(
        request,
        slug,
        PublicationAction.WITHDRAW,
        lambda found, reason, user, at: operations.withdraw(publication=found, reason=reason, actor=user, at=at),
    )


# What the page of each action says: its title, the explanation, the label of the reason, the button, and what is said
# once it is done.
_WORDS = {
    PublicationAction.REFUSE: {
        "title": "Refuse these results",
        "text": "The results become a draft again. Whoever prepared them reads your reason on their home page, "
        "and whoever decides next sees what has changed.",
        "label": "What must change",
        "button": "Refuse the results",
        "done": "The results are a draft again.",
    },
    PublicationAction.TAKE_BACK: {
        "title": "Take these results back",
        "text": "The results become a draft again. If their day was announced, it is no longer listed under upcoming "
        "results. They must be sent for approval and approved again.",
        "label": "Why you take them back",
        "button": "Take the results back",
        "done": "The results are a draft again.",
    },
    PublicationAction.WITHDRAW: {
        "title": "Withdraw these results",
        "text": "The figures and files are removed from the public site at once, and this cannot be undone. The page "
        "stays at its address and says when and why the results were withdrawn. If some figures are wrong, publish a "
        "correction instead: analyse the same months again.",
        "label": "Why the results are withdrawn",
        "help_text": "Everyone can read it",
        "button": "Withdraw the results",
        "done": "The results have been withdrawn.",
    },
}


def _with_reason(request: HttpRequest, slug: str, action: PublicationAction, operate: WithReason) -> HttpResponse:
    publication = publication_or_404(slug)
    if action not in possible_actions(publication.state):
        return redirect("publication:draft", slug)
    words = _WORDS[action]
    form = ReasonForm(posted(request), label=words["label"], help_text=words.get("help_text", ""))
    if request.method == "POST" and form.is_valid():
        user, reason = signed_in_user(request), form.cleaned_data["reason"]
        return carry_out(request, publication, lambda: operate(publication, reason, user, clock.now()), words["done"])
    context = {"publication": publication, "form": form, "words": words}
    return render(request, "publication/with_reason.html", context, status=422 if form.errors else 200)
