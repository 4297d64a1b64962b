"""Requests that can't be met."""


class CannotGenerate(ValueError):
    """The request can't be met; the text is one line that says why, and how to fix it."""
