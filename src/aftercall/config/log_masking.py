"""Tokens of one-time links never reach the log, whatever a client made of the address."""

import logging
import re

_LINK = re.compile(r"(/link/+).+", re.IGNORECASE | re.DOTALL)


class MaskLinks(logging.Filter):
    """Masks what follows /account/link/ in a message. It belongs on the handler, because loggers do not apply the
    filters of the loggers above them."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record and keep it."""
        message = record.getMessage()
        if _LINK.search(message):
            record.msg, record.args = _LINK.sub(r"\1…", message), ()
        return True
