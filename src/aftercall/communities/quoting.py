"""Whether the words of a quotation were said in the passage that it is from."""

import re

# The marks of words that were left out of a quotation.
_LEFT_OUT = re.compile(r"\[[^\]]*\]|…|\.\.\.")
_ENDS = ".,;:!? "
_MARKS = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})


def was_said(words: str, passage: str) -> bool:
    """Whether all words are in the passage and in this order. Where they have [removed] or another note in square
    brackets, or an ellipsis, the passage may have more. Case, spaces, the kind of a quotation mark, and how
    a piece ends do not matter."""
    said, place = _plain(passage), 0
    for piece in filter(None, (_plain(one).strip(_ENDS) for one in _LEFT_OUT.split(words))):
        if (found := said.find(piece, place)) < 0:
            return False
        place = found + len(piece)
    return True


def _plain(text: str) -> str:
    return " ".join(text.translate(_MARKS).casefold().split())
