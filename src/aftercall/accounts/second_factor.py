"""How the second factor differs from allauth's defaults: its secrets are encrypted with a key outside the database."""

from base64 import b64decode, b64encode
from typing import ClassVar

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator

from aftercall.accounts.models import User
from aftercall.core import vault

KEY_RING = "second-factor"
CONTEXT = "secret of a second factor"
_NO_MATCH = "Enter the code that the app shows now, or a recovery code that you have not used yet"


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]  # allauth ships no types
    """Encrypted secrets, and this site's messages."""

    error_messages: ClassVar[dict[str, str]] = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _NO_MATCH,
        "cannot_generate_recovery_codes": "Set up an authenticator app or a passkey before you make recovery codes",
    }

    def encrypt(self, text: str) -> str:
        """What is stored of a secret, such as the key that an authenticator app holds too."""
        key = vault.long_lived_key(KEY_RING)
        return b64encode(vault.encrypt(key, text.encode(), context=CONTEXT)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The secret."""
        key = vault.long_lived_key(KEY_RING)
        return vault.decrypt(key, b64decode(encrypted_text), context=CONTEXT).decode()

    def build_totp_svg(self, url: str) -> str:
        """The QR code as a part of a page: without the XML declaration of a file."""
        svg: str = super().build_totp_svg(url)
        return svg[svg.index("<svg") :]

    def generate_authenticator_name(self, user: User, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's signature
        """The name that a new passkey has if the user enters none."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return f"Passkey {number}"
