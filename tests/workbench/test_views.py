"""The pages of the workbench, and those of published figures."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from tests.fieldwork.making import make_user
from tests.publication.small_runs import signed_off
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.publication.models import Publication
from aftercall.publication.operations import prepare
from aftercall.publication.states import PublicationState
from aftercall.results.models import AnalysisRun
from aftercall.workbench.models import SavedView
from aftercall.workbench.provenance import rounded_count

pytestmark = pytest.mark.django_db
INDEX = "workbench:workbench"
JANUARY = {"period_choice": "2025-01/2025-01"}


@pytest.fixture
def publication(run: AnalysisRun, researcher: User) -> Publication:
    return signed_off(prepare(run=run, actor=researcher, at=LATER), researcher)


@pytest.fixture
def commissioner_client(client_signed_in_as: Callable[[Role | None], Client]) -> Client:
    return client_signed_in_as(Role.COMMISSIONER)


def test_before_any_return_the_page_says_so(researcher_client: Client) -> None:
    assert "No results have been returned yet" in researcher_client.get(reverse(INDEX)).content.decode()


def test_figures_are_crossed_charted_and_lead_to_their_origin(run: AnalysisRun, researcher_client: Client) -> None:
    page = researcher_client.get(reverse(INDEX)).content.decode()
    assert "The whole experience" in page
    assert reverse("workbench:figure") in page
    crossed = {"measure": "", "rows": "measure", "columns": "category"}
    page = researcher_client.get(reverse(INDEX), JANUARY | crossed).content.decode()
    assert "Too few answers to rely on" in page
    assert "Treatment" in page
    listed = {"measure": "", "rows": "measure", "columns": "", "base": "sex:female"}
    page = researcher_client.get(reverse(INDEX), JANUARY | listed).content.decode()
    assert "How satisfied people were" in page
    assert "Very satisfied" in page
    by_category = {"measure": "whole", "rows": "category", "columns": ""}
    page = researcher_client.get(reverse(INDEX), JANUARY | by_category).content.decode()
    assert "Effective interviews" in page


CANNOT_BE_CROSSED: list[tuple[dict[str, str], str]] = [
    ({"measure": "whole", "rows": "category", "columns": "category"}, "Choose something other than in"),
    ({"measure": "", "rows": "category", "columns": ""}, "Choose one measure, or cross by measure"),
    ({"measure": "none", "rows": "category", "columns": ""}, "Choose one from the list"),
    ({"first_month": "2024-01", "last_month": "2024-02", "period_choice": ""}, "has no waves"),
]


@pytest.mark.one_database
def test_the_page_says_what_cannot_be_crossed(run: AnalysisRun, researcher_client: Client) -> None:
    for asked, message in CANNOT_BE_CROSSED:
        response = researcher_client.get(reverse(INDEX), JANUARY | asked)
        assert response.status_code == 422
        assert message in response.content.decode()


def test_the_origin_of_a_figure_has_everything_that_it_depends_on(run: AnalysisRun, researcher_client: Client) -> None:
    """Reached from the page of the analysis."""
    analysis = researcher_client.get(reverse("results:analysis", args=[run.pk])).content.decode()
    address = analysis.partition(f'href="{reverse("workbench:figure")}')[2].partition('"')[0].replace("&amp;", "&")
    page = researcher_client.get(f"{reverse('workbench:figure')}{address}").content.decode()
    for words in (
        "Taking the whole experience into account",
        "Not in the base",
        "Response rate (AAPOR RR2)",
        "Nonresponse cells",
        "Records excluded before sampling",
        "January 2025",
        run.data_digest,
        run.code_version,
        "figure recompute --analysis",
        "Open an action",
    ):
        assert words in page
    two = {"period": "2025-01/2025-01", "population": "all", "measure": "whole", "programme": run.programme_id}
    two |= {"group": ["sex:female", f"category:{run.figures.filter(breakdown='category')[0].group}"]}
    page = researcher_client.get(reverse("workbench:figure"), two).content.decode()
    assert "figure recompute --analysis" in page
    assert "Open an action" not in page  # no analysis has the figure


NO_FIGURES = [
    "programme=x",
    "programme=1&period=2025&population=all&measure=whole",
    "programme={}&period=2025-01/2025-01&population=all&measure=none",
    "programme={}&period=2025-01/2025-01&population=all&measure=whole&group=area",
    "programme={}&period=2025-01/2025-01&population=all&measure=whole&group=none:x",
    "programme={}&period=2024-01/2024-01&population=all&measure=whole",
    "programme={}&period=2025-01/2025-01&population=all&measure=whole&analysis=99999",
]


@pytest.mark.one_database
def test_a_figure_that_does_not_exist_is_not_found(run: AnalysisRun, researcher_client: Client) -> None:
    for query in NO_FIGURES:
        address = f"{reverse('workbench:figure')}?{query.format(run.programme_id)}"
        assert researcher_client.get(address).status_code == 404


def test_views_are_saved_shared_and_removed_by_their_owner(
    run: AnalysisRun, researcher_client: Client, client: Client
) -> None:
    query = "period_choice=2025-01/2025-01&population=all&base=&measure=whole&rows=category&columns="
    form = {"query": query, "name": "By category", "shared": "on"}
    page = researcher_client.post(reverse("workbench:save"), form, follow=True).content.decode()
    assert "The view ‘By category’ is saved." in page
    view = SavedView.objects.get()
    assert "rows=category" in view.query
    listed = researcher_client.get(reverse("workbench:views")).content.decode()
    assert view.query.replace("&", "&amp;") in listed
    client.force_login(make_user(Role.RESEARCHER, "colleague", signed=False))
    assert "Shared by" in client.get(reverse("workbench:views")).content.decode()
    page = client.post(reverse("workbench:remove", args=[view.pk]), follow=True).content.decode()
    assert "Only the person who saved a view can remove it" in page
    page = researcher_client.post(reverse("workbench:remove", args=[view.pk]), follow=True).content.decode()
    assert "is removed" in page
    assert not SavedView.objects.exists()


CANNOT_BE_SAVED = [
    ({"query": "", "name": ""}, "Enter a name for the view"),
    ({"query": "period_choice=2025-01/2025-01&rows=nothing", "name": "A"}, "This view cannot be saved"),
    ({"query": "period_choice=2031-01/2031-01", "name": "A"}, "This view cannot be saved"),
    ({"query": "first_month=2024-01&last_month=2024-02", "name": "A"}, "This view cannot be saved. Show it first"),
]


@pytest.mark.one_database
def test_what_cannot_be_shown_cannot_be_saved(run: AnalysisRun, researcher_client: Client) -> None:
    for form, message in CANNOT_BE_SAVED:
        page = researcher_client.post(reverse("workbench:save"), form, follow=True).content.decode()
        assert message in page
    assert not SavedView.objects.exists()


def test_the_commissioner_explores_published_figures_only(
    publication: Publication, commissioner_client: Client, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    page = commissioner_client.get(reverse("workbench:published"), follow=True).content.decode()
    assert publication.title in page
    shown = publication.figures.filter(percent__isnull=False, breakdown="")[0]
    assert reverse("workbench:published_figure", args=[shown.pk]) in page
    assert "In short" in page
    origin = commissioner_client.get(reverse("workbench:published_figure", args=[shown.pk])).content.decode()
    assert "figure recompute --analysis" in origin
    assert "Open an action" in origin
    inspectorate = client_signed_in_as(Role.INSPECTORATE)
    origin = inspectorate.get(reverse("workbench:published_figure", args=[shown.pk])).content.decode()
    assert "figure recompute --analysis" in origin
    assert "Open an action" not in origin
    home = commissioner_client.get(reverse("start")).content.decode()
    assert reverse("workbench:explore", args=[publication.slug]) in home
    assert commissioner_client.get(reverse(INDEX)).status_code == 403
    explored = commissioner_client.get(reverse("workbench:explore", args=[publication.slug]), {"measure": "none"})
    assert explored.status_code == 422
    assert "Choose one from the list" in explored.content.decode()


def test_readers_of_published_figures_see_no_exact_count_of_a_reason_and_every_correction(
    publication: Publication, commissioner_client: Client
) -> None:
    assert [rounded_count(count) for count in (1, 9, 10, 14, 15, 1234)] == [
        *("fewer than 10", "fewer than 10", "10", "10", "20", "1,230")
    ]
    Publication.objects.filter(pk=publication.pk).update(state=PublicationState.CORRECTED)
    shown = publication.figures.filter(percent__isnull=False)[0]
    origin = commissioner_client.get(reverse("workbench:published_figure", args=[shown.pk])).content.decode()
    assert "by the first reason that applied, to the nearest 10" in origin
    explored = commissioner_client.get(reverse("workbench:explore", args=[publication.slug])).content.decode()
    assert "These results were corrected." in origin
    assert "These results were corrected." in explored


def test_a_figure_that_is_not_shown_has_an_origin_without_numbers(
    publication: Publication, commissioner_client: Client
) -> None:
    hidden = publication.figures.filter(percent__isnull=True, mark="c")[0]
    response = commissioner_client.get(reverse("workbench:published_figure", args=[hidden.pk]))
    page = response.content.decode()
    assert "Not shown: it could identify someone" in page
    assert "figure recompute" not in page
    assert "the base)" not in page
    publication.figures.filter(pk=hidden.pk).update(measure="of another questionnaire")
    assert commissioner_client.get(reverse("workbench:published_figure", args=[hidden.pk])).status_code == 404


@pytest.mark.one_database
def test_before_publication_there_is_nothing_to_explore(
    run: AnalysisRun, researcher: User, commissioner_client: Client
) -> None:
    draft = prepare(run=run, actor=researcher, at=LATER)
    assert (
        "No results have been published yet" in commissioner_client.get(reverse("workbench:published")).content.decode()
    )
    assert commissioner_client.get(reverse("workbench:explore", args=[draft.slug])).status_code == 404
    line = draft.figures.all()[0]
    assert commissioner_client.get(reverse("workbench:published_figure", args=[line.pk])).status_code == 404
