"""Whom a figure is about: victims of crime, or of an incident that is not a crime."""

from collections.abc import Collection, Iterable

from aftercall.results.models import AnalysisRun, Population

# Nobody is in both. Together they are all victims.
DISJOINT = (Population.CRIME, Population.ANTI_SOCIAL_BEHAVIOUR)


def population_of(category: str, incident_categories: Collection[str]) -> Population:
    """The population of a victim, by the category of what was reported. Capitals do not matter."""
    incidents = {name.casefold() for name in incident_categories}
    return Population.ANTI_SOCIAL_BEHAVIOUR if category.casefold() in incidents else Population.CRIME


def has_both(populations: Iterable[Population]) -> bool:
    """Whether there are people in both populations. Only then are figures given for each."""
    return set(populations) >= set(DISJOINT)


def whom_all_are(run: AnalysisRun) -> Population:
    """Who all victims of an analysis are: of one kind, if its programme asked about no other in any of its months."""
    versions = [wave.version for wave in run.waves.select_related("version__survey")]
    kinds = {
        population_of(category, version.survey.incident_categories)
        for version in versions
        for category in version.categories
    }
    asks_of_one_kind = len(kinds) == 1 and all(version.categories for version in versions)
    return kinds.pop() if asks_of_one_kind else Population.ALL
