"""What this room has encrypted, for `aftercall doctor`."""

from base64 import b64decode
from collections.abc import Iterator

from allauth.mfa.models import Authenticator

from aftercall.accounts.second_factor import CONTEXT, KEY_RING
from aftercall.core.sealed_values import SealedValue

_SECRETS = ("secret", "seed")  # of authenticator apps, and of recovery codes


def second_factors() -> Iterator[SealedValue]:
    """The secrets of authenticator apps and of recovery codes."""
    rows = Authenticator.objects.order_by("pk").values_list("user_id", "data")
    for user, data in rows.iterator():
        for name in _SECRETS:
            if name in data:
                yield SealedValue(KEY_RING, 0, CONTEXT, b64decode(data[name]), f"user {user}")
