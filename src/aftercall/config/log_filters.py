"""What the log leaves out: tokens of one-time links, whatever a client made of the address, and needless tracebacks.

The filters belong on the handler, because loggers do not apply the filters of the loggers above them.
"""

import logging
import re

_LINK = re.compile(r"(/link/+|/consultations/+answer/+|/consultations/+letter/+|/w/+).+", re.IGNORECASE | re.DOTALL)


class MaskLinks(logging.Filter):
    """Masks what follows /account/link/, /consultations/answer/, /consultations/letter/ or /w/ in a message."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Mask the record and keep it."""
        message = record.getMessage()
        if _LINK.search(message):
            record.msg, record.args = _LINK.sub(r"\1…", message), ()
        return True


class RefusalsInOneLine(logging.Filter):
    """Leaves out the traceback of a request that Django refused, such as one for a host that is not this site."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record's message."""
        if record.name.startswith("django.security."):
            record.exc_info = record.exc_text = None
        return True
