"""A form as pyxform converts it and rxeval evaluates it."""

from collections.abc import Mapping
from dataclasses import dataclass

import rxeval
from pyxform.xls2xform import convert
from tests.oracle.instrument.forms import Form

TODAY = "2026-11-29"


@dataclass
class FormInRxeval:
    """The same form in the other program. Its paths have the group that a question is in."""

    session: rxeval.Session
    paths: Mapping[str, str]
    relevant: Mapping[str, bool]
    invalid: frozenset[str]

    @classmethod
    def of(cls, form: Form) -> "FormInRxeval":
        settings = [{"form_id": "oracle", "form_title": "Oracle"}]
        choices = form.choices or [{"list_name": "none", "name": "none", "label": "None"}]
        xform = convert({"survey": form.rows, "choices": choices, "settings": settings}).xform
        paths = {name: f"/data/{group}/{name}" if group else f"/data/{name}" for name, group in form.group_of.items()}
        session = rxeval.Session(xform, today=TODAY, now=f"{TODAY}T09:00:00Z")
        made = cls(session, paths | {"fact": "/data/fact"}, {}, frozenset())
        made.evaluate()
        return made

    def set(self, name: str, value: str) -> None:
        if self.session.get(self.paths[name]) != value:
            self.session.set(self.paths[name], value)

    def evaluate(self) -> None:
        found = self.session.recompute()
        assert not found["failed"], found["failed"]
        self.relevant = {name: found["relevant"].get(path, True) for name, path in self.paths.items()}
        self.invalid = frozenset(path for path, _ in found["invalid"])

    def value(self, name: str) -> str:
        return self.session.get(self.paths[name])

    def choices(self, name: str) -> list[str] | None:
        """The names of the choices that a filter leaves; None without a filter."""
        left = self.session.choices(self.paths[name])
        return None if left is None else [choice["value"] for choice in left]
