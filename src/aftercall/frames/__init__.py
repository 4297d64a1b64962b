"""Bulk files: read, check, normalise, recognise persons, exclude, build the frame, draw the sample, verify it."""
