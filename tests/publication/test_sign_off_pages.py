"""The researcher's pages of sign-off: each state says what comes next, and each action leads on."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.fieldwork.views.pages import words
from tests.publication.answered_runs import answered_run
from tests.publication.small_runs import approved, checked, published, reviewer, small_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.core import clock
from aftercall.programmes.models import Programme
from aftercall.publication import operations, policies
from aftercall.publication.forms import EmbargoForm
from aftercall.publication.models import Publication
from aftercall.publication.states import PublicationState
from aftercall.results.models import AnalysisRun, Population

pytestmark = pytest.mark.django_db
IN_TIME = {"day_0": "6", "day_1": "3", "day_2": "2026", "time": "9:30am"}
MOST_QUERIES = {"publications": 6, "draft": 34, "approve": 34}


@pytest.fixture(autouse=True)
def clock_at_that_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: LATER)


@pytest.fixture
def run(programme: Programme, researcher: User) -> AnalysisRun:
    return small_run(programme, researcher)


@pytest.fixture
def author(client_signed_in_as: Callable[[Role | None], Client], researcher: User) -> Client:
    client = client_signed_in_as(None)
    client.force_login(researcher)
    return client


@pytest.fixture
def second(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    client = client_signed_in_as(None)
    client.force_login(reviewer())
    return client


def url(name: str, publication: Publication) -> str:
    return reverse(f"publication:{name}", args=[publication.slug])


def post(client: Client, name: str, publication: Publication, **data: str) -> str:
    return words(client.post(url(name, publication), data, follow=True))  # type: ignore[arg-type]


def page(client: Client, name: str, publication: Publication) -> str:
    return words(client.get(url(name, publication), follow=True))  # type: ignore[arg-type]


def test_from_the_analysis_to_an_approved_day(run: AnalysisRun, author: Client, second: Client) -> None:
    address = reverse("publication:prepare", args=[run.pk])
    assert "Only researchers can see the draft" in words(author.get(address))  # type: ignore[arg-type]
    assert "Read every sentence" in words(author.post(address, follow=True))  # type: ignore[arg-type]
    draft = Publication.objects.get()
    assert "The text is saved" in post(author, "edit", draft, commentary="Read this first.")
    assert "Another researcher can now approve" in post(author, "check", draft)
    assert "You made the last change to them, so another researcher must decide" in page(author, "draft", draft)
    assert "Continue to approve or refuse" in page(second, "draft", draft)
    assert "Enter a reason" in post(second, "refuse", draft)
    assert "Refused by reviewer on 5 March 2026: Say why." in post(second, "refuse", draft, reason="Say why.")
    post(author, "edit", draft, commentary="Read this.\n\nThis is why.")
    post(author, "check", draft)
    text = page(second, "approve", draft)
    for expected in (
        "It was refused with this reason: Say why.",
        "This is why.",
        "No figure has changed",
        "Sent it for",
    ):
        assert expected in text
    values = {"day_0": "6", "day_1": "3", "day_2": "2026", "seen": policies.seen(draft)}
    assert "Enter a real time" in post(second, "approve", draft, **values, time="soon")
    assert "have not passed" in post(second, "approve", draft, **values | {"day_0": "4", "time": "9:30am"})
    done = post(second, "approve", draft, **values, time="9:30am")
    assert "They become public on 6 March 2026 at 9:30am" in done
    assert "You do not need to do anything. The service publishes the results on time" in done


def test_percentages_in_the_text_are_beside_the_figures_that_they_may_be_for_both_people(
    run: AnalysisRun, author: Client, second: Client
) -> None:
    author.post(reverse("publication:prepare", args=[run.pk]))
    draft = Publication.objects.get()
    assert "Percentages in the text" not in page(author, "draft", draft)
    text = "80% or 80.0 per cent, 3 percentage points more. 40% took part. Of men, 79% were, or 79 %."
    post(author, "edit", draft, commentary=text)
    table = "80% {0} 80.0% {0} 40% Response rate 79% None".format("The whole experience (All victims)")
    assert table in page(author, "draft", draft)
    post(author, "check", draft)
    assert table in page(second, "approve", draft)


def test_an_approval_by_the_same_person_is_refused(run: AnalysisRun, researcher: User, author: Client) -> None:
    sent = checked(run, researcher)
    assert "so another researcher must decide" in page(author, "approve", sent)
    values = {"day_0": "6", "day_1": "3", "day_2": "2026", "time": "9:30am", "seen": policies.seen(sent)}
    assert "another person must decide about them" in post(author, "approve", sent, **values)
    sent.refresh_from_db()
    assert sent.state == PublicationState.CHECKED


def test_an_edit_of_results_that_wait_says_that_they_must_be_sent_again(
    run: AnalysisRun, researcher: User, second: Client
) -> None:
    sent = checked(run, researcher)
    assert "they become a draft again" in page(second, "edit", sent)
    assert "Send for approval" in post(second, "edit", sent, commentary="Changed.")


def test_outdated_figures_are_written_again(
    run: AnalysisRun, programme: Programme, researcher: User, author: Client
) -> None:
    draft = operations.prepare(run=run, actor=researcher, at=LATER)
    approved(small_run(programme, researcher, months=2), researcher)
    assert "the figures must be written again" in page(author, "draft", draft)
    assert "Write the figures again" in post(author, "check", draft)
    assert "The figures are written again" in post(author, "write_again", draft)
    assert "Another researcher can now approve" in post(author, "check", draft)


def test_what_was_changed_and_sent_again_since_the_page_was_opened_is_not_approved(
    run: AnalysisRun, researcher: User, second: Client
) -> None:
    sent = checked(run, researcher)
    opened = second.get(url("approve", sent)).content.decode()
    seen = re.search('name="seen" value="([0-9]+)"', opened)
    assert seen
    operations.edit(publication=sent, commentary="Nobody has read this.", actor=researcher, at=LATER)
    operations.check(publication=sent, actor=researcher, at=LATER)
    text = post(second, "approve", sent, seen=seen[1], **IN_TIME)
    assert "These results have changed since you looked at them" in text
    assert "Nobody has read this." in text
    sent.refresh_from_db()
    assert sent.state == PublicationState.CHECKED
    assert "The results are approved" in post(second, "approve", sent, seen=policies.seen(sent), **IN_TIME)


def test_another_analysis_of_the_same_months_is_used_in_the_draft(
    run: AnalysisRun, programme: Programme, researcher: User, author: Client
) -> None:
    sent = checked(run, researcher)
    address = reverse("publication:prepare", args=[small_run(programme, researcher).pk])
    assert "There is already a draft for these months" in words(author.get(address))  # type: ignore[arg-type]
    assert "The draft now has the figures" in words(author.post(address, follow=True))  # type: ignore[arg-type]
    assert "already a draft" not in words(author.get(address, follow=True))  # type: ignore[arg-type]
    operations.check(publication=sent, actor=researcher, at=LATER)
    operations.approve(publication=sent, publish_at=LATER, seen=policies.seen(sent), actor=reviewer(), at=LATER)
    address = reverse("publication:prepare", args=[small_run(programme, researcher).pk])
    assert "take them back first" in words(author.get(address))  # type: ignore[arg-type]


def test_a_correction_asks_why(run: AnalysisRun, programme: Programme, researcher: User, author: Client) -> None:
    published(run, researcher)
    address = reverse("publication:prepare", args=[small_run(programme, researcher, gave=150).pk])
    assert "publish this analysis as a correction" in words(author.get(address))  # type: ignore[arg-type]
    response = author.post(address, {"reason": ""})
    assert (response.status_code, "Enter a reason" in words(response)) == (422, True)  # type: ignore[arg-type]
    author.post(address, {"reason": "Ten answers had been counted twice."})
    draft = Publication.objects.get(state=PublicationState.DRAFT)
    assert "Ten answers had been counted twice." in page(author, "draft", draft)
    post(author, "edit", draft, commentary="", correction="Ten answers were counted twice.")
    draft.refresh_from_db()
    assert draft.correction == "Ten answers were counted twice."


def test_results_are_taken_back_withdrawn_and_discarded_after_a_question(
    run: AnalysisRun, programme: Programme, researcher: User, author: Client
) -> None:
    publication = approved(run, researcher)
    assert "no longer listed under upcoming results" in page(author, "take_back", publication)
    assert "The results are a draft again" in post(author, "take_back", publication, reason="A comma.")
    assert "The audit log keeps what was done" in page(author, "discard", publication)
    assert "The draft has been discarded" in post(author, "discard", publication)
    public = published(small_run(programme, researcher), researcher)
    assert "this cannot be undone" in page(author, "withdraw", public)
    assert "The results have been withdrawn" in post(author, "withdraw", public, reason="An error.")


@pytest.mark.one_database
def test_the_second_person_can_read_what_is_said_about_each_kind_of_victim(
    programme: Programme, researcher: User, second: Client
) -> None:
    people = {
        Population.CRIME: (600, {"whole": 480}),
        Population.ANTI_SOCIAL_BEHAVIOUR: (400, {"whole": 240}),
    }
    sent = checked(answered_run(programme, researcher, people, first=date(2026, 1, 1)), researcher)
    text = page(second, "approve", sent)
    assert "80% of victims of crime were satisfied" in text
    assert "60% of victims of anti-social behaviour were satisfied" in text
    assert "?population=crime" in second.get(url("draft", sent)).content.decode()
    of_crime = words(second.get(url("draft", sent), {"population": "crime"}))  # type: ignore[arg-type]
    assert "80% of victims of crime were satisfied" in of_crime
    assert "Continue to approve or refuse" in of_crime


@pytest.mark.one_database
def test_no_page_is_a_dead_end_and_each_needs_few_queries(
    run: AnalysisRun, programme: Programme, researcher: User, author: Client
) -> None:
    """In every state, every page shows itself or leads to the page of the publication."""
    publication = operations.prepare(run=run, actor=researcher, at=LATER)
    for state in PublicationState:
        Publication.objects.update(state=state, publish_at=LATER, published_at=LATER)
        for name in ("draft", "edit", "approve", "refuse", "take_back", "withdraw", "discard"):
            with CaptureQueriesContext(connection) as captured:
                response = author.get(url(name, publication))
            assert len(captured) <= MOST_QUERIES.get(name, MOST_QUERIES["draft"]), (state, name)
            assert response.status_code == 200 or response["Location"] == url("draft", publication), (state, name)
    small_run(programme, researcher)
    with CaptureQueriesContext(connection) as captured:
        text = author.get(reverse("publication:publications")).content.decode()
    assert len(captured) <= MOST_QUERIES["publications"]
    assert re.search(rf'href="{url("draft", publication)}"', text)
    assert f'href="{reverse("publication:statements")}"' in text


def test_the_day_offered_for_publication_is_the_next_working_day() -> None:
    friday = datetime(2025, 4, 4, 12, tzinfo=UTC)
    assert EmbargoForm(None, now=friday).initial["day"] == date(2025, 4, 7)
