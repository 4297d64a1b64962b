"""A codebook: the codes that an answer in a person's own words may be given, by question."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Self

from aftercall.core.errors import Refused

# With its prefix, a code's name must fit where figures keep the name of a measure.
LONGEST_NAME = 24
NAME = re.compile(r"[a-z][a-z0-9_]*")
# What a text is given that no code applies to.
NONE = "none"


@dataclass(frozen=True)
class Code:
    """One code. include, exclude: an example of what it is for and of what it is not. parent: the name of the theme
    that it belongs to. meaning: the version of the codebook since which its definition has been the same."""

    name: str
    question: str
    label: str
    definition: str
    include: str = ""
    exclude: str = ""
    parent: str = ""
    meaning: int = 1


@dataclass(frozen=True)
class Codebook:
    """The codes in the order in which coders see them, each below its parent."""

    codes: tuple[Code, ...] = ()

    @classmethod
    def read(cls, document: Sequence[Mapping[str, Any]]) -> Self:
        """From the stored JSON."""
        return cls(tuple(Code(**code) for code in document))

    @property
    def document(self) -> list[dict[str, Any]]:
        """As JSON."""
        return [asdict(code) for code in self.codes]

    @property
    def questions(self) -> tuple[str, ...]:
        """The questions that have codes."""
        return tuple(dict.fromkeys(code.question for code in self.codes))

    def named(self, name: str) -> Code | None:
        """The code of this name."""
        return next((code for code in self.codes if code.name == name), None)

    def frame(self, question: str) -> tuple[Code, ...]:
        """The codes of one question, each theme followed by its own."""
        own = [code for code in self.codes if code.question == question]
        themes = [code for code in own if not code.parent]
        return tuple(one for theme in themes for one in (theme, *(code for code in own if code.parent == theme.name)))

    def with_parents(self, names: Iterable[str]) -> tuple[str, ...]:
        """These codes and the themes that they belong to, in the codebook's order."""
        given = set(names)
        given |= {code.parent for code in self.codes if code.name in given and code.parent}
        return tuple(code.name for code in self.codes if code.name in given)

    def with_code(self, code: Code) -> "Codebook":
        """With a new code, or with this one in place of the one of the same name. Refused if it does not fit."""
        self._require_fit(code)
        if self.named(code.name) is None:
            return Codebook((*self.codes, code))
        return Codebook(tuple(code if one.name == code.name else one for one in self.codes))

    def without(self, name: str) -> "Codebook":
        """Without a code. Refused while others belong to it."""
        if any(code.parent == name for code in self.codes):
            raise Refused("Other codes belong to this theme. Remove them first, or give them another theme")
        return Codebook(tuple(code for code in self.codes if code.name != name))

    def as_version(self, number: int, earlier: "Codebook") -> "Codebook":
        """As the version of this number: a code whose definition is new, or differs from the earlier version's, means
        something else from this version on."""
        return Codebook(tuple(replace(code, meaning=_meaning(code, earlier, number)) for code in self.codes))

    def _require_fit(self, code: Code) -> None:
        if not NAME.fullmatch(code.name) or len(code.name) > LONGEST_NAME or code.name == NONE:
            raise Refused(
                f"The short name must begin with a letter and have only small letters, digits and _, {LONGEST_NAME} "
                "at most",
                field="name",
            )
        known = self.named(code.name)
        if known and known.question != code.question:
            raise Refused("Another question has a code with this short name. Choose another one", field="name")
        parent = self.named(code.parent) if code.parent else None
        if code.parent and (parent is None or parent.question != code.question or parent.parent or parent == known):
            raise Refused("Choose a theme of the same question that belongs to no other theme", field="parent")
        if code.parent and any(one.parent == code.name for one in self.codes):
            raise Refused("Other codes belong to this one, so it cannot belong to a theme itself", field="parent")


def _meaning(code: Code, earlier: Codebook, number: int) -> int:
    before = earlier.named(code.name)
    same = before is not None and (before.definition, before.question) == (code.definition, code.question)
    return before.meaning if before is not None and same else number
