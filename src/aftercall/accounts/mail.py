"""Emails with one-time links, where a mail server has been set up. Each has one recipient."""

import logging
from threading import Thread

from django.conf import settings
from django.core.mail import send_mail

from aftercall.accounts.models import AccessLink, LinkPurpose
from aftercall.core import words

logger = logging.getLogger(__name__)


def is_set_up() -> bool:
    """Whether emails can be sent."""
    return bool(settings.MAILERS)


def send_link(link: AccessLink, address: str) -> bool:
    """Email a link to its user. Returns whether the server took it; a failure is logged without any address."""
    if link.user is None:
        return False
    subject, opening = _subject_and_opening(link)
    text = f"""Hello {link.user.name},

{opening}

{address}

The link works once, until {words.date_and_time(link.expires_at)}. Do not pass this message on.
If you did not expect it, tell your administrator.
"""
    try:
        return send_mail(subject, text, None, [link.user.email]) == 1
    except OSError as error:  # every failure of a connection or a server, SMTP's own among them
        logger.warning("An email could not be sent: %s", type(error).__name__)
        return False


def send_link_in_background(link: AccessLink, address: str) -> Thread:
    """Email a link without waiting for the server, so that the time a page takes does not tell whether there is an
    account."""
    thread = Thread(target=send_link, args=(link, address), daemon=True)
    thread.start()
    return thread


def _subject_and_opening(link: AccessLink) -> tuple[str, str]:
    if link.purpose == LinkPurpose.INVITATION and link.user:
        role = link.user.get_role_display()
        return "Your Aftercall account", f"You have been invited to Aftercall as: {role}. Choose a password here:"
    return "Your new Aftercall password", "Choose a new password for Aftercall here:"
