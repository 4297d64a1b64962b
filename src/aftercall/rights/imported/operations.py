"""Importing a list of people who have asked not to be surveyed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from aftercall.core import audit, vault
from aftercall.core.list_files import ListRefused, Mistake
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.frames.recognition.suppression_keys import objection_digests
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.imported.reading import ListedPerson
from aftercall.suppression import queries as suppression
from aftercall.suppression.operations import lock_suppression_list, record_imported


@dataclass(frozen=True)
class Import:
    """What an import did: how many people it added, how many were on the list already, and how many cases it closed."""

    added: int
    known: int
    cases: int


def import_list(*, people: Sequence[ListedPerson], file: str, actor: audit.Actor, at: datetime) -> Import:
    """Add everyone to the suppression list and close every case recognised as theirs, destroying the contact details.

    People who are on the list with all that is given are not added again, so a list can be imported twice. Refused if
    somebody can't be recognised by what is given; then nothing has changed.
    """
    digests = _digests(people)
    if mistakes := [Mistake(person.row, "", _TOO_LITTLE) for person in people if not digests[person.row]]:
        raise ListRefused(file, mistakes)
    return _store([digests[person.row] for person in people], actor, at)


_TOO_LITTLE = (
    "is not enough to recognise a person; give both names and one of date of birth, postcode, phone number, email "
    "address and address"
)


def _digests(people: Sequence[ListedPerson]) -> dict[int, set[str]]:
    """Each person's digests, by row."""
    key, found = vault.long_lived_key(MATCH_KEY), dict[int, set[str]]()
    for whole in (False, True):
        some = [person for person in people if person.whole_household is whole]
        values = objection_digests([person.values for person in some], match_key=key, whole_household=whole)
        found |= {person.row: digests for person, digests in zip(some, values, strict=True)}
    return found


@transaction.atomic
def _store(people: Sequence[set[str]], actor: audit.Actor, at: datetime) -> Import:
    lock_suppression_list()
    listed = suppression.listed_among(digest for digests in people for digest in digests)
    new = list[set[str]]()
    for digests in people:
        if not digests <= listed:
            new.append(digests)
            listed |= digests
    references = suppression.cases_matching({digest for digests in new for digest in digests})
    cases = close_after_objection(references=references, at=at)
    result = Import(added=len(new), known=len(people) - len(new), cases=len(cases))
    record_imported(people=new, known=result.known, actor=actor, at=at)
    erase_details(cases=cases, actor=actor, at=at)
    return result
