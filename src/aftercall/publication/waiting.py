"""Publications to prepare, to finish and to approve, those that are coming, and results that have been published."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from aftercall.accounts.models import User
from aftercall.core.home import HomeItem
from aftercall.core.words import day
from aftercall.publication import queries
from aftercall.publication.models import Publication
from aftercall.publication.policies import is_another_person, last_changed_by
from aftercall.publication.staff_presenters import refusal
from aftercall.publication.states import PublicationState

SHOWN_RESULTS = 3


def publication_to_prepare(*_: object) -> Iterator[HomeItem]:
    """The newest analysis, if no publication of it has been prepared."""
    if run := queries.unpublished_latest_run():
        yield HomeItem(
            f"Prepare a publication of {run.period}",
            reverse("results:analysis", args=[run.pk]),
            f"Analysed on {day(run.run_at)}.",
        )


def publications_to_work_on(_: datetime, user: User) -> Iterator[HomeItem]:
    """Results that wait for the user's approval, and drafts that the user changed last, with why they were refused."""
    for publication in queries.unfinished():
        if publication.state == PublicationState.CHECKED and is_another_person(publication, user):
            yield _item("Approve or refuse", publication, "Sent for approval by a colleague. Nothing is public yet.")
        if publication.state == PublicationState.DRAFT and last_changed_by(publication) == user.pk:
            yield _draft(publication)


def _draft(publication: Publication) -> HomeItem:
    refused = refusal(publication)
    if refused is None:
        return _item("Finish the draft", publication, f"Prepared on {day(publication.prepared_at)}.")
    return _item("Amend the draft", publication, f"It was refused on {day(refused.at)}: {refused.reason}")


def publications_of_others(_: datetime, user: User) -> Iterator[HomeItem]:
    """Results of the user that wait for another person, and those that will be public on a day to come."""
    for publication in queries.unfinished():
        if publication.state == PublicationState.CHECKED and not is_another_person(publication, user):
            yield _item("Waiting for another person’s approval", publication)
        if publication.state == PublicationState.APPROVED and publication.publish_at:
            yield _item(f"Public on {day(publication.publish_at)}", publication)


def _item(words: str, publication: Publication, details: str = "") -> HomeItem:
    return HomeItem(f"{words}: {publication.title}", reverse("publication:draft", args=[publication.slug]), details)


def published_results(*_: object) -> Iterator[HomeItem]:
    """The latest published results, or that there are none yet."""
    for publication in queries.in_force()[:SHOWN_RESULTS]:
        if publication.published_at:
            yield HomeItem(
                publication.title,
                reverse("publication:result", args=[publication.slug]),
                f"Published on {day(publication.published_at)}.",
            )
    if not queries.in_force().exists():
        yield HomeItem(
            "No results have been published yet",
            reverse("publication:results"),
            "You can read them here as soon as the force publishes them.",
        )
