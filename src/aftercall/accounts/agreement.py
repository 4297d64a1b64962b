"""The confidentiality agreement that an interviewer signs before seeing a case."""

from datetime import datetime

from django.db import transaction

from aftercall.accounts.models import ConfidentialityAgreement, User
from aftercall.core import audit
from aftercall.core.statements import exists

CURRENT_VERSION = 1


def has_signed(user: User) -> bool:
    """Whether the user has signed the current version of the agreement."""
    return exists(ConfidentialityAgreement, user=user.pk, version=CURRENT_VERSION, ended_at=None)


def signature(user: User) -> ConfidentialityAgreement | None:
    """The user's signature of the current version, if they have signed it."""
    return user.agreements.filter(version=CURRENT_VERSION, ended_at=None).first()


@transaction.atomic
def sign(*, user: User, at: datetime) -> None:
    """Record that the user signed the current version. Signing again changes nothing."""
    _, created = ConfidentialityAgreement.objects.get_or_create(
        user=user, version=CURRENT_VERSION, ended_at=None, defaults={"signed_at": at}
    )
    if created:
        audit.record(
            actor=user, action="agreement.signed", subject=user.audit_name, at=at, details={"version": CURRENT_VERSION}
        )
