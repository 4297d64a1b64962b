"""The message with the address at which somebody can answer on the web. It says nothing else, and neither whom it is
to nor that it was sent is kept."""

import logging

from django.conf import settings
from django.core.mail import send_mail

from aftercall.fieldwork.web_codes import page_url

logger = logging.getLogger(__name__)
SUBJECT = "Your link"


def is_set_up() -> bool:
    """Whether such messages can be sent: there is a mail server, and a sender whose name says nothing."""
    return bool(settings.MAILERS and settings.WEB_DOOR_FROM)


def send_address(email: str) -> bool:
    """Send the address to this email address. Returns whether the server took it; a failure is logged without it."""
    text = f"Here is the link that you asked for: {page_url()}\n"
    try:
        return send_mail(SUBJECT, text, settings.WEB_DOOR_FROM, [email]) == 1
    except OSError as error:  # every failure of a connection or a server, SMTP's own among them
        logger.warning("An email could not be sent: %s", type(error).__name__)
        return False
