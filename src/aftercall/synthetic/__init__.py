"""Synthetic victims on top of real crime records: a pure function of the seed. Not one person in it exists."""
