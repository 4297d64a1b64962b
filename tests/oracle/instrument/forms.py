"""Made-up questionnaires, each as an instrument's document and as the rows of an XLSForm that mean the same."""

from dataclasses import dataclass, field
from random import Random

from tests.oracle.instrument.formulas import Formulas, Known

WORDS = ("", "red", "Diolch yn fawr", "a-b-c", "12", "3.5", "0", "x y", "ten")
LETTERS = "abcdefgh"


@dataclass
class Form:
    """document: of the instrument. rows, choices: of the XLSForm. group_of: by question, the group that it is in."""

    document: dict[str, object]
    rows: list[dict[str, str]]
    choices: list[dict[str, str]]
    group_of: dict[str, str]


@dataclass
class _Making:
    random: Random
    known: Known = field(default_factory=Known)
    questions: list[dict[str, object]] = field(default_factory=list)
    lists: list[dict[str, object]] = field(default_factory=list)
    rows: list[dict[str, str]] = field(default_factory=list)
    choices: list[dict[str, str]] = field(default_factory=list)
    group_of: dict[str, str] = field(default_factory=dict)
    group: str = ""
    group_condition: str = ""

    @property
    def formulas(self) -> Formulas:
        return Formulas(self.random, self.known)


def make_form(random: Random) -> Form:
    """A form of three to nine questions, with conditions, constraints, calculations, filters, a fact and a group."""
    making = _Making(random)
    making.rows.append({"type": "hidden", "name": "fact"})
    making.known.multiples["fact"] = LETTERS[:3]
    for number in range(random.randint(3, 9)):
        _begin_or_end_group(making, number)
        _add_question(making, f"q{number}")
    _end_group(making)
    document = {
        "name": "oracle",
        "version": 1,
        "title": "Oracle",
        "minutes": 1,
        "facts": ["fact"],
        "choices": making.lists,
        "questions": making.questions,
    }
    return Form(document, making.rows, making.choices, making.group_of)


def _begin_or_end_group(making: _Making, number: int) -> None:
    if making.group and making.random.random() < 0.4:
        _end_group(making)
    elif not making.group and making.random.random() < 0.25:
        making.group = f"g{number}"
        making.group_condition = making.formulas.truth(2)
        making.rows.append(
            {"type": "begin group", "name": making.group, "label": "G", "relevant": making.group_condition}
        )


def _end_group(making: _Making) -> None:
    if making.group:
        making.rows.append({"type": "end group"})
        making.group = making.group_condition = ""


def _add_question(making: _Making, name: str) -> None:
    kinds = ("select_one", "select_multiple", "integer", "decimal", "text", "date", "note", "number", "words")
    kind = making.random.choice(kinds)
    condition = making.formulas.truth(3) if making.random.random() < 0.6 else ""
    entry: dict[str, str] = {"name": name, "relevant": condition}
    if kind in {"number", "words"}:
        value = making.formulas.number(3) if kind == "number" else making.formulas.text(3)
        entry |= {"type": "calculate", "calculation": value}
    else:
        entry |= {"type": kind, "label": f"{name}?"}
    if kind in {"select_one", "select_multiple"}:
        _add_choices(making, entry)
    _add_constraint(making, entry)
    _write(making, {field: text for field, text in entry.items() if text}, kind)
    making.known.add(name, kind)


def _add_choices(making: _Making, entry: dict[str, str]) -> None:
    name, has_filter = entry["name"], making.random.random() < 0.3 and making.known.names
    names = LETTERS[: making.random.randint(2, 5)]
    columns = {letter: making.random.choice(LETTERS[:3]) for letter in names} if has_filter else {}
    if has_filter:
        entry["choice_filter"] = making.formulas.filter()
    making.lists.append({"name": f"l_{name}", "options": [_option(letter, columns) for letter in names]})
    for letter in names:
        row = {"list_name": f"l_{name}", "name": letter, "label": letter.upper()}
        making.choices.append(row | ({"place": columns[letter]} if columns else {}))
    entry["type"] += f" l_{name}"
    making.known.choices[name] = names


def _option(letter: str, columns: dict[str, str]) -> dict[str, object]:
    return {"name": letter, "label": letter.upper(), "key": letter} | (
        {"columns": {"place": columns[letter]}} if columns else {}
    )


def _add_constraint(making: _Making, entry: dict[str, str]) -> None:
    kind = entry["type"].split()[0]
    if kind in {"integer", "decimal", "text", "select_one"} and making.random.random() < 0.3:
        entry["constraint"] = making.formulas.about_the_answer(kind)
        entry["constraint_message"] = "No"


def _write(making: _Making, entry: dict[str, str], kind: str) -> None:
    making.group_of[entry["name"]] = making.group
    question: dict[str, object] = dict(entry)
    conditions = [f"({text})" for text in (making.group_condition, entry.get("relevant", "")) if text]
    if conditions:
        question["relevant"] = " and ".join(conditions)
    if entry["type"] != "calculate":
        making.rows.append(entry)
        question["required"] = False
    else:
        making.rows.append(_calculation_row(entry, " and ".join(conditions), is_number=kind == "number"))
    making.questions.append(question)


def _calculation_row(entry: dict[str, str], condition: str, *, is_number: bool) -> dict[str, str]:
    """A calculation with what we do by ourselves: off the route, or without a finite result, it is an empty text.

    rxeval calculates it also off the route, and stores NaN and Infinity.
    """
    calculation = entry["calculation"]
    if is_number:
        calculation = f"if(({calculation}) - ({calculation}) = 0, {calculation}, '')"
    if condition:
        calculation = f"if({condition}, {calculation}, '')"
    return {"type": "calculate", "name": entry["name"], "calculation": calculation}


def make_answer(random: Random, kind: str, names: list[str]) -> str:
    """What someone could answer to a question of this kind with these choices; empty where it can be left empty."""
    match kind:
        case "select_one":
            return random.choice(["", *names])
        case "select_multiple":
            return " ".join(name for name in names if random.random() < 0.5)
        case "integer":
            return random.choice(["", str(random.randint(0, 20))])
        case "decimal":
            return random.choice(["", f"{random.randint(0, 9)}.{random.randint(1, 99)}".rstrip("0"), "7"])
        case "date":
            return random.choice(["", f"20{random.randint(20, 26)}-0{random.randint(1, 9)}-{random.randint(10, 28)}"])
        case _:
            return random.choice(WORDS)
