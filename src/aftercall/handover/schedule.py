"""The contact details among the fields of the data schedule, and how they are encrypted and decrypted."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime

from aftercall.core import tombstones, vault
from aftercall.core.queries import key_is_to_be_destroyed
from aftercall.handover.models import ReleasedCase


@dataclass(frozen=True)
class Contact:
    """What the agency needs to reach one person. It is decrypted only in memory, while an interviewer works on the
    case."""

    title: str
    first_name: str
    last_name: str
    phone: str
    phone_alt: str
    language: str

    @property
    def full_name(self) -> str:
        """The name by which the interviewer asks for the person."""
        return " ".join(part for part in (self.title, self.first_name, self.last_name) if part)


def encrypt_contact(contact: Contact, *, key: bytes, reference: str) -> bytes:
    """Encrypt the details with the case's own key, bound to its reference."""
    return vault.encrypt(key, json.dumps(asdict(contact), ensure_ascii=False).encode(), context=reference)


def decrypt_contact(case: ReleasedCase) -> Contact:
    """The contact details of a case. Raises vault.NoSuchKey if they have been erased. The caller must record the
    access in the audit log."""
    key = vault.key(case.ring, case.key_slot)
    return Contact(**json.loads(vault.decrypt(key, bytes(case.sealed_contact), context=case.reference)))


def contact_is_erased(case: ReleasedCase) -> bool:
    """Whether the case's key has been destroyed, or is about to be."""
    return key_is_to_be_destroyed(case.ring, case.key_slot)


def erase_contact(case: ReleasedCase, *, at: datetime) -> None:
    """Destroy the case's key on commit: nothing encrypted with it can then be read again, here or in any backup."""
    tombstones.destroy_key_on_commit(case.ring, case.key_slot, at=at)
