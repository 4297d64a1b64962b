"""The error of an inconsistent instrument."""


class InstrumentError(ValueError):
    """An instrument can't be used. The text is one line: where the fault is and how to fix it."""
