"""Typing errors in one text. `luck`: random numbers in [0, 1)."""

from collections.abc import Sequence


def one_edit(text: str, luck: Sequence[float]) -> str:
    """One letter inserted, missing or wrong, or two swapped."""
    at, kind = int(luck[0] * len(text)), int(luck[1] * 4)
    letter = chr(97 + int(luck[2] * 26))
    new = [
        text[:at] + letter + text[at:],
        text[:at] + text[at + 1 :],
        text[:at] + letter + text[at + 1 :],
        text[:at] + text[at : at + 2][::-1] + text[at + 2 :],
    ][kind]
    if new.lower() == text.lower() or len(new) < 2:
        new = text + text[-1].lower()
    return new


def misspelt(text: str, luck: Sequence[float], alike: dict[str, list[str]]) -> str:
    """Half of the time another spelling, if there is one; otherwise a typing error."""
    variants = alike.get(text.lower(), [])
    if variants and luck[3] < 0.5:
        return variants[int(luck[0] * len(variants))].title()
    if "ph" in text and luck[3] < 0.7:
        return text.replace("ph", "f")
    new = one_edit(text, luck)
    return new[:1].upper() + (new[1:].lower() if new[1:2].isupper() and not text[1:2].isupper() else new[1:])


def prefix_variant(text: str, luck: Sequence[float]) -> str:
    """O'Brien, OBrien, O Brien, O’Brien; McKay, Mc Kay, Mckay, MacKay."""
    kind = int(luck[0] * 3)
    if "'" in text:
        return text.replace("'", ["", " ", "’"][kind])
    return [text[:2] + " " + text[2:], text.capitalize(), "Mac" + text[2:]][kind]


def with_title(text: str, luck: Sequence[float], *, last: bool) -> str:
    """A title before a first name, a suffix after a last name."""
    words = ["Jr", "Snr", "(Decd)", "Esq"] if last else ["Mr", "Mrs", "Miss", "Dr"]
    word = words[int(luck[0] * 4)]
    return f"{text} {word}" if last else f"{word} {text}"


def spaced(text: str, luck: Sequence[float]) -> str:
    """Extra spaces before, after or between the words."""
    return [f" {text}", f"{text} ", f"{text}  ", text.replace(" ", "  ").replace("-", " - ")][int(luck[0] * 4)]


def initial(text: str, luck: Sequence[float]) -> str:
    """The first letter, with or without a dot."""
    return text[0] + ("." if luck[0] < 0.4 else "")
