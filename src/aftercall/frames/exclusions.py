"""Reasons to exclude records from the frame, defined in a file that a researcher can read."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, Self

from aftercall.errors import BadInput
from aftercall.frames.layout import FLAGS, NAMES

FACTS = (
    "delivered_twice",
    "outside_population",
    "outside_period",
    "objected",
    "under_age",
    "no_usable_number",
    "number_abroad",
    "already_surveyed",
)
SCOPES = ("record", "person")
STANDARD_EXCLUSIONS = "exclusions_1"
SHIPPED_EXCLUSIONS = (STANDARD_EXCLUSIONS,)


@dataclass(frozen=True)
class Exclusion:
    """A reason to exclude records. Exactly one of flag, fact, or column with values says when it applies."""

    code: str
    words: str
    scope: str
    flag: str | None = None
    fact: str | None = None
    column: str | None = None
    values: tuple[str, ...] = ()

    @classmethod
    def from_mapping(cls, entry: Mapping[str, Any], where: str) -> Self:
        """From one `[[exclusion]]` of a TOML file. `where`: named in errors. Errors: BadInput."""
        code = str(entry.get("code", ""))
        when = entry.get("when", {})
        if set(entry) != {"code", "words", "scope", "when"} or not code.isidentifier():
            raise BadInput(f"{where}, exclusion {code or '(no code)'}: give it exactly code, words, scope and when")
        if entry["scope"] not in SCOPES:
            raise BadInput(f"{where}, exclusion {code}: scope must be {' or '.join(SCOPES)}")
        condition = _condition(when)
        if condition is None:
            raise BadInput(
                f"{where}, exclusion {code}: when must have one known flag, one known fact, or a column with is"
            )
        return cls(code, str(entry["words"]), entry["scope"], **condition)

    def to_mapping(self) -> dict[str, Any]:
        """The entries of `[[exclusion]]`."""
        if self.flag:
            when: dict[str, Any] = {"flag": self.flag}
        elif self.fact:
            when = {"fact": self.fact}
        else:
            when = {"column": self.column, "is": list(self.values)}
        return {"code": self.code, "words": self.words, "scope": self.scope, "when": when}


def _condition(when: Any) -> dict[str, Any] | None:
    match when:
        case {"flag": str(flag), **rest} if flag in FLAGS and not rest:
            return {"flag": flag}
        case {"fact": str(fact), **rest} if fact in FACTS and not rest:
            return {"fact": fact}
        case {"column": str(column), "is": [*values], **rest} if column in NAMES and values and not rest:
            return {"column": column, "values": tuple(map(str, values))}
    return None


# Applied in addition to a programme's exclusions if it is limited to certain categories.
OUTSIDE_POPULATION = Exclusion(
    "outside_population", "What was reported is outside the programme's population", "record", fact="outside_population"
)


# Applied in addition to a programme's exclusions unless it calls numbers abroad.
NUMBER_ABROAD = Exclusion(
    "number_abroad",
    "The only number is abroad, where the local time is not known",
    "record",
    fact="number_abroad",
)


def standard_exclusions() -> tuple[Exclusion, ...]:
    """The exclusions of a programme that does not list its own."""
    return shipped_exclusions(STANDARD_EXCLUSIONS)


def shipped_exclusions(name: str) -> tuple[Exclusion, ...]:
    """The set of exclusions of this name that comes with the product. Errors: BadInput where there is none."""
    if name not in SHIPPED_EXCLUSIONS:
        raise BadInput(f"there is no set of exclusions of that name; use {' or '.join(SHIPPED_EXCLUSIONS)}")
    text = resources.files("aftercall.frames").joinpath(f"{name}.toml").read_text(encoding="utf-8")
    return exclusions_of(tomllib.loads(text)["exclusion"], f"{name}.toml")


def exclusions_of(entries: Sequence[Mapping[str, Any]], where: str) -> tuple[Exclusion, ...]:
    """From all `[[exclusion]]` entries of a TOML file, in order. `where`: named in errors. Errors: BadInput."""
    exclusions = tuple(Exclusion.from_mapping(entry, where) for entry in entries)
    codes = [exclusion.code for exclusion in exclusions]
    for code in codes:
        if codes.count(code) > 1:
            raise BadInput(f"{where}, exclusion {code}: occurs twice; keep one of them")
    return exclusions
