"""Figures of each population and of protected characteristics, from the answers to the lines of a draft."""

from datetime import date

import pytest
from django.utils.translation import override
from tests.fieldwork.making import make_programme
from tests.publication.answered_runs import answered_run
from tests.world import LATER

from aftercall.accounts.models import User
from aftercall.programmes.models import Programme
from aftercall.publication.models import Mark
from aftercall.publication.operations import prepare
from aftercall.publication.statements import headline_statements
from aftercall.publication.views.public import page_context
from aftercall.results.models import AnalysisRun, Population
from aftercall.results.populations import has_both, population_of

pytestmark = pytest.mark.django_db
MONTH = date(2025, 1, 1)
CRIME, INCIDENT = Population.CRIME, Population.ANTI_SOCIAL_BEHAVIOUR
PEOPLE = {CRIME: (120, {"whole": 90}), INCIDENT: (80, {"whole": 48})}


def bases(run: AnalysisRun) -> dict[str, tuple[int, int, float]]:
    figures = run.figures.filter(measure="whole", breakdown="")
    return {one.population: (one.base, one.satisfied, round(one.estimate, 4)) for one in figures}


def test_the_category_decides_about_whom_a_figure_is() -> None:
    assert population_of("ANTI-SOCIAL behaviour", ["Anti-social behaviour"]) is INCIDENT
    assert population_of("Burglary", ["Anti-social behaviour"]) is CRIME
    assert not has_both([CRIME, CRIME])


def test_each_population_has_its_own_figures_and_together_they_are_all_victims(
    programme: Programme, researcher: User
) -> None:
    run = answered_run(programme, researcher, PEOPLE, first=MONTH)
    assert bases(run) == {"all": (200, 138, 0.69), "crime": (120, 90, 0.75), "anti_social_behaviour": (80, 48, 0.6)}
    cells = run.counts.get(measure="whole").counts
    assert [cell for cell in cells if not cell[2]] == [
        ["2025-01", "anti_social_behaviour", "", "", 48, 32],
        ["2025-01", "crime", "", "", 90, 30],
    ]


def test_without_incidents_there_are_figures_for_all_victims_only(programme: Programme, researcher: User) -> None:
    run = answered_run(programme, researcher, {CRIME: (120, {"whole": 90})}, first=MONTH)
    assert bases(run) == {"all": (120, 90, 0.75)}


def test_a_programme_that_asks_victims_of_crime_alone_says_so_in_every_sentence(db: None, researcher: User) -> None:
    programme = make_programme(top={"categories": ["Burglary"]})
    publication = prepare(
        run=answered_run(programme, researcher, {CRIME: (120, {"whole": 90})}, first=MONTH), actor=researcher, at=LATER
    )
    [statement] = headline_statements(publication)
    assert statement.text == (
        "Taking the whole experience into account, 75% of victims of crime were satisfied with the service (120 "
        "victims of crime answered about crimes reported in January 2025; 95% confidence interval 66% to 82%)."
    )
    [line] = publication.figures.filter(measure="whole", breakdown="")
    assert "the figure for all victims of crime is between" in line.precision
    with override("cy"):
        shown = page_context(publication, Population.ALL)["statements"]
    assert "ynghylch troseddau y rhoddwyd" in str(shown)  # about crimes, not about crimes and incidents


def test_a_characteristic_is_broken_down_and_a_level_in_which_nobody_answered_is_not_available(
    db: None, researcher: User
) -> None:
    programme = make_programme(survey={"questionnaire": "victim_satisfaction_3"})
    people = {CRIME: (120, {"whole": 90})}
    about_you = {"condition": ["yes", "no", "refused"], "condition_limits": ["a_little", "", ""]}
    run = answered_run(programme, researcher, people, first=MONTH, about_you=about_you)
    figures = run.figures.filter(measure="whole", breakdown="disability").values_list("group", "base")
    assert list(figures) == [("Disabled", 40), ("Not disabled", 40)]
    cells = run.counts.get(measure="whole").counts
    groups = {cell[3]: cell[4] + cell[5] for cell in cells if cell[2] == "disability"}
    assert groups == {"": 40, "Disabled": 40, "Not disabled": 40}
    lines = prepare(run=run, actor=researcher, at=LATER).figures.filter(measure="whole", population="all")
    ages = list(lines.filter(breakdown="age_band").values_list("group", "mark", "base"))
    assert ("under 16", Mark.NOT_AVAILABLE, None) in ages
    assert [group for group, mark, _ in ages if mark != Mark.NOT_AVAILABLE] == ["all"]
    assert not lines.filter(breakdown="religion").exists()
