"""What this room asks of rooms above it."""

from django.dispatch import Signal

# Which stored versions are in use. A receiver returns the names of what uses a version (such as programmes) by the
# version's id. No arguments.
versions_in_use = Signal()

# How often answers were saved in spite of a soft check. A receiver returns times by question. Argument: version, the
# stored one.
checks_overridden = Signal()

# What has been prepared or published by another decision than the one about a series that is in force now. A receiver
# returns pairs of words and an address. Argument: later, the stored version.
series_decided = Signal()
