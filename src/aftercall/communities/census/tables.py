"""The census tables that are shipped. Pure: no Django."""

import csv
import io
import lzma
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

ATTRIBUTION = (
    "Census 2021 and mid-2020 estimates, Office for National Statistics. Contains public sector information licensed "
    "under the Open Government Licence v3.0."
)
NOT_ANSWERED = "Not answered"
# Where age bands begin. Those of the consultations' question, so that they can be compared.
AGE_STARTS = (0, 16, 25, 35, 45, 55, 65, 75)


@dataclass(frozen=True)
class PopulationTable:
    """People by category of one characteristic. counts: without those who did not answer the census."""

    key: str
    title: str
    characteristic: str
    counts: Mapping[str, int]
    source: str
    note: str = ""

    @property
    def total(self) -> int:
        """Everybody in the table."""
        return sum(self.counts.values())


@dataclass(frozen=True)
class _Shipped:
    """Where a table is: its file, the column of categories, and that of counts."""

    file: str
    title: str
    column: str
    value: str
    note: str = ""


_FILES: Mapping[str, _Shipped] = {
    "ethnic_group_5": _Shipped("ethnic_group_5_ltla", "Ethnic group, 5 groups", "ethnic_group", "n"),
    "ethnic_group": _Shipped(
        "ethnic_group_19_ltla",
        "Ethnic group, 19 groups",
        "ethnic_group",
        "value",
        "For reference: people are compared in five groups.",
    ),
    "religion": _Shipped("religion_ltla", "Religion", "religion", "n"),
    "disability": _Shipped("disability_equality_act_ltla", "Disability", "disability", "n"),
    "orientation": _Shipped(
        "sexual_orientation_16plus_ltla", "Sexual orientation", "sexual_orientation", "n", "People aged 16 and over."
    ),
}
_AGES = "mid2020_population_single_year_ltla"
_AGE_NOTE = "Estimates from before the census: used for shares only."
_AREAS = "lsoa21_ward24_ltla24_durham_force"


def shipped_tables() -> tuple[PopulationTable, ...]:
    """Every table that is shipped."""
    return (age_table(), *(shipped_table(key) for key in _FILES), authority_table(), area_table())


@cache
def shipped_table(key: str) -> PopulationTable:
    """A table of `_FILES`."""
    shipped = _FILES[key]
    counts = _summed((row[shipped.column], row[shipped.value]) for row in _rows(shipped.file))
    return PopulationTable(key, shipped.title, key, counts, ATTRIBUTION, shipped.note)


@cache
def age_table(starts: tuple[int, ...] = AGE_STARTS, youngest: int = 0) -> PopulationTable:
    """People by age band. starts: the first age of each. youngest: anybody younger is not counted."""
    counts = dict.fromkeys(map(age_label, starts, (*starts[1:], None)), 0)
    labels = list(counts)
    for row in _rows(_AGES):
        for name, value in row.items():
            age = name.removesuffix("+")
            if age.isdecimal() and int(age) >= max(starts[0], youngest):
                counts[labels[sum(int(age) >= start for start in starts) - 1]] += round(float(value))
    note = f"{_AGE_NOTE} People aged {youngest} and over." if youngest else _AGE_NOTE
    return PopulationTable("age", "Age", "age", counts, ATTRIBUTION, note)


@cache
def authority_table() -> PopulationTable:
    """People by local authority, by name."""
    counts = _summed((row["ltla_name"], row["n"]) for row in _rows("ethnic_group_5_ltla"))
    return PopulationTable("authority", "Local authority", "area", counts, ATTRIBUTION)


@cache
def area_table() -> PopulationTable:
    """People by ward, by name, from the small areas."""
    ward = {row["lsoa21_code"]: row["ward24_name"] for row in _rows(_AREAS)}
    people = {row["lsoa21_code"]: row["total_residents"] for row in _rows("ethnic_group_5_lsoa21")}
    counts = _summed((ward[code], count) for code, count in sorted(people.items()) if code in ward)
    return PopulationTable("area", "Ward", "area", counts, f"{ATTRIBUTION} Contains OS data © Crown copyright.")


def age_label(start: int, following: int | None) -> str:
    """A band in words."""
    if following is None:
        return f"{start} and over"
    return f"Under {following}" if start == 0 else f"{start} to {following - 1}"


def _rows(file: str) -> Iterable[dict[str, str]]:
    content = resources.files("aftercall.communities").joinpath("data", f"{file}.csv.xz").read_bytes()
    return csv.DictReader(io.StringIO(lzma.decompress(content).decode("utf-8-sig"), newline=""))


def _summed(pairs: Iterable[tuple[str, str]]) -> dict[str, int]:
    """Counts by category over areas. Percentages, and people who did not answer, are left out."""
    counts: dict[str, int] = {}
    for name, value in pairs:
        category = name.removesuffix("(number)").strip()
        if not name.rstrip().endswith("(percent)") and category != NOT_ANSWERED and value:
            counts[category] = counts.get(category, 0) + round(float(value))
    return counts
