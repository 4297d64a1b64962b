"""Expressions of a form: names put right, and everything wrong with them said in the author's words."""

import difflib
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from aftercall.instrument.errors import InstrumentError
from aftercall.instrument.expressions.expression import parse_expression
from aftercall.instrument.expressions.functions import FUNCTIONS
from aftercall.instrument_files.findings import Finding
from aftercall.instrument_files.outline import TODAY, Item, Outline
from aftercall.instrument_files.row_types import Kind
from aftercall.instrument_files.tables import Row
from aftercall.instrument_files.tidying import references

_REFERENCE = re.compile(r"\$\{([^{}]*)\}")
_TEXT = re.compile(r"'[^']*'|\"[^\"]*\"")
_FUNCTION = re.compile(r"([A-Za-z][\w:.\-]*)\s*\(")
_PATH = re.compile(r"(^|[\s(,=<>!])(\.\.?/|/)\s*[\w.$]")
_WORD = re.compile(r"(?<![\w.:\-])([A-Za-z_][\w]*(?:-[\w]+)*)(?![\w(:]|\s*\()")
_LONGEST = 2_000  # characters
_MOST_COMPARED, _LONGEST_COMPARED = 1_000, 100
_OPERATORS = frozenset({"and", "or", "not", "div", "mod"})
_NO_FILES = "values from files are not possible; what is known before the interview is a row of type hidden"
_NO_REPEATS = "groups that repeat are not possible"
_NO_CHANCE = "chance has no place in routing; to rotate choices write randomize=true into parameters"
_NO_TIMES = "times are not possible; today() is the day"
_NO_LABELS = "labels can't be used in expressions; compare the choice's name"
_NO_USE = "it has no use in this kind of survey"
# Functions of other systems that people use most, and what to do instead.
_INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(("pulldata", "instance", "search"), _NO_FILES),
    **dict.fromkeys(("indexed-repeat", "position", "count", "join", "count-non-empty", "last"), _NO_REPEATS),
    **dict.fromkeys(("random", "uuid", "randomize"), _NO_CHANCE),
    **dict.fromkeys(("now", "format-date-time", "decimal-time", "date-time"), _NO_TIMES),
    **dict.fromkeys(("jr:choice-name", "jr:itext"), _NO_LABELS),
    **dict.fromkeys(("property", "version", "distance", "area", "geofence", "digest", "base64-decode"), _NO_USE),
}


@dataclass(frozen=True)
class Names:
    """What expressions may name. order: items by name in use. spelt: as the author wrote a name → in use."""

    order: Mapping[str, int]
    rows: Mapping[str, Item]
    spelt: Mapping[str, str]
    facts: frozenset[str]
    recorded: frozenset[str]
    today: frozenset[str]
    others: frozenset[str]

    @classmethod
    def of(cls, outline: Outline) -> "Names":
        """The names of a form's rows."""
        return cls(
            order={item.name: number for number, item in enumerate(outline.items) if item.name},
            rows={item.name: item for item in outline.items if item.name},
            spelt=outline.names,
            facts=frozenset(item.name for item in outline.of_kind(Kind.HIDDEN)) | {TODAY},
            recorded=frozenset(outline.recorded),
            today=frozenset(outline.today),
            others=frozenset(f"{item.name}_other" for item in outline.items if item.type.other),
        )

    def renamed(self, expression: str) -> str:
        """The expression with the names in use, and today() for a row that records the day."""
        return _REFERENCE.sub(self._renamed_one, expression)

    def _renamed_one(self, found: re.Match[str]) -> str:
        name = self.spelt.get(found[1], found[1])
        return "today()" if found[1] in self.today and name not in self.order else f"${{{name}}}"


def expression(row: Row, column: str, names: Names) -> str:
    """The cell's expression with the names in use, or ""."""
    return names.renamed(row.code(column))


def expression_faults(row: Row, column: str, item: Item, names: Names) -> Iterator[Finding]:
    """What is wrong with the expression in this cell of an item's row, or of the row of a group around it."""
    source = expression(row, column, names)
    if not source:
        return
    # Patterns are slow on what is longer; the engine's checks find unknown names there too.
    is_short = len(source) <= _LONGEST
    faults = [*_refused_parts(source), *_name_faults(source, column, item, names)] if is_short else []
    if not faults and (problem := syntax_problem(source, columns=column == "choice_filter")):
        faults = [problem]
    yield from (row.error(column, fault) for fault in faults)


def syntax_problem(source: str, *, columns: bool = False) -> str:
    """Why the expression can't be read, or ""."""
    try:
        parse_expression(source, columns=columns)
    except InstrumentError as error:
        return f"{str(error)[:1].upper()}{str(error)[1:]}"
    return ""


def bare_names(source: str) -> list[str]:
    """Words of an expression that are neither texts, references, functions nor operators: columns of choices."""
    plain = _REFERENCE.sub(" ", _TEXT.sub(" ", source[:_LONGEST]))
    return list(dict.fromkeys(word for word in _WORD.findall(plain) if word not in _OPERATORS))


def nearest(name: str, known: Collection[str], *, cutoff: float = 0.6) -> str:
    """'; did you mean …?' for the most similar name, or "". Very many names are not compared."""
    if len(known) > _MOST_COMPARED or len(name) > _LONGEST_COMPARED:
        return ""
    similar = difflib.get_close_matches(name, known, n=1, cutoff=cutoff)
    return f"; did you mean {similar[0]}?" if similar else ""


def _refused_parts(source: str) -> Iterator[str]:
    plain = _TEXT.sub("''", source)
    for function in dict.fromkeys(_FUNCTION.findall(plain)):
        if function in _INSTEAD and function not in FUNCTIONS:
            yield f"{function}() can't be used: {_INSTEAD[function]}"
    if _PATH.search(plain):
        yield "Paths such as ../name or /data/name can't be used; write ${name}"
    if "last-saved#" in plain:
        yield "Answers of an earlier interview can't be used"


def _name_faults(source: str, column: str, item: Item, names: Names) -> Iterator[str]:
    for name in references(source):
        if name.startswith("last-saved#") or name in names.facts or name in names.others:
            continue
        if name in names.recorded:
            yield f"${{{name}}} is recorded by devices of other systems, not here"
        elif name not in names.rows:
            known = [*names.order, *names.facts]
            yield f"There is no question {name}{nearest(name, known)}"
        elif fault := _order_fault(name, column, item, names):
            yield fault


def _order_fault(name: str, column: str, item: Item, names: Names) -> str:
    named = names.rows[name]
    if named.type.kind in {Kind.BEGIN, Kind.BEGIN_REPEAT}:
        return f"{name} is a group, which has no answer; name one of its questions"
    if name == item.name:
        return "" if column not in {"relevant", "calculation"} else f"{name} depends on itself; take ${{{name}}} out"
    if names.order[name] > names.order.get(item.name, 0):
        if item.name in references(names.renamed(named.row.code("relevant") + named.row.code("calculation"))):
            return f"{item.name} and {name} (row {named.row.number}) depend on each other; break the loop"
        return f"{name} comes later, in row {named.row.number}; move that row up, or this one down"
    return ""
