"""The one error of files and options that a person can fix."""

import re

_BREAKS = re.compile("[\x00-\x1f\x7f\x85\u2028\u2029]+")


class BadInput(Exception):
    """An input file or an option can't be used; nothing was changed.

    The text is one line: the file, its row and column where known, and how to fix it. It never repeats personal
    data.
    """

    def __init__(self, text: str) -> None:
        """text: a name from the file that it repeats can't break the line."""
        super().__init__(_BREAKS.sub(" ", text))
