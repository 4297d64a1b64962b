"""Stored versions of instruments: each is one document, which is never changed or deleted."""
