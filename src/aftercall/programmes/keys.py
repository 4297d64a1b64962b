"""The names of the long-lived keys of programmes."""

MATCH_KEY = "match"  # of the digests by which people are recognised
