"""The measures of security, as this installation is set up."""

from pathlib import Path

from django.conf import settings

from aftercall.core.words import counted


def security_measures() -> list[str]:
    """What protects personal details here."""
    return [
        "Contact details of each person are encrypted with a key of their own. Destroying it also erases backups.",
        _keys(),
        "An interviewer sees one case at a time, while working on it, after signing the confidentiality agreement.",
        f"An interviewer can dial at most {counted(settings.CALLS_PER_HOUR, 'person', 'people')} within an hour.",
        _second_factor(),
        "Every look at personal details is in an audit log that cannot be changed unseen.",
        "People are recognised again by keyed digests, without storing who they are.",
        "Each role can open only its own pages.",
        "Outside a call, only the data protection officer can see whose answers are whose, to deal with a request.",
    ]


def _keys() -> str:
    if Path(settings.KEYS_DIR).is_relative_to(settings.HOME):
        return "The keys are in the home folder. Move them out, so that no backup of the database includes them."
    return "The keys are kept outside the database and the home folder, so no backup of these includes them."


def _second_factor() -> str:
    if settings.SECOND_FACTOR_REQUIRED:
        return "Every account signs in with a password and a second factor."
    return "Accounts sign in with a password only, because this is a demonstration."
