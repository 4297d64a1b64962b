"""The error for whatever the user can put right."""


class Refused(Exception):
    """An operation was not carried out and nothing changed.

    Its text tells the user what is wrong and what to do. It never repeats personal data.
    """
