"""Given and family names that suggestions for redaction recognise: the public lists behind the made-up people."""

from functools import cache

from aftercall.methods.redaction_names import KnownNames
from aftercall.synthetic.names import without_accents
from aftercall.synthetic.tables import compressed_table, small_table

# Rarer given names are often ordinary words or misspellings. Ranks are of the top 100 of a year, 100 being the first.
_BIRTHS, _RANKED_UNTIL = 20.0, 1994


@cache
def known_names() -> KnownNames:
    """The names, in lower case and without accents."""
    forenames, surnames = compressed_table("forenames").to_pydict(), compressed_table("surnames").to_pydict()
    rows = zip(forenames["name"], forenames["year"], forenames["weight"], strict=True)
    given = {name for name, year, weight in rows if int(year) <= _RANKED_UNTIL or float(weight) >= _BIRTHS}
    short = {row["nickname"] for row in small_table("nicknames")}
    parts = {part for name in given for part in (name, *name.split("-")) if len(part) > 2}
    return KnownNames(_plain(parts | short), _plain(surnames["name"]))


def _plain(names: set[str] | list[str]) -> frozenset[str]:
    return frozenset(without_accents(name).lower() for name in names if len(name) > 1)
