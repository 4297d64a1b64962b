"""The settings sheet, of one row: the questionnaire's name, how long it takes, and the overall measure."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from aftercall.instrument.questions import Administration
from aftercall.instrument.scale import Level
from aftercall.instrument_files.cells import one_of, whole_number
from aftercall.instrument_files.findings import Finding, Severity
from aftercall.instrument_files.form_expressions import nearest
from aftercall.instrument_files.form_languages import FormLanguages
from aftercall.instrument_files.tables import Row, Table
from aftercall.instrument_files.texts import words
from aftercall.instrument_files.tidying import is_name, plain_name

_OBJECTION = re.compile(r"(?:\$\{)?(\w+)\}?\s*==?\s*['\"]?([\w.\-]+)['\"]?")
_SEPARATOR = re.compile(r"[\s,;]+")
_QUESTIONS_PER_MINUTE = 3


@dataclass(frozen=True)
class Settings:
    """The row of the sheet, and what is known without it."""

    row: Row
    languages: FormLanguages
    found: list[Finding]
    stem: str

    @classmethod
    def of(cls, table: Table, languages: FormLanguages, found: list[Finding], stem: str) -> "Settings":
        """stem: the file's name, for a form that has none. Further rows are reported."""
        rows = table.rows or (Row(table.name, 2, {}, table.columns),)
        found.extend(row.error("", "Only the first row below the heading is read; delete this one") for row in rows[1:])
        return cls(rows[0], languages, found, stem)

    def heading(self, questions: int) -> dict[str, object]:
        """Name, version, title, minutes, mode and languages."""
        document: dict[str, object] = {
            "name": self._name(),
            "version": self._version(),
            "title": self._title(),
            "minutes": self._minutes(questions),
        }
        names = self.languages.names
        if list(names.items()) != [("en", "English")]:
            document["languages"] = [{"code": code, "name": name} for code, name in names.items()]
        mode = one_of(self.row, "mode", tuple(Administration), self.found, Administration.INTERVIEWER)
        if mode != Administration.INTERVIEWER:
            document["mode"] = str(mode)
        return document

    @property
    def measures(self) -> list[str]:
        """The order in which results show measures, as far as the author states it."""
        return self._listed("measures")

    def about_measures(self, measures: Mapping[str, Mapping[str, object]]) -> dict[str, object]:
        """The overall measure and what leaves the base. measures: their documents by name."""
        document: dict[str, object] = {}
        for name in self.measures:
            if name not in measures:
                self.found.append(self.row.error("measures", f"There is no measure {name}{nearest(name, measures)}"))
        if overall := self._overall(measures):
            document["overall"] = overall
        if levels := self._levels(measures):
            document["leaves_base"] = levels
        return document

    def objection(self, choices: Mapping[str, Sequence[str]]) -> dict[str, object]:
        """The answer by which a person objects. choices: the names of the answers by select."""
        text = self.row.code("objection")
        if not text:
            return {}
        found = _OBJECTION.fullmatch(text)
        if not found or found[1] not in choices or found[2] not in choices[found[1]]:
            message = "Write the question and the answer by which a person objects, such as again = no"
            self.found.append(self.row.error("objection", message))
            return {}
        return {"objection": {"question": found[1], "answer": found[2]}}

    def _name(self) -> str:
        written = self.row.code("form_id") or self.stem
        name = plain_name(written) or "questionnaire"
        if not self.row.code("form_id"):
            self._note("form_id", f"There is no form_id; the questionnaire is called {name}, after the file")
        elif not is_name(written):
            self._note(
                "form_id", f"{written[:60]} is called {name} here: names have small letters, digits and _, 30 at most"
            )
        return written if is_name(written) else name

    def _version(self) -> int:
        version = whole_number(self.row, "version", self.found, example=3)
        if version is None and not self.row.code("version"):
            self._note("version", "There is no version; this is taken as version 1. Increase it with every change")
        return version or 1

    def _title(self) -> str | dict[str, str]:
        title = words(self.row, "form_title", self.languages, self.found)
        if not title:
            title = self.row.code("form_id") or self.stem
            self._note("form_title", f"There is no form_title; people see the title {title!r}")
        return title

    def _minutes(self, questions: int) -> int:
        minutes = whole_number(self.row, "minutes", self.found, example=6)
        if minutes is None and not self.row.code("minutes"):
            minutes = max(1, -(-questions // _QUESTIONS_PER_MINUTE))
            self._note(
                "minutes", f"There is no column minutes; {minutes} is announced to people, from the number of questions"
            )
        return minutes or 1

    def _overall(self, measures: Collection[str]) -> str:
        overall = self.row.code("overall")
        if overall and overall not in measures:
            self.found.append(self.row.error("overall", f"There is no measure {overall}{nearest(overall, measures)}"))
        if measures and not overall:
            self.found.append(
                self.row.error("overall", f"Write which measure is the overall one: {', '.join(measures)}")
            )
        return overall

    def _levels(self, measures: Mapping[str, Mapping[str, object]]) -> list[str]:
        levels = self._listed("leaves_base")
        unknown = [level for level in levels if level not in set(Level)]
        if unknown:
            message = f"{unknown[0]} can't leave the base; possible are {', '.join(Level)}"
            self.found.append(self.row.error("leaves_base", message))
        if not levels and any("degrees" in measure for measure in measures.values()):
            message = (
                "Blank, so don't know and refused count as not satisfied; write dont_know refused to leave them out"
            )
            self._note("leaves_base", message)
        return levels

    def _listed(self, column: str) -> list[str]:
        return [word for word in _SEPARATOR.split(self.row.code(column)) if word]

    def _note(self, column: str, message: str) -> None:
        row = self.row.number if self.row.cells else 0
        self.found.append(Finding(self.row.sheet, row, self.row.heading(column), message, Severity.WARNING))
