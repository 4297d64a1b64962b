"""What an instrument measures, and what its figures can be broken down by."""

from collections.abc import Mapping
from dataclasses import dataclass

PERCENT = "{percent}"
# Every frame has these of every person, so figures can be given for their groups.
QUARTER = "quarter"
CLASSIFICATIONS = (QUARTER, "category", "area", "age_band", "sex")


@dataclass(frozen=True)
class Measure:
    """What is published about one or two questions, as a percentage.

    label: its short name, for tables. sentence: what is published about it, with {percent}. direction: a question's
    name. Satisfaction is asked in two steps: degrees gives, by answer to the first, the name of the question that
    follows. Otherwise the measure is a share: counts has the answers that count, out of all that people gave.
    """

    name: str
    label: str
    sentence: str
    direction: str
    degrees: Mapping[str, str]
    counts: frozenset[str] = frozenset()

    @property
    def is_share(self) -> bool:
        """Whether it is the share of certain answers to one question, not a level of satisfaction."""
        return bool(self.counts)

    def statement(self, percent: str) -> str:
        """The published sentence with its percentage, such as '82%'."""
        return self.sentence.replace(PERCENT, percent)
