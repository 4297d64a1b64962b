"""The error for everything that the user can put right."""


class Refused(Exception):
    """An operation was not carried out, and nothing has changed.

    Its text tells the user what is wrong and what to do. It never repeats personal data.
    """
