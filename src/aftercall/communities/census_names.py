"""How the answers of a questionnaire are called in the census tables, by the names of its choices."""

from collections.abc import Mapping
from dataclasses import dataclass

from aftercall.instrument.answers import Answers


@dataclass(frozen=True)
class CensusNames:
    """question: of the instrument. table: the characteristic of the tables. names: by the choice."""

    question: str
    table: str
    names: Mapping[str, str]

    def category(self, answers: Answers) -> str:
        """The category of the census; empty where nothing was said."""
        return self.names.get(answers.get(self.question, ""), "")


_FIVE = {
    "white": "White",
    "mixed": "Mixed or Multiple ethnic groups",
    "asian": "Asian, Asian British or Asian Welsh",
    "black": "Black, Black British, Black Welsh, Caribbean or African",
    "other": "Other ethnic group",
}
_RELIGIONS = {
    "none": "No religion",
    "christian": "Christian",
    "buddhist": "Buddhist",
    "hindu": "Hindu",
    "jewish": "Jewish",
    "muslim": "Muslim",
    "sikh": "Sikh",
    "other": "Other religion",
}
_ORIENTATIONS = {
    "heterosexual": "Straight or Heterosexual",
    "gay_or_lesbian": "Gay or Lesbian",
    "bisexual": "Bisexual",
    "other": "All other sexual orientations",
}
CENSUS_NAMES = (
    CensusNames("ethnic_group", "ethnic_group_5", _FIVE),
    CensusNames("religion", "religion", _RELIGIONS),
    CensusNames("orientation", "orientation", _ORIENTATIONS),
)
DISABLED, NOT_DISABLED = "Disabled under the Equality Act", "Not disabled under the Equality Act"


def disability(answers: Answers) -> str:
    """The category of the census: disabled are those whose condition limits them. Empty where they did not say."""
    condition, limits = answers.get("condition"), answers.get("condition_limits")
    if condition == "no" or (condition == "yes" and limits == "not_at_all"):
        return NOT_DISABLED
    return DISABLED if condition == "yes" and limits in {"a_lot", "a_little"} else ""


def census_category(characteristic: str, answers: Answers) -> str:
    """Somebody's category in the tables of a characteristic; empty where nothing was asked or said."""
    if characteristic == "disability":
        return disability(answers)
    return next((one.category(answers) for one in CENSUS_NAMES if one.table == characteristic), "")
