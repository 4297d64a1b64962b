"""Whom a figure is about: victims of crime, or of what is reported as an incident and is no crime."""

from collections.abc import Collection, Iterable

from aftercall.results.models import Population

# The two that have nobody in common. Together they are all victims.
APART = (Population.CRIME, Population.ANTI_SOCIAL_BEHAVIOUR)


def population_of(category: str, incident_categories: Collection[str]) -> Population:
    """The population of a victim, by the category of what was reported. Capitals do not matter."""
    incidents = {name.casefold() for name in incident_categories}
    return Population.ANTI_SOCIAL_BEHAVIOUR if category.casefold() in incidents else Population.CRIME


def can_be_told_apart(populations: Iterable[Population]) -> bool:
    """Whether figures are given for each population: only if there are people in both."""
    return set(populations) >= set(APART)
