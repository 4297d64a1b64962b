"""The one error of files and options that a person can fix."""


class BadInput(Exception):
    """An input file or an option can't be used; nothing was changed.

    The text is one line: the file, its row and column where known, and how to fix it. It never repeats personal
    data.
    """
