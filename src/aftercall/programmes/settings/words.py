"""Settings in words, for the pages that show or compare them."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from aftercall.core.words import counted, percent
from aftercall.frames.exclusions import shipped_exclusions
from aftercall.programmes.settings.catalogue import SETTINGS, Settings
from aftercall.programmes.settings.lawful_bases import BASES
from aftercall.programmes.settings.modules import lines_of_modules
from aftercall.programmes.settings.readers import Value

_NO_TITLES: Mapping[str, str] = {}


def value_in_words(key: str, value: Any, questionnaires: Mapping[str, str] = _NO_TITLES) -> str:
    """A setting's value as a page shows it. questionnaires: their titles, by reference."""
    if key == "survey.questionnaire" and value in questionnaires:
        return questionnaires[value]
    if key in _WORDS:
        return _WORDS[key](value)
    if value in (None, ""):
        return "Not set"
    return "Yes" if value is True else "No" if value is False else str(value)


def _hours(value: list[str]) -> str:
    return " to ".join(value) or "No calls"


_WORDS: Mapping[str, Callable[[Any], str]] = {
    "survey.basis": lambda basis: BASES[basis],
    "sampling_fraction": lambda share: percent(Decimal(share), 1),
    "categories": lambda names: ", ".join(names) or "Everything that is reported",
    "survey.incident_categories": lambda names: ", ".join(names) or "None: everyone is a victim of crime",
    "exclusion_rules": lambda name: "; ".join(one.words for one in shipped_exclusions(name)),
    "exclusion": lambda entries: "; ".join(one["words"] for one in entries) or "None: the standard exclusions apply",
    "survey.modules": lambda entries: "; ".join(lines_of_modules(entries)) or "None",
    "calling.weekdays": _hours,
    "calling.saturdays": _hours,
    "calling.sundays": _hours,
    "mapping": lambda text: f"A mapping of {counted(len(text.splitlines()), 'line')}" if text else "Our own layout",
}


def changes_in_words(
    before: Settings | None, after: Settings, questionnaires: Mapping[str, str] = _NO_TITLES
) -> list[list[str]]:
    """The settings that differ: label, value before and value after. Without `before`: label and value of all that
    apply."""
    if before is None:
        unused = "exclusion_rules" if after.get("exclusion") else ""
        return [
            [setting.label, value_in_words(setting.key, after[setting.key], questionnaires)]
            for setting in SETTINGS
            if setting.key in after and setting.key != unused
        ]
    return [
        [setting.label, *_both(setting.key, before[setting.key], after[setting.key], questionnaires)]
        for setting in SETTINGS
        if before[setting.key] != after[setting.key]
    ]


def _both(key: str, before: Value, after: Value, questionnaires: Mapping[str, str]) -> tuple[str, str]:
    """The two values in words. Where the words do not show the difference, they say that there is one."""
    old, new = (value_in_words(key, value, questionnaires) for value in (before, after))
    return (old, f"{new}, changed") if old == new else (old, new)
