"""Data subjects' rights: opting out, and ending retention when it is due."""
