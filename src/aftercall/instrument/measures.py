"""What an instrument measures, and what its figures can be broken down by."""

from collections.abc import Mapping
from dataclasses import dataclass

PERCENT = "{percent}"
# Every frame has these of every person, so figures can be given for their groups.
CLASSIFICATIONS = ("quarter", "category", "area", "age_band", "sex")


@dataclass(frozen=True)
class Measure:
    """One aspect that people can be satisfied with. It is asked in two steps: direction first, then degree.

    label: its short name, for tables. sentence: what is published about it, with {percent}. direction: a question's
    name. degrees: by answer to it, the name of the question that follows.
    """

    name: str
    label: str
    sentence: str
    direction: str
    degrees: Mapping[str, str]

    def statement(self, percent: str) -> str:
        """The published sentence with its percentage, such as '82%'."""
        return self.sentence.replace(PERCENT, percent)
