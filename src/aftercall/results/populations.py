"""Whom a figure is about: victims of crime, or of an incident that is not a crime."""

from collections.abc import Collection, Iterable

from aftercall.results.models import Population

# Nobody is in both. Together they are all victims.
DISJOINT = (Population.CRIME, Population.ANTI_SOCIAL_BEHAVIOUR)


def population_of(category: str, incident_categories: Collection[str]) -> Population:
    """The population of a victim, by the category of what was reported. Capitals do not matter."""
    incidents = {name.casefold() for name in incident_categories}
    return Population.ANTI_SOCIAL_BEHAVIOUR if category.casefold() in incidents else Population.CRIME


def has_both(populations: Iterable[Population]) -> bool:
    """Whether there are people in both populations. Only then are figures given for each."""
    return set(populations) >= set(DISJOINT)
