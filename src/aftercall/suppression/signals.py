"""What rooms above this one react to."""

from django.dispatch import Signal

# Sent within the transaction that records an objection, or adds digests to one; after a request on the public site, by
# the job that completes objections. Arguments: digests, at (the time).
objection_recorded = Signal()
