"""Correcting the contact details of a released case (Article 16 of the UK GDPR)."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from aftercall.core import audit, vault
from aftercall.core.errors import Refused
from aftercall.handover.models import ReleasedCase
from aftercall.handover.schedule import Contact, decrypt_contact, encrypt_contact


@transaction.atomic
def correct_contact(*, case: ReleasedCase, changes: Mapping[str, str], actor: audit.Actor, at: datetime) -> list[str]:
    """Encrypt the details again with these changes, with the case's own key. Returns the fields that changed.

    The audit log has the names of the fields and none of the values. Refused once the details have been erased.
    """
    case = ReleasedCase.objects.select_for_update().get(pk=case.pk)
    try:
        known = asdict(decrypt_contact(case))
    except vault.NoSuchKey:
        raise Refused("The contact details of this case have been erased, so there is nothing to correct") from None
    changed = sorted(name for name, value in changes.items() if known[name] != value)
    if changed:
        contact = Contact(**{**known, **changes})
        key = vault.key(case.ring, case.key_slot)
        case.sealed_contact = encrypt_contact(contact, key=key, reference=case.reference)
        case.save(update_fields=["sealed_contact"])
        audit.record(actor=actor, action="case.corrected", subject=case.subject, at=at, details={"fields": changed})
    return changed
