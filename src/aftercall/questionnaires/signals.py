"""What this room asks of rooms above it."""

from django.dispatch import Signal

# Which stored versions are in use. A receiver returns the names of what uses a version (such as programmes) by the
# version's id. No arguments.
versions_in_use = Signal()

# How often answers were saved despite a soft check. A receiver returns times by question. Argument: version, the
# stored one.
checks_overridden = Signal()

# What has been prepared or published under a decision about a series other than the one now in force. A receiver
# returns pairs of words and an address. Argument: later, the stored version.
series_decided = Signal()
