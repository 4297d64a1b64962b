"""The suppression list and recent contacts, both kept as keyed digests."""
