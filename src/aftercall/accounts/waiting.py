"""What the home page says about a role's account: an agreement to sign, and evidence that is still to come."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse

from aftercall.accounts.agreement import has_signed
from aftercall.accounts.models import User
from aftercall.core.home import HomeItem


def agreement_to_sign(_: datetime, user: User) -> Iterator[HomeItem]:
    """The confidentiality agreement, if the user has not signed its current version."""
    if not has_signed(user):
        yield HomeItem(
            "Sign the confidentiality agreement",
            reverse("accounts:agreement"),
            "You cannot open a case before you have signed it.",
            urgent=True,
        )


def evidence_to_come(*_: object) -> Iterator[HomeItem]:
    """That no evidence has been published for the Inspectorate yet."""
    yield HomeItem(
        "Nothing has been published for the Inspectorate yet",
        reverse("accounts:inspectorate"),
        "Meanwhile, you can read the published results and verify a sample.",
    )
