"""DuckDB's own full scan of a CSV file: every column of every row is parsed, and nothing else is done.

Run: python bench/full_scan.py FILE COLUMN … Prints how many seconds a second scan in the same process took.
"""

import sys
import time

import duckdb


def scan(path: str, names: list[str]) -> None:
    """Take the maximum of each column, which needs all of its values."""
    columns = dict.fromkeys(names, "VARCHAR")
    with duckdb.connect() as connection:
        relation = connection.read_csv(
            path, header=True, columns=columns, auto_detect=False, delimiter=",", quotechar='"'
        )
        relation.aggregate(", ".join(f"max({name})" for name in names)).fetchall()


def main(path: str, names: list[str]) -> None:
    scan(path, names)
    started = time.perf_counter()
    scan(path, names)
    print(time.perf_counter() - started)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
