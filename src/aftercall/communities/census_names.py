"""What the census tables call the answers of a questionnaire, by the names of its choices."""

from collections.abc import Mapping
from dataclasses import dataclass

from aftercall.consultations.demographics import tabulated
from aftercall.instrument.answers import Answers
from aftercall.instrument.characteristics import DISABLED, NOT_DISABLED, disability


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
_DISABILITY = {DISABLED: "Disabled under the Equality Act", NOT_DISABLED: "Not disabled under the Equality Act"}
# What the force's own records say of everybody, by the characteristic of the tables.
OF_THE_FRAME = {"age": "age_band", "sex": "sex", "area": "area"}


def census_category(characteristic: str, answers: Answers, levels: Mapping[str, str] | None = None) -> str:
    """Somebody's category in the tables of a characteristic; empty where nothing was asked or said. levels: those of
    the frame."""
    if characteristic == "disability":
        return _DISABILITY.get(disability(answers), "")
    if characteristic in OF_THE_FRAME:
        return frame_category((levels or {}).get(OF_THE_FRAME[characteristic], ""))
    return next((one.category(answers) for one in CENSUS_NAMES if one.table == characteristic), "")


def frame_category(level: str) -> str:
    """A level of the frame as the tables write it: Under 16 for under 16."""
    return f"{level[:1].upper()}{level[1:]}"


def known_categories(characteristic: str) -> list[str]:
    """What the categories of a table must be called so that people can be in them; none if they can be anything."""
    asked = next((one for one in tabulated(()) if one.code == characteristic), None)
    of_consultations = [one.census or one.label for one in asked.categories] if asked else []
    of_surveys = [name for one in CENSUS_NAMES if one.table == characteristic for name in one.names.values()]
    return list(dict.fromkeys(of_consultations + of_surveys))
