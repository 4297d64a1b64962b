"""The real records: recorded crime and anti-social behaviour of Durham Constabulary in 2025."""

from collections import Counter
from dataclasses import dataclass
from functools import cache

import numpy as np

from aftercall.synthetic.draws import Ints
from aftercall.synthetic.tables import compressed_table

MONTHS = tuple(f"2025-{month:02d}" for month in range(1, 13))
# Possession and supply have no particular victim.
WITHOUT_VICTIM = ("Drugs", "Possession of weapons")
OUTSIDE, UNKNOWN = "Outside the force area", "Place not known"


@dataclass(frozen=True)
class Records:
    """Every record that has a victim, in the order of the files. Arrays have the shape (records,)."""

    category: Ints  # position in `categories`
    place: Ints  # position in `places`
    month: Ints  # 0 to 11
    refs: tuple[str, ...]
    victims: tuple[str, ...]  # V1, or V2 for the second record of one crime
    categories: tuple[str, ...]
    places: tuple[str, ...]  # LSOA codes, "" where the record has none
    read: tuple[int, ...]  # records of each month, including those without a victim
    without_victim: tuple[Counter[str], ...]  # by category, for each month


def _reference(crime_id: str, month: str, position: int) -> str:
    """Ten characters of the published id are unique in 2025. Incidents have none, so get their position in the file."""
    return f"C-{crime_id[:10].upper()}" if crime_id else f"A-{month[2:4]}{month[5:]}-{position:05d}"


@cache
def load_records() -> Records:
    """Read the twelve compressed files."""
    refs: list[str] = []
    categories: list[str] = []
    places: list[str] = []
    months: list[int] = []
    read: list[int] = []
    without: list[Counter[str]] = []
    for number, month in enumerate(MONTHS):
        rows = compressed_table(f"records/{month}").to_pylist()
        read.append(len(rows))
        without.append(Counter(row["category"] for row in rows if row["category"] in WITHOUT_VICTIM))
        for position, row in enumerate(rows, start=1):
            if row["category"] not in WITHOUT_VICTIM:
                refs.append(_reference(row["crime_id"], month, position))
                categories.append(row["category"])
                places.append(row["lsoa"])
                months.append(number)
    names, category = np.unique(categories, return_inverse=True)
    codes, place = np.unique(places, return_inverse=True)
    return Records(
        category=category.astype(np.int64),
        place=place.astype(np.int64),
        month=np.array(months, dtype=np.int64),
        refs=tuple(refs),
        victims=_victims(refs),
        categories=tuple(map(str, names)),
        places=tuple(map(str, codes)),
        read=tuple(read),
        without_victim=tuple(without),
    )


def _victims(refs: list[str]) -> tuple[str, ...]:
    seen: Counter[str] = Counter()
    numbered = []
    for ref in refs:
        seen[ref] += 1
        numbered.append(f"V{seen[ref]}")
    return tuple(numbered)
