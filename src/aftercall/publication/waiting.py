"""Publications to prepare and to sign off, and results that have been published."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from aftercall.accounts.models import User
from aftercall.core.home import HomeItem
from aftercall.core.words import day
from aftercall.publication import queries

SHOWN_RESULTS = 3


def publication_to_prepare(*_: object) -> Iterator[HomeItem]:
    """The newest analysis, if no publication of it has been prepared."""
    if run := queries.unpublished_latest_run():
        yield HomeItem(
            f"Prepare a publication of {run.period}",
            reverse("results:analysis", args=[run.pk]),
            f"Analysed on {day(run.run_at)}.",
        )


def drafts_to_sign_off(_: datetime, user: User) -> Iterator[HomeItem]:
    """Drafts that have not been signed off."""
    for draft in queries.drafts():
        by = "by you" if draft.prepared_by_id == user.pk else "by a colleague"
        yield HomeItem(
            f"Read and sign off: {draft.title}",
            reverse("publication:draft", args=[draft.slug]),
            f"Prepared {by} on {day(draft.prepared_at)}. It is public once it has been signed off.",
        )


def published_results(*_: object) -> Iterator[HomeItem]:
    """The latest published results, or that there are none yet."""
    for publication in queries.published()[:SHOWN_RESULTS]:
        if publication.published_at:
            yield HomeItem(
                publication.title,
                reverse("publication:result", args=[publication.slug]),
                f"Published on {day(publication.published_at)}.",
            )
    if not queries.published().exists():
        yield HomeItem(
            "No results have been published yet",
            reverse("publication:results"),
            "You can read them here as soon as the force publishes them.",
        )
