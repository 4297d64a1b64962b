"""What the home page says about a role's account: an agreement to sign."""

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
