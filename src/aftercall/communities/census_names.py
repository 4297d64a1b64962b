"""How the answers of a questionnaire are called in the census tables."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class CensusNames:
    """table: the characteristic of the tables. names: by the beginning of an answer's label, what the census says;
    an answer that the census calls the same needs none."""

    table: str
    names: Mapping[str, str]

    def category(self, label: str | None, categories: Collection[str]) -> str:
        """The category of the census; empty where it has none, or nothing was said."""
        if label is None or label in categories:
            return label or ""
        return next(
            (name for begins, name in self.names.items() if label.startswith(begins) and name in categories), ""
        )


# By the question of the instrument.
CENSUS_NAMES: Mapping[str, CensusNames] = {
    "ethnic_group": CensusNames(
        "ethnic_group_5",
        {
            "White": "White",
            "Mixed": "Mixed or Multiple ethnic groups",
            "Asian": "Asian, Asian British or Asian Welsh",
            "Black": "Black, Black British, Black Welsh, Caribbean or African",
            "Other": "Other ethnic group",
        },
    ),
    "religion": CensusNames(
        "religion",
        {
            "No religion": "No religion",
            "Christian": "Christian",
            "Any other": "Other religion",
            "Other": "Other religion",
        },
    ),
    "orientation": CensusNames(
        "orientation",
        {
            "Straight": "Straight or Heterosexual",
            "Heterosexual": "Straight or Heterosexual",
            "Gay": "Gay or Lesbian",
            "Bisexual": "Bisexual",
            "Bi": "Bisexual",
            "Other": "All other sexual orientations",
            "In another": "All other sexual orientations",
        },
    ),
}
