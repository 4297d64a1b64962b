"""A condition of a flag in words, where it is one of the kinds that the pages make."""

import re

_COLUMN = r"`[^`]+`|[^\W\d]\w*\b"
_TEXT = r"""'[^']*'|"[^"]*\""""
_TEST = re.compile(
    rf"\s*(?:yes\s*\(\s*(?P<set>{_COLUMN})\s*\)"
    rf"|(?P<column>{_COLUMN})\s*(?:==\s*(?P<text>{_TEXT})|in\s*\((?P<texts>\s*(?:{_TEXT})(?:\s*,\s*(?:{_TEXT}))*\s*)\)))"
)
_OR = re.compile(r"\s*or\b")


def condition_words(condition: str) -> str:
    """What the columns must say, such as 'Marker says VA or MARAC'; empty if only the condition itself can say it."""
    words, at = [], 0
    while test := _TEST.match(condition, at):
        words.append(_test_words(test))
        at = test.end()
        if not condition[at:].strip():
            return ", or ".join(words)
        joined = _OR.match(condition, at)
        if joined is None:
            break
        at = joined.end()
    return ""


def _test_words(test: re.Match[str]) -> str:
    if test["set"]:
        return f"{test['set'].strip('`')} says anything except a plain no"
    texts = [text[1:-1] or "nothing" for text in re.findall(_TEXT, test["text"] or test["texts"])]
    return f"{test['column'].strip('`')} says {' or '.join(texts)}"
