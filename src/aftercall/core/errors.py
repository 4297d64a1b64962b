"""The one kind of error that a person can fix."""


class Refused(Exception):
    """An operation was not carried out and nothing changed.

    Its text is a plain sentence for the person who asked: what is wrong and what to do. It never repeats a personal
    value.
    """
