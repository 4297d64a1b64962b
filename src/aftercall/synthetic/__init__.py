"""Synthetic victims for real crime records: a pure function of the seed. None of the people exists."""
