"""The codes of audit entries in words."""

from collections.abc import Iterator, Mapping

USER = "user:"


def action_words(action: str) -> str:
    """An action's code in words: Sample drawn from sample.drawn."""
    return _sentence(action.replace(".", " "))


def subject_words(subject: str, names: Mapping[str, str]) -> str:
    """What an entry is about. names: of people, by user:number. An account may have been removed since."""
    if subject.startswith(USER):
        return names.get(subject, _sentence(subject.replace(":", " ")))
    kind, colon, name = subject.partition(":")
    return f"{_sentence(kind)} {name}" if colon else _sentence(subject)


def detail_lines(details: Mapping[str, object], parents: str = "") -> Iterator[tuple[str, str]]:
    """Every value of an entry's details with its name, including those within others: ("flow, read", "400")."""
    for name, value in details.items():
        label = f"{parents}{name.replace('_', ' ')}"
        if isinstance(value, Mapping):
            yield from detail_lines(value, f"{label}, ")
        elif isinstance(value, list):
            yield label, ", ".join(map(_value, value)) or "none"
        else:
            yield label, _value(value)


def _value(value: object) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {text}" for name, text in detail_lines(value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def _sentence(code: str) -> str:
    words = code.replace("_", " ")
    return words[:1].upper() + words[1:]
