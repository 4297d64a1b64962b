"""The seed page's two paragraphs, re-created from answers that hold their percentages, and what keeps them apart."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from tests.publication.answered_runs import answered_run
from tests.world import LATER, make_programme

from aftercall.accounts.models import User
from aftercall.accounts.roles import Role
from aftercall.programmes.models import Programme
from aftercall.publication.models import Publication
from aftercall.publication.operations import prepare
from aftercall.publication.statement_form import StatementsForm
from aftercall.publication.statements import Disagree, headline_statements, paragraph
from aftercall.publication.states import PublicationState
from aftercall.results.models import Population

pytestmark = [pytest.mark.django_db, pytest.mark.one_database]
YEARS = [(date(2025, 1, 1), date(2025, 12, 1)), (date(2024, 1, 1), date(2024, 12, 1))]
CRIME, ANTI_SOCIAL, ALL = Population.CRIME, Population.ANTI_SOCIAL_BEHAVIOUR, Population.ALL
# Of 1,000 victims of crime 82, 93 and 78%; of all 1,500 victims 82, 96, 94 and 77%.
PEOPLE = {
    CRIME: (1000, {"whole": 820, "contact": 958, "treatment": 930, "informed": 780}),
    ANTI_SOCIAL: (500, {"whole": 410, "contact": 482, "treatment": 480, "informed": 375}),
}


@pytest.fixture
def both(programme: Programme, researcher: User) -> Publication:
    run = answered_run(programme, researcher, PEOPLE, first=YEARS[0][0], last=YEARS[0][1])
    return prepare(run=run, actor=researcher, at=LATER)


def shares(publication: Publication, population: Population) -> dict[str, str]:
    return {one.measure: one.shown for one in headline_statements(publication, population)}


def test_the_first_paragraph_of_the_page_is_about_victims_of_crime(both: Publication) -> None:
    statements = [one for one in headline_statements(both, CRIME) if one.measure != "contact"]
    assert paragraph(statements) == (
        "Taking the whole experience into account, 82% of victims of crime were satisfied with the service (1,000 "
        "victims of crime answered about crimes reported in 2025; 95% confidence interval 80% to 84%). Among victims "
        "of crime, 93% were satisfied with how officers and staff treated them (1,000 victims of crime answered about "
        "crimes reported in 2025; 95% confidence interval 91% to 94%). Among victims of crime, 78% were satisfied with "
        "how well they were kept informed of progress (1,000 victims of crime answered about crimes reported in 2025; "
        "95% confidence interval 75% to 80%)."
    )


def test_the_second_paragraph_is_about_all_victims(both: Publication) -> None:
    assert shares(both, ALL) == {"whole": "82%", "contact": "96%", "treatment": "94%", "informed": "77%"}
    text = paragraph(headline_statements(both))
    assert text.startswith(
        "Taking the whole experience into account, 82% of victims were satisfied with the service (1,500 victims "
        "answered about crimes and incidents reported in 2025; 95% confidence interval 80% to 84%)."
    )
    assert text.count("in 2025") == text.count("95% confidence interval") == 4


def test_asked_for_both_it_names_what_differs_and_why(both: Publication) -> None:
    with pytest.raises(
        Disagree, match=r"Treatment \(94% and 93%\) and Being kept informed \(77% and 78%\)$"
    ) as refused:
        paragraph(headline_statements(both), headline_statements(both, CRIME))
    assert [one.first.label for one in refused.value.found] == ["Treatment", "Being kept informed"]
    for one in refused.value.found:
        assert one.reasons == (
            "They are about different people: all victims and victims of crime.",
            "They have different bases: 1,500 and 1,000 people answered.",
        )


def test_figures_of_two_years_are_not_in_one_text(both: Publication, programme: Programme, researcher: User) -> None:
    people = {CRIME: (900, {"whole": 738, "treatment": 846})}
    run = answered_run(programme, researcher, people, first=YEARS[1][0], last=YEARS[1][1])
    before = headline_statements(prepare(run=run, actor=researcher, at=LATER))
    with pytest.raises(Disagree) as refused:
        paragraph(headline_statements(both, CRIME), before)
    [treatment] = refused.value.found
    assert (treatment.first.shown, treatment.second.shown) == ("93%", "94%")
    assert treatment.reasons == (
        "They are about different periods: 2025 and 2024.",
        "They are about different people: victims of crime and all victims.",
        "They have different bases: 1,000 and 900 people answered.",
        "They are weighted to different totals, because each analysis weights its own months and people.",
    )


def test_two_surveys_of_the_same_months_differ_because_they_are_two(both: Publication, researcher: User) -> None:
    other = make_programme(slug="another")
    run = answered_run(other, researcher, {CRIME: (900, {"whole": 450})}, first=YEARS[0][0], last=YEARS[0][1])
    theirs = headline_statements(prepare(run=run, actor=researcher, at=LATER))
    with pytest.raises(Disagree) as refused:
        paragraph(headline_statements(both), theirs)
    [whole] = refused.value.found
    assert whole.reasons[0] == f"They are from different surveys: {both.run.programme.name} and {other.name}."
    assert not any("returned or read again" in one for one in whole.reasons)


def test_figures_that_agree_are_in_one_text_each_with_its_own_base(both: Publication) -> None:
    sets = [[one for one in headline_statements(both, people) if one.measure == "whole"] for people in (ALL, CRIME)]
    text = paragraph(*sets)
    assert text.count("82%") == 2
    assert "1,500 victims answered" in text
    assert "1,000 victims of crime answered" in text


def test_a_figure_that_is_not_shown_has_no_statement(programme: Programme, researcher: User) -> None:
    run = answered_run(programme, researcher, {CRIME: (20, {"whole": 15})}, first=YEARS[0][0])
    assert headline_statements(prepare(run=run, actor=researcher, at=LATER)) == []


def test_the_researchers_page_gives_a_text_or_the_differences(
    both: Publication, client_signed_in_as: Callable[[Role | None], Client]
) -> None:
    client, url = client_signed_in_as(Role.RESEARCHER), reverse("publication:statements")
    assert "Victims, 2025 (draft): victims of crime" in client.get(url).content.decode()
    page = client.get(url, {"first": f"{both.slug}:crime"}).content.decode()
    assert "Text to copy" in page
    assert "Victims, 2025 is not public. Nobody may learn these figures before that." in page
    assert "82% of victims of crime were satisfied" in page
    page = client.get(url, {"first": f"{both.slug}:all", "second": f"{both.slug}:crime"}).content.decode()
    assert "Text to copy" not in page
    assert "94% and 93%" in page
    assert "They are about different people: all victims and victims of crime." in page
    assert client.get(url, {"first": "other"}).status_code == 422
    assert client_signed_in_as(Role.INTERVIEWER).get(url).status_code == 403


def test_a_correction_is_named_as_a_reason_and_what_it_corrects_is_not_to_be_quoted(
    both: Publication, programme: Programme, researcher: User
) -> None:
    Publication.objects.filter(pk=both.pk).update(state=PublicationState.PUBLISHED, published_at=LATER)
    people = PEOPLE | {CRIME: (1000, {"whole": 790})}
    run = answered_run(programme, researcher, people, first=YEARS[0][0], last=YEARS[0][1])
    again = prepare(run=run, actor=researcher, at=LATER, correction="One wave was returned twice.")
    Publication.objects.filter(pk=both.pk).update(state=PublicationState.CORRECTED)
    Publication.objects.filter(pk=again.pk).update(state=PublicationState.PUBLISHED)
    old, new = Publication.objects.get(pk=both.pk), Publication.objects.get(pk=again.pk)
    with pytest.raises(Disagree) as refused:
        paragraph(headline_statements(old), headline_statements(new))
    [whole, *_] = refused.value.found
    assert whole.reasons == ("One corrects the other. One wave was returned twice.",)
    form = StatementsForm([(old, ALL), (new, ALL)], {"first": f"{old.slug}:all", "second": f"{new.slug}:all"})
    assert form.is_valid()
    assert form.warnings == ["Victims, 2025 has been corrected. Quote the correction."]
    assert form.quotable == [(new, ALL)]
