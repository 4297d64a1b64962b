"""What pyxform says, in an author's words. A message that is not known here is shown as it is, with its row."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from pyxform.errors import ErrorCode

_ROW = re.compile(r"\[row : (\d+)\]\s*")
_ON_SHEET = re.compile(r"On the '(\w+)' sheet, the '([\w:]+)' value")
_NAME_RULE = "a name begins with a letter and has letters, digits and _"
_LONGEST = 1_000  # characters; a message may repeat a whole cell
_ENTITIES = "Entities are not possible; delete the sheet entities and the column save_to"
_RANGE = "A slider is not possible; use integer with a constraint"
_GEO = "Places on a map can't be recorded; ask for the place as text or select_one"
_LIST = "Write the list's name, which is in the sheet choices, behind select_one or select_multiple"

# Messages with a code. A name in braces is a part of pyxform's message.
_CODED: Mapping[str, str] = {
    "HEADER_001": "The column {header} has no heading; write one into the first row",
    "HEADER_002": "The columns {other} and {header} are the same one; rename or delete one of them",
    "HEADER_003": "These columns are missing: {missing}; write them into the first row",
    "HEADER_004": "The heading {column!r} has a space or is blank, so the column has no effect; rename or delete it",
    "LABEL_001": "Write the text of this choice",
    "NAMES_001": "The name {value} is there already in this group",
    "NAMES_002": "The name {value} differs from another one by capital letters alone; rename one of them",
    "NAMES_003": f"{{value}} can't be the name of a group that repeats; {_NAME_RULE}",
    "NAMES_004": "The name {value} is there already",
    "NAMES_005": "The name meta is taken by XLSForm itself; choose another",
    "NAMES_006": "Write a name for this choice",
    "NAMES_007": "The list has this choice already; rename or delete one of them",
    "NAMES_008": f"This can't be a name: {_NAME_RULE}",
    "NAMES_009": f"{{name}} can't be a name: {_NAME_RULE}",
    "NAMES_013": "A sheet {sheet} was looked for; these have similar names: {candidates}",
    "PYREF_001": "A question is named as ${{name}}, with both braces and no spaces; correct this one",
    "PYREF_002": "Put a comma between the questions",
    "PYREF_003": "There is no question {q}",
    "PYREF_004": "Several rows have the name {q}, so it is unclear which one is meant; rename one of them",
    "SURVEY_001": "There is nothing to end here; delete the row, or add begin {type} before",
    "SURVEY_002": "This {type} is not closed; add a row with type end {type}",
    "SURVEY_004": "Write name=value, such as randomize=true",
    "SURVEY_005": "These parameters are not possible here: {rejected}; possible are {accepted}",
    **{code.name: _ENTITIES for code in ErrorCode if code.name.startswith("ENTITY") or code.name == "HEADER_005"},
    **{code.name: _RANGE for code in ErrorCode if code.name.startswith("RANGE")},
    **dict.fromkeys(("SURVEY_003", "SURVEY_006", "SURVEY_007", "SURVEY_008", "SURVEY_009"), _GEO),
}
_COLUMNS: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("NAMES_001", "NAMES_002", "NAMES_003", "NAMES_004", "NAMES_005"), ("survey", "name")),
    **dict.fromkeys(("SURVEY_001", "SURVEY_002"), ("survey", "type")),
    **dict.fromkeys(("NAMES_006", "NAMES_007"), ("choices", "name")),
    "LABEL_001": ("choices", "label"),
}
# Messages without a code: pattern, column, sentence.
_PLAIN: tuple[tuple[str, str, str], ...] = (
    (r"Question with no type", "type", "Write the type of question, such as select_one yes_no"),
    (r"Question or group with no name", "name", "Write a name of small letters, digits and _"),
    (r"Missing calculation", "calculation", "Write how it is calculated, such as ${a} + ${b}"),
    (
        r"List name not in (?:external )?choices sheet: (?P<list>.+)",
        "type",
        "There is no list {list} in the sheet choices",
    ),
    (r"List name not in columns sheet: (?P<list>.+)", "type", "There is no list {list} in the sheet choices"),
    (r"Repeat loop without list name", "type", "Groups that repeat are not possible"),
    (
        r"There should be a choices sheet",
        "",
        "There is no sheet choices, where the answers are; its columns are list_name, name, label",
    ),
    (r"There should be an external_choices sheet", "", "Put the choices into the sheet choices"),
    (
        (
            r"Choice names with spaces cannot be added to multiple choice selects\. "
            r"See \[(?P<choice>.*)\] in \[(?P<list>.*)\]"
        ),
        "",
        "The choice {choice!r} of the list {list} has a space in its name; write _ instead",
    ),
    (
        r"Choice filter not supported with or_other",
        "choice_filter",
        "A question with or_other can't have a choice_filter; add the choice other to the list",
    ),
    (r"Please specify choices for this 'or other' question", "type", _LIST),
    (
        r"Choice filter not supported for table-list",
        "choice_filter",
        "A choice_filter is not possible in a table of questions",
    ),
    (r"Badly formatted table list", "type", "All questions of a table must have the same list of choices"),
    (r"Unknown question type '(?P<type>.*)'", "type", "There is no type {type!r}"),
    (r"(?P<name>randomize) must be set to true or false", "parameters", "Write randomize=true or randomize=false"),
    (r"seed value must be a number", "parameters", "Leave the seed out; every interview records one of its own"),
    (r"Parameters must include randomize=true", "parameters", "Write randomize=true, and leave the seed out"),
    (r"Parameter rows must have an integer value", "parameters", "Leave rows out; it has no effect"),
    (r"Duplicate column header: (?P<header>.+)", "", "The column {header} is there twice; delete or rename one"),
    (r"You must have a sheet named 'survey'", "", "There is no sheet named survey, where the questions are"),
    (r"The survey element named '(?P<name>.*)' has no label or hint", "label", "Write the text of {name}"),
    (
        r"There are multiple survey elements named '(?P<name>.*)'",
        "",
        "Several rows have the name {name}; rename one of them",
    ),
    (r"There is no survey element named '(?P<name>.*)'", "", "There is no question {name}"),
    (
        r"Instance names must be unique within a form\. The name '(?P<name>.*?)'",
        "",
        "The name {name} is taken; rename the list or the file",
    ),
    (r"Survey cannot have an empty id_string", "", "Write a form_id into the sheet settings"),
    (
        r"is not user-visible so it can't be used as a calculation trigger",
        "trigger",
        "Leave trigger out; calculations follow the answers by themselves",
    ),
    (
        r"has an invalid date on the (?P<sheet>\w+) sheet",
        "",
        "A cell of the sheet {sheet} has a date that can't be read; write it as text",
    ),
    (r"not a supported type|Error reading \.xlsx file", "", "The file is not an Excel workbook (.xlsx); save it again"),
    (r"Audits must always be named", "name", "Leave this row out; what happens in a call is recorded without it"),
)
# Warnings that say what our own checks say better, or that do not matter here.
_UNNEEDED = re.compile(
    r"is missing the (?:survey|choices)|uses or_other and translations|Row without name, text, or label|"
    r"machine-readable codes|prefix the sheet name with an underscore|Choices should have a label|"
    r"must not be empty and must not contain spaces|'disabled' column|has no label|form_id and id_string|max-pixels|"
    r"only meant for filtered selects|no longer supported on most devices"
)


@dataclass(frozen=True)
class Words:
    """A message in our words. row: as pyxform counts the rows that it was given; 0 where there is none."""

    sheet: str
    row: int
    column: str
    text: str


def rewritten(message: str) -> Words:
    """The message in an author's words, with its place."""
    message = message[:_LONGEST]
    row = _ROW.search(message)
    place = _ON_SHEET.search(message)
    sheet, column = (place[1], place[2]) if place else ("survey", "")
    own = _coded(message) or _plain(message)
    if own:
        sheet, column = own[0] or sheet, own[1] or column
    text = own[2] if own else _ROW.sub("", " ".join(message.split()))
    known = sheet if sheet in {"survey", "choices", "settings"} else "survey"
    return Words(known, int(row[1]) if row else 0, column, text)


def unneeded(warning: str) -> bool:
    """Whether a warning would only repeat one of ours, or says nothing that matters here."""
    return _UNNEEDED.search(warning) is not None


def _coded(message: str) -> tuple[str, str, str] | None:
    for code in ErrorCode:
        found = _pattern(code.value.msg).fullmatch(message.strip()) if code.name in _CODED else None
        if found:
            return *_COLUMNS.get(code.name, ("", "")), _filled(_CODED[code.name], found.groupdict())
    return None


def _plain(message: str) -> tuple[str, str, str] | None:
    for pattern, column, words in _PLAIN:
        if found := re.search(pattern, message):
            return "", column, _filled(words, found.groupdict())
    return None


def _filled(words: str, parts: Mapping[str, str]) -> str:
    """Sentences without parts may have braces, as in ${a}."""
    return words.format(**parts) if parts else words.replace("{{", "{").replace("}}", "}")


def _pattern(template: str) -> re.Pattern[str]:
    """A pattern that matches the messages of a template."""
    seen: set[str] = set()
    parts = []
    for text, name, _, _ in Formatter().parse(template):
        parts.append(re.escape(text))
        if name:
            parts.append(f"(?P={name})" if name in seen else f"(?P<{name}>.*?)")
            seen.add(name)
    return re.compile("".join(parts), re.DOTALL)
