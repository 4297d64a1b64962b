"""The one kind of error that a person can mend."""


class Refused(Exception):
    """An operation was not carried out and nothing changed.

    Its text is one plain sentence for the person who asked: what is wrong and what to do. It never repeats a
    personal value.
    """
