"""What a person can mend in a bulk file or in the options of a bulk command."""


class BadInput(Exception):
    """The text is one line: file, row and column where known, and what to mend. It never repeats a personal value."""
