"""What the public can read, and when: nothing before its time, and afterwards always what became of it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.config.test_url_policy import PATTERNS
from tests.fieldwork.views.pages import words
from tests.publication.small_runs import NOON, approved, published, small_run
from tests.world import LATER, MONTH, make_programme

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.config.url_policy import EVERYBODY, URL_POLICY
from aftercall.core.dates import months_later
from aftercall.programmes.models import Programme
from aftercall.publication import operations
from aftercall.publication.files.catalogue import KINDS
from aftercall.publication.models import Publication

pytestmark = pytest.mark.django_db
# One of them reads the name and colours of the site.
MOST_QUERIES = 5
REASON = "Some answers had been left out."


@pytest.fixture
def visitor(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(None)


def page(visitor: Client, name: str, *args: str) -> str:
    return words(visitor.get(reverse(f"publication:{name}", args=args)))  # type: ignore[arg-type]


def test_a_page_of_results_leads_to_the_latest_results_of_each_other_programme(
    programme: Programme, researcher: User, visitor: Client
) -> None:
    first = published(small_run(programme, researcher), researcher)
    other = make_programme(slug="another")
    earlier, latest = (
        published(small_run(other, researcher, first=month), researcher) for month in (MONTH, months_later(MONTH, 1))
    )
    text = visitor.get(reverse("publication:result", args=[first.slug])).content.decode()
    assert f'href="{reverse("publication:result", args=[latest.slug])}"' in text
    assert f'href="{reverse("publication:result", args=[earlier.slug])}"' not in text


def public_addresses(publication: Publication) -> list[str]:
    """Every public address of this room: its lists, and the page and files of this publication."""
    names = [name for name, audience in URL_POLICY.items() if audience is EVERYBODY and name.startswith("publication:")]
    files = [f"victim-satisfaction-{publication.slug}{kind.ending}" for kind in KINDS]
    values = {"slug": publication.slug, "breakdown": "sex"}
    return [
        reverse(name, kwargs={key: (values | {"name": file})[key] for key in PATTERNS[name].pattern.converters})
        for name in names
        for file in (files if "name" in PATTERNS[name].pattern.converters else [""])
    ]


def test_nothing_of_approved_results_is_public_before_their_time(
    programme: Programme, researcher: User, visitor: Client
) -> None:
    run = small_run(programme, researcher, gave=173, did_not=27)
    publication = approved(run, researcher)
    operations.publish_due(at=NOON - timedelta(minutes=1))
    for address in public_addresses(publication):
        response = visitor.get(address)
        assert response.status_code == (404 if publication.slug in address else 200), address
        for secret in (b"173", b"86.5", b"87%", publication.slug.encode()):
            assert secret not in response.content.replace(address.encode(), b""), address
    assert f"{publication.title} 5 March 2026" in page(visitor, "upcoming")
    operations.publish_due(at=NOON)
    # These results have no figures by group.
    shown = [address for address in public_addresses(publication) if "/by/" not in address]
    assert [visitor.get(address).status_code for address in shown] == [200] * len(shown)
    assert publication.title not in page(visitor, "upcoming")


def test_a_correction_is_stated_wherever_either_of_the_two_appears(
    programme: Programme, researcher: User, visitor: Client
) -> None:
    wrong = published(small_run(programme, researcher), researcher)
    right = published(small_run(programme, researcher, gave=100), researcher, at=NOON, correction=REASON)
    old, new = page(visitor, "result", wrong.slug), page(visitor, "result", right.slug)
    assert (
        f"These results were corrected on 5 March 2026. The figures on this page are those published at first. {REASON}"
        in old
    )
    assert "80%" in old
    assert f"These results correct those that were published on 5 March 2026. {REASON}" in new
    assert "71%" in new
    assert "71%" in page(visitor, "results")
    for here, there in ((wrong, right), (right, wrong)):
        html = visitor.get(reverse("publication:result", args=[here.slug])).content.decode()
        assert f'href="{reverse("publication:result", args=[there.slug])}"' in html
    archive = page(visitor, "archive")
    assert f"{wrong.title} Corrected Published 5 March 2026. Replaced on 5 March 2026 by {right.title}" in archive
    assert f"{right.title} Current Published 5 March 2026. Replaces {wrong.title} . {REASON}" in archive


def test_results_compared_with_a_figure_that_was_corrected_later_say_so(
    programme: Programme, researcher: User, visitor: Client
) -> None:
    before = published(small_run(programme, researcher), researcher)
    after = published(small_run(programme, researcher, first=months_later(MONTH, 1)), researcher)
    assert "were corrected" not in page(visitor, "result", after.slug)
    right = published(small_run(programme, researcher, gave=100), researcher, at=NOON, correction=REASON)
    said = f"These results are compared with those for {before.run.period}, which were corrected on 5 March 2026."
    assert said in page(visitor, "result", after.slug)
    html = visitor.get(reverse("publication:result", args=[after.slug])).content.decode()
    assert f'href="{reverse("publication:result", args=[right.slug])}"' in html
    # What is compared with the correction itself has nothing to say.
    later = published(small_run(programme, researcher, first=months_later(MONTH, 2)), researcher, at=NOON)
    assert "were corrected" not in page(visitor, "result", later.slug)


def test_results_say_that_a_comparison_with_withdrawn_results_is_gone(
    programme: Programme, researcher: User, visitor: Client
) -> None:
    first, second = (
        published(small_run(programme, researcher, first=month), researcher)
        for month in (MONTH, months_later(MONTH, 1))
    )
    said = f"These results were compared with those for {first.run.period}, which have been withdrawn."
    assert said not in page(visitor, "result", second.slug)
    operations.withdraw(publication=first, reason="It named somebody.", actor=researcher, at=NOON)
    assert f"{said} The comparison is no longer shown." in page(visitor, "result", second.slug)


def test_withdrawn_results_keep_their_address_but_not_their_figures(
    programme: Programme, researcher: User, visitor: Client
) -> None:
    publication = published(small_run(programme, researcher), researcher)
    operations.withdraw(publication=publication, reason="It named somebody.", actor=researcher, at=NOON)
    text = page(visitor, "result", publication.slug)
    assert "These results were withdrawn on 5 March 2026. It named somebody." in text
    assert "80%" not in text
    assert visitor.get(reverse("publication:file", args=[publication.slug, "any.csv"])).status_code == 410
    address = reverse("publication:result", args=[publication.slug])
    for name, more in (("by_group", ["sex"]), ("over_time", []), ("method", [])):
        assert (
            visitor.get(reverse(f"publication:{name}", args=[publication.slug, *more])).headers["Location"] == address
        )
    assert "have been withdrawn" in page(visitor, "results")
    assert "Withdrawn: It named somebody." in page(visitor, "archive")


@pytest.mark.one_database
def test_the_lists_need_few_queries(programme: Programme, researcher: User, visitor: Client) -> None:
    for number in range(3):
        published(small_run(programme, researcher, months=number + 1), researcher, at=LATER + timedelta(days=number))
    for name in ("archive", "upcoming"):
        with CaptureQueriesContext(connection) as captured:
            page(visitor, name)
        assert len(captured) <= MOST_QUERIES
