"""Pack the public data that synthetic people are built on: `python tools/pack_data.py FOLDER`.

FOLDER holds the original downloads (police_uk_durham_2025, census2021, geography, names, the drama numbers). The same
folder always gives the same bytes.
"""

import csv
import lzma
import sys
from collections.abc import Iterable, Iterator
from io import StringIO
from pathlib import Path
from statistics import median

TARGET = Path(__file__).parent.parent / "src" / "aftercall" / "synthetic" / "data"
DECADES = range(1904, 1995, 10)
ETHNIC_GROUPS = ("Asian", "Black", "Mixed", "White", "Other")


def read(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def pack(name: str, columns: list[str], rows: Iterable[Iterable[object]]) -> None:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    target = TARGET / f"{name}.csv.xz"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(lzma.compress(text.getvalue().encode(), preset=9))
    print(f"{target.relative_to(TARGET)}  {target.stat().st_size:,} bytes")


def pack_records(source: Path) -> None:
    for path in sorted((source / "police_uk_durham_2025").glob("*-durham-street.csv")):
        rows = ((row["Crime ID"], row["LSOA code"], row["LSOA name"], row["Crime type"]) for row in read(path))
        pack(f"records/{path.name[:7]}", ["crime_id", "lsoa", "lsoa_name", "category"], rows)


def forenames(source: Path) -> Iterator[tuple[int, str, str, float]]:
    """Year of birth, sex, name, weight.

    Before 1996 only ranks are published, so the weight falls with the rank. From 1996 the weights are births: counts of
    the top 100, and, for names beyond it, the wide list's shares brought to the same scale.
    """
    births = dict(top_names(source))
    shares = {(int(row["birthyear"]), row["sex"], row["firstname"]): float(row["freq"]) for row in wide_list(source)}
    scale = median(births[name] / share for name, share in shares.items() if name in births)
    births |= {name: round(share * scale, 1) for name, share in shares.items() if name not in births}
    yield from ((*name, weight) for name, weight in births.items())


def wide_list(source: Path) -> Iterator[dict[str, str]]:
    return read(source / "names" / "firstname_ew_births_freq.csv")


def top_names(source: Path) -> Iterator[tuple[tuple[int, str, str], float]]:
    for row in read(source / "names" / "ons_top100_names_1904_2020.csv"):
        # From 1996 on the original leaves the sex of girls' names blank.
        year, sex, name = int(row["Year"]), (row["Gender"] or "female").lower(), row["Names"].strip().lower()
        yield (year, sex, name), round(100 / (int(row["RANK"]) + 4), 4) if year in DECADES else float(row["Count"])


def short_group(label: str) -> str:
    return next(group for group in ETHNIC_GROUPS if label.startswith(group))


def pack_places(source: Path) -> None:
    counts: dict[str, dict[str, int]] = {}
    for row in read(source / "census2021" / "ethnic_group_5_lsoa21.csv"):
        counts.setdefault(row["lsoa21_code"], {})[short_group(row["ethnic_group"])] = int(float(row["n"]))
    rows = (
        (row["lsoa21_code"], row["ltla24_name"], *(counts[row["lsoa21_code"]][group] for group in ETHNIC_GROUPS))
        for row in read(source / "geography" / "lsoa21_ward24_ltla24_durham_force.csv")
    )
    pack("places", ["lsoa", "authority", *(group.lower() for group in ETHNIC_GROUPS)], rows)


def pack_ethnicity(source: Path) -> None:
    rows = (
        (
            row["ltla21_name"],
            short_group(row["ethnic_group"]).lower(),
            row["ethnic_group"].removesuffix(" (number)"),
            int(float(row["value"])),
        )
        for row in read(source / "census2021" / "ethnic_group_19_ltla.csv")
        if row["ethnic_group"].endswith("(number)")
    )
    pack("ethnicity", ["authority", "ethnic_group", "ethnicity", "residents"], rows)


def pack_ages(source: Path) -> None:
    rows = (
        (row["ltla21_name"], age, int(float(row[str(age) if age < 90 else "90+"])))
        for row in read(source / "census2021" / "mid2020_population_single_year_ltla.csv")
        for age in range(91)
    )
    pack("ages", ["authority", "age", "residents"], rows)


def main(source: Path) -> None:
    pack_records(source)
    pack("forenames", ["year", "sex", "name", "weight"], sorted(forenames(source)))
    surnames = ((row["surname"], row["freq"]) for row in read(source / "names" / "lastname_uk_freq.csv"))
    pack("surnames", ["name", "weight"], surnames)
    pack_places(source)
    pack_ethnicity(source)
    pack_ages(source)
    numbers = read(source / "phone_numbers_reserved_for_drama.csv")
    pack("drama_numbers", ["area", "first", "last", "status"], (row.values() for row in numbers))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
