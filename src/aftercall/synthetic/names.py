"""Names as they are and as they are recorded: misspellings, short forms, lost accents, capitals, stray spaces.

A name is represented by its position in the lexicon, so that millions of rows need only indexing, no string operations.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
import pyarrow as pa

from aftercall.synthetic.draws import Draws, Floats, Ints
from aftercall.synthetic.tables import Weighted, compressed_table, small_table

AS_IS, UPPER, SPACED = range(3)
DOUBLE_BARRELLED = 4096
MISSING = 0  # the lexicon's first entry
# The list of surnames has no apostrophes, and "Oliver" must not become "O'Liver".
_IRISH = re.compile(
    r"o(brien|callaghan|connell|connor|doherty|donnell|donoghue|driscoll|dwyer|flynn|gorman|grady|hagan|halloran|hanlon"
    r"|hara|hare|kane|keefe|leary|loughlin|mahony|malley|mara|neil|neill|regan|reilly|rourke|shea|sullivan|toole)"
)
_SLIPS = (("ie", "y"), ("ph", "f"), ("y", "i"), ("ck", "k"), ("ei", "ie"), ("c", "k"), ("oo", "o"), ("an", "en"))


def proper(name: str) -> str:
    """A name from the lower-case lists with its capitals: Mary-Jane, McKay, O'Brien."""
    if "-" in name:
        return "-".join(proper(part) for part in name.split("-"))
    if _IRISH.fullmatch(name):
        return f"O'{name[1:].capitalize()}"
    if name.startswith("mc") and len(name) > 4:
        return f"Mc{name[2:].capitalize()}"
    return name[:1].upper() + name[1:]


def without_accents(name: str) -> str:
    """The name without its accents."""
    spelt = unicodedata.normalize("NFD", name.replace("ø", "o").replace("Ø", "O"))
    return "".join(letter for letter in spelt if not unicodedata.combining(letter))


def respelt(name: str) -> str:
    """The name as someone might spell it by ear."""
    for sound, other in _SLIPS:
        place = name.find(sound, 1)
        if place > 0:
            return name[:place] + other + name[place + len(sound) :]
    return name + "e"


def mistyped(name: str) -> str:
    """The name with two letters in its middle swapped, or one doubled where they are the same."""
    middle = max(1, len(name) // 2)
    first, second = name[middle - 1 : middle], name[middle : middle + 1]
    swapped = second + first if first != second and middle > 1 else first + second + second
    return name[: middle - 1] + swapped + name[middle + 1 :]


class Lexicon:
    """All names, and tables from a name to its forms (all are positions in the lexicon)."""

    def __init__(self) -> None:
        self._entries: dict[str | None, int] = {None: MISSING}
        forenames, surnames = compressed_table("forenames"), compressed_table("surnames")
        self._accents = {row["plain"]: row["accented"] for row in small_table("accents")}
        self._forename = self._add(map(proper, forenames["name"].to_pylist()))
        self._surname = self._add(map(proper, surnames["name"].to_pylist()))
        self._cohorts, self._by_birth = _by_birth_and_sex(forenames)
        self._by_frequency = Weighted(np.zeros(len(self._surname), dtype=np.int64), _weights(surnames))
        self._double = self._add(self._pairs())
        accented = {self._entries[proper(plain)]: name for plain, name in self._accents.items() if self._knows(plain)}
        places = self._add(accented.values())
        true_names = list(self._entries)
        self.accented = np.arange(len(true_names))
        self.accented[list(accented)] = places
        self.respelt = self._table(true_names, respelt)
        self.mistyped = self._table(true_names, mistyped)
        self.plain = self._table(true_names, without_accents)
        self.nicknames = self._nicknames(len(true_names))
        self._texts = self._all_forms()
        self._mailbox = pa.array([None if name is None else _mailbox(name) for name in true_names], pa.string())

    def _knows(self, plain: str) -> bool:
        return proper(plain) in self._entries

    def _add(self, names: Iterable[str]) -> Ints:
        return np.array([self._entries.setdefault(name, len(self._entries)) for name in names], dtype=np.int64)

    def _pairs(self) -> list[str]:
        """Double-barrelled surnames, the same for every seed."""
        names, draws, ids = list(self._entries), Draws(0), np.arange(DOUBLE_BARRELLED)
        first, second = (self._surname[self._by_frequency.pick(0, draws.uniform(n, ids))] for n in ("first", "second"))
        return [f"{names[a]}-{names[b]}" for a, b in zip(first, second, strict=True)]

    def _table(self, names: list[str | None], change: Callable[[str], str]) -> Ints:
        return np.array([0, *self._add(change(name) for name in names if name is not None)], dtype=np.int64)

    def _nicknames(self, size: int) -> Ints:
        """Shape (2, names): two short forms of each first name, MISSING where it has none."""
        table = np.zeros((2, size), dtype=np.int64)
        for row in small_table("nicknames"):
            place, short = self._entries[proper(row["name"])], self._add([row["nickname"]])[0]
            table[0, place] = table[0, place] or short
            table[1, place] = short
        return table

    def _all_forms(self) -> pa.Array:
        names = [name for name in self._entries if name is not None]
        upper, spaced = [name.upper() for name in names], [f" {name}  " for name in names]
        return pa.array([None, *names, None, *upper, None, *spaced], pa.string())

    def forename(self, sex: Ints, year: Ints, uniform: Floats) -> Ints:
        """First names, given sex (0 female, 1 male), year of birth and a number in [0, 1) each."""
        cohort = np.abs(self._cohorts[None, :] - np.arange(1900, 2031)[:, None]).argmin(axis=1)
        return self._forename[self._by_birth.pick(cohort[np.clip(year, 1900, 2030) - 1900] * 2 + sex, uniform)]

    def surname(self, uniform: Floats) -> Ints:
        """Surnames, given a number in [0, 1) each, as frequent as in the list."""
        return self._surname[self._by_frequency.pick(0, uniform)]

    def double_barrelled(self, uniform: Floats) -> Ints:
        """Double-barrelled surnames, given a number in [0, 1) each."""
        return self._double[(uniform * DOUBLE_BARRELLED).astype(np.int64)]

    def written(self, name: Ints, form: Ints) -> pa.Array:
        """The texts of names, each in a form (AS_IS, UPPER, SPACED)."""
        return self._texts.take(pa.array(form * len(self._entries) + name))

    def mailbox(self, name: Ints) -> pa.Array:
        """True names as written in an e-mail address."""
        return self._mailbox.take(pa.array(name))


def _mailbox(name: str) -> str:
    return re.sub(r"[^a-z]", "", without_accents(name).lower())


def _weights(table: pa.Table) -> Floats:
    return np.array(table["weight"].to_pylist(), dtype=np.float64)


def _by_birth_and_sex(forenames: pa.Table) -> tuple[Ints, Weighted]:
    """The years of birth that have lists of names, and the names grouped by year and sex."""
    years = np.array(forenames["year"].to_pylist(), dtype=np.int64)
    male = np.array(forenames["sex"].to_pylist()) == "male"
    cohorts, cohort = np.unique(years, return_inverse=True)
    return cohorts, Weighted(cohort * 2 + male, _weights(forenames))


@cache
def lexicon() -> Lexicon:
    """The lexicon, built when first used."""
    return Lexicon()
