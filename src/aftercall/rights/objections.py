"""Objections that reach us outside a call, such as on the public site."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db import transaction

from aftercall.core import audit, vault
from aftercall.fieldwork.models import Case
from aftercall.fieldwork.operations.objecting import close_after_objection, erase_details
from aftercall.frames.recognition.match_keys import person_digests
from aftercall.frames.recognition.suppression_keys import listed_keys
from aftercall.programmes.operations import MATCH_KEY
from aftercall.rights.opt_outs.operations import PUBLIC, alert_about_flood
from aftercall.suppression import queries as suppression
from aftercall.suppression.models import ObjectionSource
from aftercall.suppression.operations import lock_suppression_list, record_objection


def opt_out(*, person: Mapping[str, str], at: datetime) -> None:
    """Record that a person opted out on the public site: they are never called again, by anyone.

    Anyone can send such a request, so the contact details are kept for the cooling time (see rights.opt_outs). Nobody
    learns whether a case was found: neither by the answer nor by the time that it takes, because the same statements
    run.
    """
    digests = digests_of(person)
    with transaction.atomic():
        _record(digests=digests, source=ObjectionSource.PUBLIC_SITE, actor=PUBLIC, at=at)
        alert_about_flood(at=at)


def object_at_once(
    *,
    person: Mapping[str, str],
    source: ObjectionSource,
    actor: audit.Actor,
    at: datetime,
    whole_household: bool = False,
) -> int:
    """Add a person to the suppression list and close every case recognised as theirs, destroying the contact details.

    `person` may hold first_name, last_name, date_of_birth, phone, email, postcode and address. They are digested here
    and not stored. whole_household: whether nobody with the number or at the address may be called. Refused if they are
    not enough to recognise a person.

    Returns the number of cases recognised, whether or not they were closed before.
    """
    digests = digests_of(person, whole_household=whole_household)
    with transaction.atomic():
        cases = _record(digests=digests, source=source, actor=actor, at=at)
        erase_details(cases=cases, actor=actor, at=at)
    return len(suppression.cases_matching(digests))


def digests_of(person: Mapping[str, str], *, whole_household: bool = False) -> set[str]:
    """The digests by which an objection recognises a person; none if the details are too few. Computed before a
    transaction begins, because it takes longer than all that happens in it."""
    keys = listed_keys(whole_household=whole_household)
    return person_digests(person, match_key=vault.long_lived_key(MATCH_KEY), keys=keys)


def _record(*, digests: Iterable[str], source: ObjectionSource, actor: audit.Actor, at: datetime) -> list[Case]:
    lock_suppression_list()
    cases = close_after_objection(references=suppression.cases_matching(digests), at=at)
    record_objection(digests=digests, source=source, actor=actor, at=at)
    return cases
