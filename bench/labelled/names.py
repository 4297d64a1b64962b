"""Every name of the generator, by code: from the packed lists and from names.toml."""

import csv
import lzma
import tomllib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from bench.labelled.arrays import Floats, Ints

HERE = Path(__file__).resolve().parent
PACKED = HERE.parents[1] / "src" / "aftercall" / "synthetic" / "data"
IRISH = (
    "brien",
    "neill",
    "connor",
    "donnell",
    "sullivan",
    "leary",
    "reilly",
    "hara",
    "keefe",
    "rourke",
    "shea",
    "toole",
)
BRITISH = 0  # the first of the heritages


class Register:
    """Texts and the code of each."""

    def __init__(self) -> None:
        """An empty register."""
        self.texts: list[str] = []
        self._codes: dict[str, int] = {}

    def codes(self, texts: Sequence[str]) -> Ints:
        """The codes of these texts; new texts are added."""
        for text in texts:
            if text not in self._codes:
                self._codes[text] = len(self.texts)
                self.texts.append(text)
        return np.array([self._codes[text] for text in texts], dtype=np.int64)


@dataclass(frozen=True)
class Pool:
    """Codes to pick from in proportion to a weight."""

    codes: Ints
    edges: Floats

    @classmethod
    def of(cls, codes: Ints, weights: Sequence[float] | Floats) -> "Pool":
        """Shapes (items,), (items,)."""
        total = np.cumsum(np.asarray(weights, dtype=np.float64))
        return cls(codes, total / total[-1])

    @classmethod
    def ranked(cls, codes: Ints) -> "Pool":
        """With weights that decrease from code to code."""
        return cls.of(codes, 1 / np.arange(2.0, len(codes) + 2))

    def pick(self, rng: np.random.Generator, size: int) -> Ints:
        """Pick `size` codes."""
        return self.codes[np.minimum(np.searchsorted(self.edges, rng.random(size)), len(self.codes) - 1)]


@dataclass(frozen=True)
class Heritage:
    """The names of a group of families. `wife`: surnames that women may have instead of the family's."""

    share: float
    first: dict[bool, Pool]
    last: Pool
    wife: Pool | None
    wife_share: float


@dataclass(frozen=True)
class Names:
    """Every name by code. British first names depend on year of birth and sex (True: women), others on sex."""

    first: list[str]
    last: list[str]
    nicknames: tuple[Ints, Ints]  # code of the first short form, and how many there are
    accented: Ints
    feminine: Ints
    years: dict[tuple[int, bool], Pool]
    rare: dict[bool, Pool]
    hyphened: dict[bool, Ints]
    mohammeds: Ints
    twins: dict[bool, list[tuple[int, int]]]
    heritages: list[Heritage]
    alike: dict[str, list[str]]


def read_packed(name: str) -> list[dict[str, str]]:
    """The rows of one packed list of names."""
    return list(csv.DictReader(lzma.decompress((PACKED / f"{name}.csv.xz").read_bytes()).decode().splitlines()))


def surname_written(name: str) -> str:
    """A name from the lower-case list, with its usual capitals and apostrophe."""
    if name.startswith("mc") and len(name) > 4:
        return "Mc" + name[2:].title()
    if name.startswith("mac") and len(name) > 7:
        return "Mac" + name[3:].title()
    if name[:1] == "o" and name[1:] in IRISH:
        return "O'" + name[1:].title()
    return name.title()


def feminine_written(name: str) -> str:
    """The feminine form of a Polish surname."""
    return name[:-1] + "a" if name.endswith(("ski", "cki", "dzki")) else name


def plain(text: str) -> str:
    """The text without accents."""
    text = text.replace("ł", "l").replace("Ł", "L")
    return "".join(letter for letter in unicodedata.normalize("NFD", text) if not unicodedata.combining(letter))


def slug(text: str) -> str:
    """The text as in an e-mail address."""
    return "".join(letter for letter in plain(text).lower() if letter.isalnum())


def read_heritages(words: dict[str, Any], first: Register, last: Register, surnames: Pool) -> list[Heritage]:
    """The British, whose first names are in the packed lists, then the groups in the file."""
    found = []
    for group in words["heritage"].values():
        wives = last.codes(group["wife"].split()) if "wife" in group else None
        givens = {
            woman: Pool.ranked(first.codes(group[key].split())) for woman, key in ((False, "men"), (True, "women"))
        }
        pool = Pool.ranked(last.codes(group["surnames"].split()))
        found.append(
            Heritage(
                group["share"],
                givens,
                pool,
                wives if wives is None else Pool.ranked(wives),
                group.get("wife_share", 0.0),
            )
        )
    return [Heritage(1 - sum(group.share for group in found), {}, surnames, None, 0.0), *found]


def read_nicknames(words: dict[str, Any], first: Register) -> tuple[Ints, Ints]:
    """The short forms of each code: where they start in the register, and how many there are."""
    known = len(first.texts)
    begin, count = np.zeros(known, dtype=np.int64), np.zeros(known, dtype=np.int64)
    short = {**words["women"], **words["men"]}
    for code, name in enumerate(first.texts[:known]):
        forms = short.get(slug(name), "").title().split()
        begin[code], count[code] = len(first.texts), len(forms)
        first.texts.extend(forms)  # with repetitions on purpose, so that the forms of each name are adjacent
    return begin, count


def read_names() -> Names:
    """All names."""
    words = tomllib.loads((HERE / "names.toml").read_text(encoding="utf-8"))
    first, last = Register(), Register()
    packed: dict[tuple[int, bool], tuple[list[str], list[float]]] = {}
    for row in read_packed("forenames"):
        texts, weights = packed.setdefault((int(row["year"]), row["sex"] == "female"), ([], []))
        texts.append(row["name"].title())
        weights.append(float(row["weight"]))
    years = {key: Pool.of(first.codes(texts), weights) for key, (texts, weights) in packed.items()}
    every = {
        sex: np.unique(np.concatenate([pool.codes for (_, woman), pool in years.items() if woman == sex]))
        for sex in (False, True)
    }
    surnames = read_packed("surnames")
    common = Pool.of(
        last.codes([surname_written(row["name"]) for row in surnames]), [float(row["weight"]) for row in surnames]
    )
    heritages = read_heritages(words, first, last, common)
    hyphened = {woman: first.codes(words["alike"]["hyphened"][int(woman)].split()) for woman in (False, True)}
    mohammeds = first.codes(["Mohammed", "Muhammad", "Mohammad", "Mohamed"])
    twins = {
        woman: [
            (one, other) for one, other in (first.codes(pair.title().split()).tolist() for pair in words["twins"][key])
        ]
        for woman, key in ((False, "men"), (True, "women"))
    }
    accents = {plainly.title(): accent for plainly, accent in (pair.split() for pair in words["alike"]["accents"])}
    accented = first.codes([accents.get(text, text) for text in list(first.texts)])
    accented = np.concatenate([accented, np.arange(len(accented), len(first.texts))])
    feminine = last.codes([feminine_written(text) for text in list(last.texts)])
    feminine = np.concatenate([feminine, np.arange(len(feminine), len(last.texts))])
    nicknames = read_nicknames(words, first)
    alike: dict[str, list[str]] = {}
    for group in (group.split() for group in words["alike"]["first"] + words["alike"]["last"]):
        for name in group:
            alike.setdefault(name, []).extend(other for other in group if other != name)
    rare = {sex: Pool.of(codes, np.ones(len(codes))) for sex, codes in every.items()}
    return Names(
        first.texts,
        last.texts,
        nicknames,
        accented,
        feminine,
        years,
        rare,
        hyphened,
        mohammeds,
        twins,
        heritages,
        alike,
    )
