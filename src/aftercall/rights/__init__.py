"""Data subjects' rights: opting out, and the erasure of contact details when their retention ends."""
