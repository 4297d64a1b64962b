"""Made-up expressions over the answers known so far, in the part of the language that rxeval evaluates too.

Left out is where the two differ on purpose (docs/decisions/0027): dates as numbers, an answer alone as a condition,
coalesce() of numbers and functions that rxeval refuses.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random

_TEXTS = ("''", "'red'", "'a'", "'b'", "'a-b-c'", "'12'", '"it\'s"', "' x y '")
_NUMBERS = ("0", "1", "2", "3.5", "10", ".5", "100")
_PATTERNS = ("'[a-z]+'", "'.*'", "'[0-9]{1,2}'", "'a|b'", "'(a-?)*b.*'", "'[^a]*'", "'\\w+( \\w+)*'")


@dataclass
class Known:
    """The names that an expression may use, by the kind of their values."""

    ones: list[str] = field(default_factory=list)
    multiples: dict[str, str] = field(default_factory=dict)
    numbers: list[str] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)
    choices: dict[str, str] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """Names whose values are texts."""
        return [*self.ones, *self.texts]

    def add(self, name: str, kind: str) -> None:
        """Make a name known."""
        match kind:
            case "select_one":
                self.ones.append(name)
            case "select_multiple":
                self.multiples[name] = self.choices[name]
            case "integer" | "decimal" | "number":
                self.numbers.append(name)
            case "text" | "words":
                self.texts.append(name)
            case "date":
                self.dates.append(name)


@dataclass
class Formulas:
    """Expressions of each type, with parts inside each other down to a depth."""

    random: Random
    known: Known

    def truth(self, depth: int) -> str:
        """A condition."""
        plain = [self._comparison_of_numbers, self._comparison_of_texts, self._selection, self._test_of_text]
        if self.known.ones:
            plain += [self._choice] * 4
        if depth > 0 and self.random.random() < 0.5:
            return self._combined(depth)
        return self.random.choice(plain)(depth)

    def number(self, depth: int) -> str:
        """A calculation with a number."""
        if depth <= 0 or self.random.random() < 0.3:
            names = [f"${{{name}}}" for name in self.known.numbers]
            return self.random.choice([*_NUMBERS, *names * 3])
        return self.random.choice(
            [self._arithmetic, self._arithmetic, self._number_function, self._counted, self._smallest, self._number_if]
        )(depth)

    def text(self, depth: int) -> str:
        """A calculation with a text."""
        if depth <= 0 or self.random.random() < 0.3:
            return self.random.choice([*_TEXTS, *(f"${{{name}}}" for name in self.known.names * 3)])
        return self.random.choice([self._joined, self._part, self._changed, self._written, self._text_if])(depth)

    def filter(self) -> str:
        """A choice filter on the column `place`."""
        name = self.random.choice(self.known.names)
        return self.random.choice(
            [
                f"place = ${{{name}}}",
                f"place = ${{{name}}} or place = 'a'",
                f"place != 'b' and not(${{{name}}} = place)",
            ]
        )

    def about_the_answer(self, kind: str) -> str:
        """A constraint."""
        condition = self.random.choice(
            [". != 'a'", "string-length(.) < 5", "regex(., '[a-z ]*')", ". = 'b' or . = 'c'"]
        )
        if kind in {"integer", "decimal"}:
            condition = self.random.choice([". < 10", ". >= 3 and . <= 15", ". mod 2 = 0", ". != 7", "int(.) = ."])
        return f"{condition} or {self.truth(1)}" if self.random.random() < 0.3 else condition

    def _combined(self, depth: int) -> str:
        left, right = self.truth(depth - 1), self.truth(depth - 1)
        shapes = [f"{left} and {right}", f"{left} or {right}", f"not({left})", f"({left} or {right}) and {left}"]
        return self.random.choice([*shapes, f"({left}) = ({right})", f"boolean({left})", f"({left}) != true()"])

    def _choice(self, _: int) -> str:
        name = self.random.choice(self.known.ones)
        choice = self.random.choice(self.known.choices[name])
        return self.random.choice([f"${{{name}}} = '{choice}'", f"'{choice}' != ${{{name}}}", f"${{{name}}} = ''"])

    def _selection(self, _: int) -> str:
        name = self.random.choice(list(self.known.multiples))
        choice = self.random.choice(self.known.multiples[name])
        shapes = [f"selected(${{{name}}}, '{choice}')", f"count-selected(${{{name}}}) >= 1"]
        return self.random.choice([*shapes, f"selected-at(${{{name}}}, 0) = '{choice}'"])

    def _comparison_of_numbers(self, depth: int) -> str:
        sign = self.random.choice(["=", "!=", "<", "<=", ">", ">="])
        return f"{self.number(depth - 1)} {sign} {self.number(depth - 1)}"

    def _comparison_of_texts(self, depth: int) -> str:
        if self.known.dates and self.random.random() < 0.3:
            return f"${{{self.random.choice(self.known.dates)}}} != ''"
        return f"{self.text(depth - 1)} {self.random.choice(['=', '!='])} {self.text(depth - 1)}"

    def _test_of_text(self, depth: int) -> str:
        test = self.random.choice(["contains", "starts-with", "ends-with"])
        pattern = self.random.choice(_PATTERNS)
        return self.random.choice(
            [
                f"{test}({self.text(depth - 1)}, {self.text(0)})",
                f"regex({self.text(depth - 1)}, {pattern})",
                f"boolean-from-string({self.text(depth - 1)})",
            ]
        )

    def _arithmetic(self, depth: int) -> str:
        sign = self.random.choice(["+", "-", "*", "div", "mod"])
        left, right = self.number(depth - 1), self.number(depth - 1)
        return self.random.choice([f"{left} {sign} {right}", f"({left} {sign} {right})", f"{left} {sign} -({right})"])

    def _number_function(self, depth: int) -> str:
        function = self.random.choice(["int", "round", "floor", "ceiling", "abs", "number", "-"])
        return f"{function}({self.number(depth - 1)})"

    def _counted(self, depth: int) -> str:
        name = self.random.choice(list(self.known.multiples))
        return self.random.choice(
            [
                f"string-length({self.text(depth - 1)})",
                f"count-selected(${{{name}}})",
                f"number({self.text(depth - 1)})",
            ]
        )

    def _smallest(self, depth: int) -> str:
        parts = [self.number(depth - 1) for _ in range(self.random.randint(2, 3))]
        return f"{self.random.choice(['min', 'max'])}({', '.join(parts)})"

    def _number_if(self, depth: int) -> str:
        return f"if({self.truth(depth - 1)}, {self.number(depth - 1)}, {self.number(depth - 1)})"

    def _joined(self, depth: int) -> str:
        parts = [self.text(depth - 1), self.number(depth - 1), self.text(0)]
        return f"concat({', '.join(parts[: self.random.randint(1, 3)])})"

    def _part(self, depth: int) -> str:
        text, first, last = self.text(depth - 1), self.random.randint(-3, 4), self.random.randint(-2, 6)
        shapes = [f"substr({text}, {first})", f"substr({text}, {first}, {last})"]
        return self.random.choice([*shapes, f"substring-before({text}, '-')", f"substring-after({text}, 'a')"])

    def _changed(self, depth: int) -> str:
        text = self.text(depth - 1)
        return self.random.choice(
            [f"translate({text}, 'abr', 'xy')", f"normalize-space({text})", f"coalesce({text}, 'z')"]
        )

    def _written(self, depth: int) -> str:
        shapes: list[Callable[[], str]] = [
            lambda: f"string({self.number(depth - 1)})",
            lambda: f"string({self.truth(depth - 1)})",
        ]
        if self.known.dates:
            shapes.append(lambda: f"format-date(${{{self.random.choice(self.known.dates)}}}, '%d/%n/%y')")
        return self.random.choice(shapes)()

    def _text_if(self, depth: int) -> str:
        return f"if({self.truth(depth - 1)}, {self.text(depth - 1)}, {self.text(depth - 1)})"
