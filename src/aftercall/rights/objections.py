"""Objections that reach us outside a call, such as on the public site."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from aftercall.core import audit, vault
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.frames.recognition.suppression_keys import objection_digests
from aftercall.programmes.operations import MATCH_KEY
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import lock_suppression_list, record_objection

PUBLIC = audit.SystemActor("public", role="public")


def opt_out(*, person: Mapping[str, str], at: datetime) -> None:
    """Record that a person opted out on the public site. They do not learn whether a case was found."""
    object_at_once(person=person, source=ObjectionSource.PUBLIC_SITE, actor=PUBLIC, at=at)


@transaction.atomic
def object_at_once(
    *,
    person: Mapping[str, str],
    source: ObjectionSource,
    actor: audit.Actor,
    at: datetime,
    whole_household: bool = False,
) -> None:
    """Add a person to the suppression list and close every case recognised as theirs, destroying the contact details.

    `person` may hold first_name, last_name, date_of_birth, phone, email, postcode and address. They are digested here
    and not stored. whole_household: whether nobody with the number or at the address may be called. Refused if they are
    not enough to recognise a person.
    """
    key = vault.long_lived_key(MATCH_KEY)
    [digests] = objection_digests([person], match_key=key, whole_household=whole_household)
    lock_suppression_list()
    cases = close_after_objection(references=suppression.cases_matching(digests), at=at)
    record_objection(digests=digests, source=source, actor=actor, at=at)
    erase_details(cases=cases, actor=actor, at=at)
