"""The setting that names a survey's modules: questions that only people of some categories or offences are asked."""

import re
from collections.abc import Iterable, Iterator, Mapping

from aftercall.programmes.settings.readers import names

type Module = dict[str, object]

# As the names in a questionnaire, whose conditions compare them.
_NAME = re.compile(r"[a-z][a-z0-9_]{0,29}")
_CODE = re.compile(r"code\s+(\S.*)", re.IGNORECASE)
_MOST = 50
_LISTS = ("categories", "offence_codes")
_LINE = "Write each line as a module, = and a category, such as burglary = Burglary, or hate_crime = code 8M"


def modules(value: object) -> list[Module]:
    """A list of modules, each with its name, and the categories or offence codes of whoever is asked it."""
    if not isinstance(value, list) or not all(isinstance(entry, Mapping) for entry in value):
        raise ValueError("Write each module as an entry with name and categories or offence_codes")
    if len(value) > _MOST:
        raise ValueError(f"Enter at most {_MOST} modules, not {len(value)}")
    read = [_module(entry) for entry in value]
    if len({entry["name"] for entry in read}) < len(read):
        raise ValueError("Enter each module only once")
    return read


def _module(entry: Mapping[str, object]) -> Module:
    name = entry.get("name")
    if not isinstance(name, str) or not _NAME.fullmatch(name):
        raise ValueError(
            "Enter the name of each module as in the questionnaire: up to 30 lower-case letters, digits and _"
        )
    if unknown := sorted(set(entry) - {"name", *_LISTS}):
        raise ValueError(f"The module {name} has {unknown[0]}; use name, {' and '.join(_LISTS)}")
    lists = {key: names(entry[key]) for key in _LISTS if entry.get(key)}
    if not any(lists.values()):
        raise ValueError(f"Enter at least one category or offence code for the module {name}")
    return {"name": name, **{key: listed for key, listed in lists.items() if listed}}


def modules_of_lines(text: str) -> list[Module]:
    """The modules that lines such as 'burglary = Burglary' and 'hate_crime = code 8M' name. Errors: ValueError."""
    found: dict[str, dict[str, list[str]]] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip():
            continue
        name, sign, what = (part.strip() for part in line.partition("="))
        if not (name and sign and what):
            raise ValueError(f"{_LINE}. Line {number} is different")
        code = _CODE.fullmatch(what)
        lists = found.setdefault(name, {})
        lists.setdefault("offence_codes" if code else "categories", []).append(code[1] if code else what)
    return [{"name": name, **lists} for name, lists in found.items()]


def lines_of_modules(value: object) -> list[str]:
    """The lines of modules that were read."""
    return [line for entry in _entries(value) for line in _lines(entry)]


def _lines(entry: Mapping[str, object]) -> Iterator[str]:
    for key, prefix in zip(_LISTS, ("", "code "), strict=True):
        yield from (f"{entry['name']} = {prefix}{what}" for what in _listed(entry, key))


def modules_that_apply(value: object, *, category: str, offence_code: str = "") -> str:
    """The names of the modules that a person is asked, separated by spaces, in the order of the setting. Capitals and
    small letters are the same, as in the programme's categories. value: as `modules` returns it."""
    facts = {"categories": category, "offence_codes": offence_code}
    applying = (entry for entry in _entries(value) if any(_has(entry, key, given) for key, given in facts.items()))
    return " ".join(str(entry["name"]) for entry in applying)


def categories_of_modules(value: object) -> Iterable[str]:
    """Every category that a module names."""
    return [name for entry in _entries(value) for name in _listed(entry, "categories")]


def _has(entry: Mapping[str, object], key: str, given: str) -> bool:
    return bool(given) and given.casefold() in {name.casefold() for name in _listed(entry, key)}


def _listed(entry: Mapping[str, object], key: str) -> list[str]:
    listed = entry.get(key, [])
    return [str(name) for name in listed] if isinstance(listed, list) else []


def _entries(value: object) -> list[Mapping[str, object]]:
    return [entry for entry in value if isinstance(entry, Mapping)] if isinstance(value, list) else []
