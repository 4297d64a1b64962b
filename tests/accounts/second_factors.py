"""Signing in with a second factor, as its pages are used by the tests."""

from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.test import Client
from django.urls import reverse
from tests.accounts.conftest import GOOD_PASSWORD

from aftercall.accounts.models import User

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def add_app(user: User) -> Authenticator:
    """An authenticator app with a known key."""
    authenticator: Authenticator = TOTP.activate(user, SECRET).instance
    return authenticator


def code(secret: str = SECRET, steps: int = 0) -> str:
    """What an authenticator app shows now, or some steps of 30 seconds from now."""
    counters = list(yield_hotp_counters_from_time())
    value: str = format_hotp_value(hotp_value(secret, counters[len(counters) // 2] + steps))
    return value


def enter_password(client: Client, user: User) -> str:
    """Sign in with the password. Returns where that leads."""
    response = client.post(reverse("account_login"), {"login": user.email, "password": GOOD_PASSWORD})
    assert response.status_code == 302, response.content.decode()
    return response["Location"]
