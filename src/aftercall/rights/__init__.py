"""Data subjects' rights: opting out, and the end of retention with its certificate."""
